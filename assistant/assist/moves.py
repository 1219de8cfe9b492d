"""What a reply does, read by rule from its words: it asks for something, wants a yes, tells, refuses, hands over …

Two replies that do the same about the same thing are alike for an agent, however they are worded. The rules are the
same for what an agent wrote and for what is suggested, and know nothing of which of the two they read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["handoff", "confirm", "refuse", "done", "ask", "wait", "close", "greet", "inform"]


class Move(BaseModel):
    """What a reply does, and about what.

    Attributes:
        topics: for a question, what is asked for; otherwise what it is about.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    topics: frozenset[str] = frozenset()

    def same_as(self, other: Move) -> bool:
        """Say whether both do the same about the same thing; no topic goes with every topic."""
        if self.kind != other.kind:
            return False
        return not self.topics or not other.topics or bool(self.topics & other.topics)


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# The first that fits is what the reply does: what comes later in the list mostly goes along with what comes earlier.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "handoff",
        _words(
            r"\b(?:transfer(?:red|ring)?|connect(?:ed|ing)?|hand(?:ed|ing)?) (?:you|this|your case)\b[^.?!]{0,30}"
            r"\b(?:over|to|with)\b|\bescalat\w+|\b(?:let|told|asked|notified) my manager"
        ),
    ),
    (
        "confirm",
        _words(
            r"\bplease confirm\b|\bconfirm (?:if|that|these|this|whether|the (?:following|details))"
            r"|(?<!what )(?<!how )(?<!which )\b(?:would you like|do you want|shall i|should i"
            r"|may i)\b[^.?]{0,60}\b(?:proceed|go ahead|cancel|return"
            r"|exchange|modify|updat|process|set (?:it|that) up|do (?:that|it)|send|prepar|chang|book|arrang)\w*"
            r"|\b(?:is (?:that|this|everything) (?:correct|right|ok(?:ay)?)|once you confirm)\b|\bconfirm\b[^.?!]*\?"
        ),
    ),
    (
        "done",
        _words(
            r"\b(?:has|have) been (?:successfully |now )?(?:cancel|return|exchang|updat|modif|chang"
            r"|process|request|refund"
            r"|initiat|complet|revert|issued|sent|set up|submitted|credited|applied|noted)\w*"
            r"|\bsuccessfully (?:cancel|return|exchang|updat|modif|chang|process|request|complet|submitt)\w*"
            r"|\b(?:all taken care of|all set|all done)\b|^\W*done\b"
            r"|\bi(?:['’]ve| have) (?:now |just |already )?(?:cancel|chang|updat|refund|credit|issued|sent"
            r"|set (?:it )?up"
            r"|arrang|book|order|swapp|add|remov|mov|appli|replac|extend)\w*"
        ),
    ),
    (
        "refuse",
        _words(
            r"\bunfortunately\b|\bi(?:['’]m| am) (?:so |very )?(?:sorry|afraid),? (?:but|(?:that )?(?:we|i"
            r"|it|this|the))"
            r"|\b(?:can(?:no|['’])t|can not|unable to|not able to|not possible|not eligible|isn['’]t possible"
            r"|no longer possible|can only|could(?:n['’]t| not) find|too late|won['’]t be able)\b"
        ),
    ),
    (
        "ask",
        _words(
            r"\b(?:could|can|may|would|will) (?:i|you)\b[^.?!]{0,40}\b(?:provide|tell|give|have|share"
            r"|let me know|specify"
            r"|send|describe|check)\b|\bplease (?:provide|let me know|tell|give|share|specify|send"
            r"|describe|indicate)\b"
            r"|\bi(?:['’]ll| will|['’]d)?(?: also| just)? need (?:your|the|to know|a few|some)\b"
            r"|\b(?:what|which|when|where|who|how much|how many|was|were|did|do|does|is|are|have"
            r"|has)\b[^.?!\n]{2,90}\?"
        ),
    ),
    (
        "wait",
        _words(
            r"\b(?:one|just a) (?:moment|second|minute|sec)\b|\bplease (?:wait|hold)\b|\bhold on\b|\bgive me a\b"
            r"|\blet me (?:first )?(?:check|look|see|retrieve|find|pull)|\bi(?:['’]ll| will) (?:check|look"
            r"|retrieve|find)"
        ),
    ),
    (
        "close",
        _words(
            r"\banything else\b|\bhave a (?:great|nice|good|wonderful|lovely)\b|\byou(?:['’]re"
            r"| are) (?:very )?welcome"
            r"|\bmy pleasure|\ba pleasure\b|\bgoodbye\b|\bno problem\b|\bglad (?:i|to)\b|\btake care\b|\breach out\b"
        ),
    ),
    ("greet", _words(r"^\W*(?:hi|hello|hey|welcome|good (?:morning|afternoon|evening))\b|\bhow (?:can|may) i help")),
)
_FAREWELL = _words(
    r"[^.!?\n]*\b(?:if (?:you|there)[^.!?\n]*(?:else|question|further|more|need)[^.!?\n]*|anything else[^.!?\n]*"
    r"|(?:feel free|don['’]t hesitate|reach out|let me know if)[^.!?\n]*|have a (?:great|nice|good"
    r"|wonderful)[^.!?\n]*)"
    r"[.!?]?"
)
_ASKED_FOR: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "identity",
        _words(
            r"\b(?:e-?mail|name|zip(?: ?code)?|user ?name|user id|account id|authenticat\w+|verify your"
            r"|your identity|pin"
            r"|phone)\b"
        ),
    ),
    ("order", _words(r"\border(?: id| number|s?\b)|\bwhich order\b|\border ids\b")),
    ("item", _words(r"\bitems?\b|\bproducts?\b|\boptions?\b|\bcolou?r|\bsize\b|\bexchange (?:it )?for\b"
    r"|\bwhich one\b")),
    ("reason", _words(r"\breason\b|\bwhy\b|\bno longer needed\b|\bwhat happened\b|\bwhat(?:['’]s| is) wrong\b")),
    ("payment", _words(r"\bpayment|\brefund method\b|\bgift card\b|\bpaypal\b|\bcredit card\b|\bcard\b")),
    ("address", _words(r"(?<!mail )\baddress|\bwhere (?:should|shall) (?:it|we)\b|\bstreet\b")),
    ("membership", _words(r"\bmember\w*|\bbronze\b|\bsilver\b|\bgold\b")),
    ("status", _words(r"\bstatus\b|\bin transit\b|\barriv\w+\b")),
)  # fmt: skip
_ABOUT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("cancel", _words(r"\bcancel")),
    ("return", _words(r"\breturn|\bsend (?:it|them) back\b")),
    ("exchange", _words(r"\bexchang|\bswap")),
    ("address", _words(r"(?<!mail )\baddress")),
    ("change", _words(r"\bmodif|\bupdat|\bchang")),
    ("account", _words(r"\bfind a user|\byour account\b|\bthat email|\buser with\b|\bidentity\b")),
)


@lru_cache(maxsize=8_192)
def move_of(reply: str) -> Move:
    """Return what a reply does; the politeness that ends most replies counts only where nothing else is said."""
    said = _FAREWELL.sub(" ", reply).strip()
    if not re.search(r"\w{3}", said):
        said = reply
    kind = next((kind for kind, pattern in _KINDS if pattern.search(said)), "inform")
    topics: frozenset[str] = frozenset()
    if kind == "ask":
        asked = _asking_part(said)
        topics = frozenset(name for name, pattern in _ASKED_FOR if pattern.search(asked))
    elif kind in {"confirm", "done", "refuse"}:
        topics = frozenset(name for name, pattern in _ABOUT if pattern.search(said))
    return Move(kind=kind, topics=topics)


def _asking_part(text: str) -> str:
    """Return the sentences that ask, for what stands around them names what is known already."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    pattern = dict(_KINDS)["ask"]
    return " ".join(sentence for sentence in sentences if pattern.search(sentence)) or text
