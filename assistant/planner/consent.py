"""Whether a message agrees to what waits: a planner's guess alone executes nothing."""

from __future__ import annotations

import re
from enum import Enum, auto

from assistant.planner.numbers import numbers_in

_ASSENT = re.compile(
    r"\b(?:y|ye+s*|yes\w*|yea|yep|yeah|yup|yuh|ya|yas|yh|ja|oui|aye|sure|ok(?:ay|ey)?|k|please do"
    r"|s[ií]|sim|claro|vale|genau|gerne|d['’]accord"
    r"|do (?:it|that|so|both)"
    r"|go (?:ahead|on|for it|with (?:it|that)|then)|proceed|confirm\w*|accept(?:ed)?|approved?|affirmative"
    r"|agree(?:d|ment)?|(?:that|it)(?:'?s| is) (?:it|the one|what i (?:want|meant|need))"
    r"|sounds? (?:good|great|fine|right)"
    r"|good to go|that['’]?(?:ll| will) do|lock it in|you may(?=\W*$)"
    r"|works? for me|suits? me|happy (?:with|to)|get it done|make it so|all good|spot on"
    r"|right|correct|indeed|exactly|absolutely|definitely|of course|perfect|fine|brill\w*|great|deal)\b|👍|🤙",
    re.IGNORECASE,
)
# Agrees where nothing else is said: "lovely, please", but not "lovely weather for a tent".
_MILD = re.compile(
    r"(?:go|good|lovely|jubbly|nice|splendid|wonderful|marvellous|excellent|awesome|cool|super|fab|sweet|mint|beautiful"
    r"|ideal|bingo|bet|champion|naturally|positive|positively|precisely|alright|aight|roger|safe|please|pls|plz|mhm"
    r"|uh|huh|quite|so|be|my|guest|just|the|ticket|one|thank|thanks|you|dear|then|do|it|that|that's|is|very|well|all"
    r"|and|both|now|let's|giddy|up|send|crack|on|perf|ta|okey|dokey|ready|fair|enough|amazing|fantastic|cheers"
    r")",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_REFUSAL = re.compile(
    r"\W*(?:no|nope|nah|don'?t|do not|stop|wait|hang on|hold on|not|never ?mind|leave it)\b", re.IGNORECASE
)

_TAKEN_BACK = re.compile(
    r"\b(?:don'?t|do not|never ?mind|leave (?:it|the|everything)|keep it|drop it|actually no|not (?:yet|now)"
    r"|yeah no)\b",
    re.IGNORECASE,
)
# Sets something against what waits: whatever else is said, it is no plain yes to that.
_CONTRAST = re.compile(
    r"\b(?:instead|chang\w+ my mind|on second thou\w+|wait|(?:the|my|an?|that) other|different|rather than"
    r"|i['’]d rather|except|apart from|not (?:the|that|my|just|only)|actually(?!\W+(?:yes|yeah|ok|go|do|that|it))"
    r"|but(?!\W+(?:yes|ok|please|hurry|thank|quick|do|go|make it (?:quick|fast))))\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:i(?:['’]d| would)? (?:just |really |only |also )?(?:want|like|need|wanna|prefer)"
    r"|can (?:you|i|we)|could (?:you|i)|how about|what about|make (?:it|that) (?!so)|i mean\w*)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|as long as|provided|assuming)\b"
    r"(?!\W+(?:possible|not|so|need be|anything|i (?:have|had) (?:any )?questions))",
    re.IGNORECASE,
)
# Of what waits itself: "yes, if that's the hose".
_OF_IT = re.compile(
    r"\b(?:if|unless|as long as|provided|assuming)\W+(?:it|that|this|they|those|these|there)"
    r"(?!(?:['’]?s|['’]?re| is| are)?\W+(?:ok|okay|fine|possible|all right|alright|easier))(?:['’]?s|['’]?re)?\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"\W*(?:(?:oh|ok(?:ay)?|well|great|good|alright|hm+|and|then|so|right|fine|please)\W+)*"
    r"(?:y|ye+s*|yes\w*|yea|yep|yeah|yup|sure|confirm\w*|go (?:ahead|for it|on)|please do|do (?:it|that|so)|proceed"
    r"|absolutely|definitely|of course|correct|exactly|perfect|that(?:['’]?s| is) (?:it|right|correct|what i want))\b",
    re.IGNORECASE,
)


_NEGATIVE = re.compile(
    r"\b(?:no+|non|nein|nee|nope?|nah|naw|not|nothing|none|never\w*|negative|cannot|without|stop|wait|hold|hang|leave"
    r"|keep|stay|forget|later|undo|instead|rather|maybe|try|rethink|think\w*|chang\w+ (?:my|your|his|her) mind|scrap"
    r"|skip|drop|abort|decline\w*|reject\w*|refus\w*|pass|sleep on|hmm+|actually|too (?:much|expensive|late|soon)"
    r"|(?:do|wo|ca|is|did)n['’]?t|bin it|back out|call it off|sod it|cold feet|tomorrow|another time|second thou\w+"
    r"|wrong|mistake|misread|revert|ignore|enough|nvm|rain check|hate|as (?:it is|is|they are|before))\b"
    r"|n['’]t\b|👎|❌|✋",
    re.IGNORECASE,
)
_CANCEL = re.compile(r"\bcancel\w*", re.IGNORECASE)

_NOT_YET = re.compile(
    r"\bbefore (?:i|we) (?:say|agree|confirm|accept|decide|do)\b|\bjust to be (?:sure|clear|certain)\b|\bonly if\b"
    r"|\b(?:is|are) (?:it|that|this|they) (?:still )?(?:ok(?:ay)?|fine)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<=[.!,;])\s+")


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
    if _NOT_YET.search(text) or (text.endswith("?") and not any(map(_PLAIN.match, _PARTS.split(text)))):
        return Consent.ELSEWHERE  # "box is opened, still ok?" asks
    if _REFUSAL.match(text) or _TAKEN_BACK.search(text) or _CONTRAST.search(text):
        return Consent.ELSEWHERE
    if _WISH.search(text) and not _PLAIN.match(text):
        return Consent.UNCLEAR  # "ok, I want to send all of them back" is a wish of its own
    if _OF_IT.search(text) or (_CONDITION.search(text) and not _PLAIN.match(text)):
        return Consent.UNCLEAR  # "refund it, if that's the hose"
    if assent or _commands(text, pending) or all(map(_MILD.fullmatch, _WORD.findall(text))):
        return Consent.GIVEN
    return Consent.UNCLEAR


def refuses(message: str, pending: str) -> bool:
    """Say whether a message has a word that may be a no to what waits; without any, nothing was refused.

    Args:
        pending: the titles of what waits; "cancel" refuses anything but a cancellation.
    """
    calls_off = not pending.casefold().startswith("cancel") and _CANCEL.search(message) is not None
    return calls_off or _NEGATIVE.search(message) is not None


def _commands(text: str, pending: str) -> bool:
    """Say whether a text orders what waits in its own verb: "then cancel it"."""
    verbs = {re.escape(title.split()[0]) for title in pending.split("; ") if title.split()}
    if not verbs:
        return False
    said = (
        rf"(?:^|[.,;!]\s*|\b(?:please|then|just|and)\s+)(?:{'|'.join(sorted(verbs))})"
        r"(?:\s+(?:it|that|this|them|those|both|all|the (?:order|item|lot)|order|my order|#?[\w-]*\d[\w-]*))*"
        r"(?:\W+(?:then|please|now|for me|thanks?|thank you))*\W*(?:$|[.,;!])"
    )
    return re.search(said, text, re.IGNORECASE) is not None
