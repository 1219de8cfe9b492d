"""The assistant's wordings: one folder a locale, one file a prompt, strict variables."""

from prompts.loader import load_prompt, load_table, load_words

__all__ = ["load_prompt", "load_table", "load_words"]
