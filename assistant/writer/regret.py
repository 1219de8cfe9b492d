"""Says "I'm sorry" only where there is something to be sorry for: a small model begins many a sentence with it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.handover.mood import signalled
from assistant.tools.waiting import says
from assistant.writer.phrases import Phrase
from prompts import load_table

_REGRET = re.compile(
    r"^(?:(?:I|we)(?:['’]m|['’]re| am| are) (?:so |very |really )?(?:sorry|afraid)(?: (?:about|to hear|for) that)?"
    r"|(?:so |very )?sorry(?: (?:about|for) that)?|unfortunately|(?:my )?apologies)(?:[,;:.!]|\s+[–—-])*(?:\s+but)?\s*",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(r",? (?:I['’]m (?:sorry|afraid)|sorry|unfortunately)(?=[.!]$)", re.IGNORECASE)
_BAD = re.compile(
    r"n['’]t\b|\b(?:sorry|afraid|not?|never|none|nothing|cannot|without|only|sold out|lost|late|delayed|overdue|expired"
    r"|passed|too late|ended|over|unfortunately|fee|refused|declined)\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"\b(?:br[oe]ken?|damag\w*|defect\w*|fault\w*|crack\w*|chipped|scratch\w*|torn|ripped|shattered|dented|leak\w*"
    r"|stained|rust\w*|missing|lost|stolen|wrong|late|delayed|problem|trouble|issue|died|passed away|sad|hurt|ill|sick"
    r"|too (?:small|big|tight|large|short|long)|mistake|sorry|never (?:came|arrived)|doesn['’]?t (?:work|fit))\b",
    re.IGNORECASE,
)


def needless(points: Sequence[Phrase], message: str, locale: str = "en") -> bool:
    """Say whether a reply has nothing to be sorry for: it tells nothing bad, and neither does the shopper."""
    if _TROUBLE.search(message) or says("complains", message, locale) or says("upset", message, locale):
        return False
    if any(signalled(mood, message, locale) for mood in ("distressed", "angry", "frustrated")):
        return False
    table = load_table("replies", locale)
    wordings = (wording.format(**point.blanks) for point in points for wording in table[point.section][point.key])
    return not any(_BAD.search(wording) for wording in wordings)


def without_regret(sentence: str) -> str:
    """Return a sentence without its apology; an empty string where it was nothing else."""
    rest = _AT_THE_END.sub("", _REGRET.sub("", sentence, count=1))
    return rest[:1].upper() + rest[1:]
