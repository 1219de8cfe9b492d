"""The desk: the people behind the assistant, the cases that they work on, and what they see and do."""
