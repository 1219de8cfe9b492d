"""What the shop and the conversation are made of: immutable values without any I/O."""
