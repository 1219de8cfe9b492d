"""The sentence check: nothing leaves that no fact carries."""
