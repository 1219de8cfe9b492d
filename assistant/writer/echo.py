"""Says a shopper's words back to them, unless they are too much to repeat."""

from __future__ import annotations

from assistant.quotable import quotable
from assistant.writer.phrases import Phrase, phrase

_LONGEST, _MOST_WORDS = 60, 8


def echoing(section: str, key: str, subject: str, order: str = "") -> Phrase:
    """Return the phrase that names the subject, or the one ending in "_unnamed".

    A reply repeats the name of a thing, not a speech, a secret or a bargain that somebody would like to hear from it.
    """
    if len(subject) <= _LONGEST and len(subject.split()) <= _MOST_WORDS and quotable(subject):
        return phrase(section, key, subject=subject, order=order)
    return phrase(section, f"{key}_unnamed", order=order)
