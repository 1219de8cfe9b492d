"""Messages that say one plain thing: yes, no, "I see", "what now?"; read by their words, without a model."""

from __future__ import annotations

import re

_FEW_WORDS = 5
# A yes has to be the whole message: "ok, what does it cost?" consents to nothing.
_ASSENT = (
    r"yes|yep|yeah|yup|ok|okay|sure|do it|go ahead|go for it|confirm(?:ed)?|correct|agreed|perfect|exactly"
    r"|(?:that|it)(?:'?s| is) (?:right|correct|fine|it)"
)
_YES = re.compile(
    rf"\W*(?:please\W+)?(?:{_ASSENT})(?:\W+(?:{_ASSENT}|please|then|do|that|thanks?|thank you))*\W*", re.IGNORECASE
)
_EFFECTS = re.compile(
    r"\W*(?:(?:hm+|wait|hang on|hold on|ok(?:ay)?|but|and|so|first|sorry)\W+)*"
    r"(?:(?:does|will|would|is|do) (?:that|it|this|there|i)\b.{0,15}\b(?:cost|fee|charge|free|pay)\b.{0,20}"
    r"|what (?:does|will|would|is) (?:that|it|this)\b.{0,10}\b(?:cost|mean|fee|change)\b.{0,15}"
    r"|how much (?:do|will|would|does) (?:i|it|that|this)\b.{0,15}\b(?:cost|pay|get|lose)\b.{0,15}"
    r"|what (?:happens|will happen|would happen)(?: then| next| if i (?:say yes|confirm|do))?"
    r"|where (?:does|will|would) (?:the )?money go.{0,15})\W*",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"\W*(?:oh\W+)?(?:ok(?:ay)?|fine|alright|all right|i see|got it|understood|too bad|oh well|fair enough|right|hm+)"
    r"(?:\W+(?:then|fine|ok(?:ay)?|well|too bad))*\W*",
    re.IGNORECASE,
)
_OPTIONS = re.compile(
    r"\W*(?:(?:so|ok|okay|and|well|then|but)\W+)*(?:what (?:(?:else )?can|should|do|could) (?:i|we|you) do"
    r"|what now|now what|what are my options|is there (?:anything|nothing) (?:else )?(?:i|you|we) can do"
    r"|what (?:would|do) you suggest)(?:\W+(?:then|now|instead|about it|else))*\W*",
    re.IGNORECASE,
)
_GO_ON = re.compile(r"\W*(?:please\W+)?(?:yes|yep|yeah|yup|sure|do it|go ahead|go for it)\b", re.IGNORECASE)
_NO = re.compile(r"\W*(?:no|nope|nah|don'?t|do not|stop|never ?mind|leave it|keep it|forget it)\b", re.IGNORECASE)


def says_yes(message: str) -> bool:
    """Say whether a message is a plain yes and nothing else."""
    return _YES.fullmatch(message) is not None


def wants_to_go_on(message: str) -> bool:
    """Say whether a plain yes is more than "ok" or "perfect", which only end what was said."""
    return says_yes(message) and _GO_ON.match(message) is not None


def acknowledges(message: str) -> bool:
    """Say whether a message only takes note of what was said."""
    return _NOTED.fullmatch(message) is not None


def asks_what_it_means(message: str) -> bool:
    """Say whether a message asks what a proposal would do or cost."""
    return _EFFECTS.fullmatch(message) is not None


def asks_for_options(message: str) -> bool:
    """Say whether a message only asks what can be done instead."""
    return _OPTIONS.fullmatch(message) is not None


def begins_with_no(message: str) -> bool:
    """Say whether a message refuses, whatever else it says."""
    return _NO.match(message) is not None


def declines(message: str) -> bool:
    """Say whether a message is a no of a few words."""
    return len(message.split()) <= _FEW_WORDS and begins_with_no(message)
