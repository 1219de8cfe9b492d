"""One constrained LLM call that turns a message and its context into at most three tool calls."""
