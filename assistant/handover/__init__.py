"""Handing over to a person: when, with what words and facts, and what the assistant remembers afterwards."""
