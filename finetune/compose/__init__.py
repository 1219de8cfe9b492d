"""Composes labelled messages from varied parts: lexicons, sentence frames, noise."""
