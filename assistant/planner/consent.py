"""Whether a message agrees to what waits: a planner's guess alone executes nothing."""

from __future__ import annotations

import re
from enum import Enum, auto

from assistant.planner.numbers import numbers_in

_FEW = 4  # words: so short a message may agree in any words ("lovely jubbly"); a longer one has to say so
_ASSENT = re.compile(
    r"\b(?:y|ye+s*|yes\w*|yea|yep|yeah|yup|yuh|ya|yas|yh|ja|si|oui|aye|sure|ok(?:ay|ey)?|k|please do"
    r"|do (?:it|that|so|both)"
    r"|go (?:ahead|on|for it|with (?:it|that)|then)|proceed|confirm\w*|accept(?:ed)?|approved?|affirmative"
    r"|agree(?:d|ment)?|(?:that|it)(?:'?s| is) (?:it|what i (?:want|meant|need))|sounds? (?:good|great|fine|right)"
    r"|works? for me|suits? me|happy (?:with|to)|get it done|make it so|all good|spot on"
    r"|right|correct|indeed|exactly|absolutely|definitely|of course|perfect|fine|brill\w*|great|deal)\b|👍|🤙",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:i|we)(?:'?d| would)? (?:want|need|like|wish|hate|can'?t|don'?t)\b"
    r"|\b(?:why|when|how|what|where|who|but)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\W*(?:no|nope|nah|don'?t|do not|stop|wait|hang on|hold on|not|never ?mind|leave it)\b", re.IGNORECASE
)


class Consent(Enum):
    """How a message stands to what waits."""

    GIVEN = auto()
    UNCLEAR = auto()
    ELSEWHERE = auto()
    """It refuses, asks or corrects: a message of its own."""


def consent_of(message: str, pending: str) -> Consent:
    """Return whether a message may be taken for a yes.

    Args:
        pending: the titles of what waits, each beginning with its verb ("Cancel order 1001").
    """
    text = message.strip()
    assent = _ASSENT.search(text) is not None
    if not assent and (numbers_in(text) or text.endswith("?")):
        return Consent.ELSEWHERE  # "three, just counted again" corrects; it agrees to nothing
    if _REFUSAL.match(text):
        return Consent.ELSEWHERE
    if assent or _commands(text, pending) or (len(text.split()) <= _FEW and not _WISH.search(text)):
        return Consent.GIVEN
    return Consent.UNCLEAR


def _commands(text: str, pending: str) -> bool:
    """Say whether a text orders what waits in its own verb: "then cancel it"."""
    verbs = {re.escape(title.split()[0]) for title in pending.split("; ") if title.split()}
    if not verbs:
        return False
    said = rf"(?:^|[.,;!]\s*|\b(?:please|then|just|and)\s+)(?:{'|'.join(sorted(verbs))})\b"
    return re.search(said, text, re.IGNORECASE) is not None
