"""Whether a message asks what the rules mean for something of the shopper's own, and about what: by a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.domain.own_case import Subject
from assistant.tools.payments import where_money_goes


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


# What may be asked about, the first that fits. Money is asked about for its own sake where nothing is sent back.
_SUBJECTS: tuple[tuple[Subject, re.Pattern[str]], ...] = (
    (
        "exchange_items",
        _words(r"exchang\w*|swap\w*|trade|trading|(?:different|another|other|bigger|smaller|larger) (?:size|colou?r)"),
    ),
    (
        "cancel_order",
        _words(
            r"(?<!noise )(?<!noise-)cancel\w*|call(?:ing|ed)? (?:it |that |this )?off|get out of"
            r"|back out|stop (?:the|my|that|it)"
        ),
    ),
    (
        "return_items",
        _words(
            r"(?<!tax )return(?!s? policy)\w*|(?:send|sent|sending|bring|bringing|give|giving|take|taking|taken|hand"
            r"|go|goes|come|post|mail|ship)(?: [\w'’-]+){0,8}? back(?! in(?:to)? stock)"
            r"|(?:would|will|do|could|can|should) i get (?:[\w'’-]+ ){0,2}back (?:for|on|if|when i)"
            r"|refundable|(?:get|have) a refund (?:for|on)"
            r"|(?:keep|kept) (?:it|them)|give up"
        ),
    ),
    ("refund", _words(r"refund\w*|money|reimburse\w*|paid back|pay(?:ing)? me back|credited")),
    (
        "change_address",
        _words(
            r"address|where .{0,40}(?:goes|going|sent|delivered)"
            r"|redirect\w*|reroute\w*|(?:sent|go|send|deliver\w*|ship\w*) .{0,25}elsewhere"
        ),
    ),
    (
        "change_payment",
        _words(
            r"(?:chang\w*|switch\w*|another|different|other|use|pay\w*) .{0,30}(?:payment|pay|card|paypal|visa)"
            r"|pay .{0,30}way"
        ),
    ),
    (
        "change_items",
        _words(
            r"(?:take|leave|drop) .{0,40} out of"
            r"|(?:chang|edit|alter|modif|amend|add|remov)\w* .{0,40}(?:order|size|colou?r|quantity|items?|ordered)"
        ),
    ),
)
# Asked to be told something: a day, a cost, a place.
_INFORM = _words(
    r"how (?:long|late|soon|many (?:more )?days|much (?:time|longer|would|will|do|does|is|of|money)|much)"
    r"|(?:un)?till? when|by when|when(?:'s|’s)?|what(?:'s|’s| is| are)? (?:the |my )?(?:deadline"
    r"|last day|latest|time limit)"
    r"|(?:which|what) (?:day|date)|what (?:would|will|does|do) (?:it|that|this|i)\b.{0,30}\b(?:cost|pay|get)"
    r"|is there (?:a|any) (?:fee|charge|deadline)|do i (?:have to |need to )?pay"
    r"|(?:what|where) (?:does|do|will|would|is|happens)"
    r"|where(?:['’]?s| is| are) (?:my|the|that|our) (?:\w+ )?(?:money|refund\w*|cash)|whens"
    r"|is (?:it|that|returning \w+) free|days (?:do i have |are )?left"
)
# Asked whether something may be done.
_MAY = _words(
    r"(?:can|could|may|might) (?:i|we)|can(?:'|no)t i|am i (?:still )?(?:able|allowed|in time|too late|within)"
    r"|is it (?:still |already |now |even )*(?:possible|ok(?:ay)?|allowed|too late|late|fine|in time"
    r"|returnable|refundable)"
    r"|(?:is|are) (?:it|this|that|these|those|they|the [\w' -]{2,40}|my [\w' -]{2,40}) (?:still )?"
    r"(?:returnable|refundable|exchangeable|in time|within|eligible|too late)"
    r"|do i still have|have i (?:still )?got|(?:is|am|are|if|be|or)\b.{0,20} too late|too late (?:to|for)"
    r"|(?:would|will) you (?:still )?(?:take|accept)"
    r"|do you (?:still )?take|still (?:return|send|cancel|change|exchange|swap|go back)"
    r"|(?:can|could) (?:the|my|it|this|that)|(?:if|whether) (?:the|my|it|this|that)\b.{0,60} can (?:still )?be"
)
# Any other question, if it isn't about what has happened or how something is done.
_QUESTION = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|and|but|ok|okay|then|also|well|sorry)\W+){0,2}"
    r"(?:(?:can|could|would) you tell me (?:if|whether)|i wonder (?:if|whether)|do you know (?:if|whether)"
    r"|(?:has|have) (?:the|my) (?:time|days)"
    r"|(?:is|are|am|do|does|can|could|may|might|would|will|should)\b(?! you\b))",
    re.IGNORECASE,
)
_DONE = _words(
    r"my (?:return|exchange|cancellation)|been (?:returned|cancelled|exchanged|refunded)|returned yet"
    r"|(?:cancelled|returned|refunded) (?:ones?|orders?|items?)"
)
_TOLD = re.compile(r"\b(?:(?:can|could|would) you )?tell me (?:if|whether)\b", re.IGNORECASE)
_LATE = _words(r"still|too late|in time|how long|(?:un)?till? when|deadline")
# Wants it done rather than to be told.
_WANTED = _words(
    r"please (?:cancel|return|exchange|change|send|swap|refund)|(?:can|could|would|will) you (?:please |just |also )*"
    r"(?:cancel|return|exchange|change|send|swap|refund|set|arrange|start)"
    r"|i(?:'d| would|’d) (?:like|love) to|i want to|i need to|i(?:'m| am) going to|go ahead"
    r"|how (?:can|do|could|would) i"
)
_COST = _words(r"how much|costs?|fees?|charges?|pay|postage|free|deduct\w*|full amount|lose")
_PAID = _words(r"(?:when|how long|how soon|until).{0,60}\b(?:money|refund\w*|paid|credited|reimburse\w*)")
_CONDITION = _words(
    r"if (?!i (?:return|cancel|send|give|exchange|swap))|even though|although|without|worn|wore"
    r"|opened|open|used|lit|burn\w*|wash\w*|box|tags?|labels?|packaging|gifts?"
    r"|presents?|half|part|stores?|shop|shops|counter|damaged|broken|expired|sale|discount|coupon|receipt"
)
_USED = _words(
    r"worn|wore|(?:already |been |have |['’]ve |was )(?:opened|used)"
    r"|(?:i|we) (?:\w+ )?(?:opened|used|washed|lit|burned|burnt|cooked"
    r"|baked)|used (?:it|them|once|twice)|without (?:the |its |a )?(?:\w+ )?(?:box|packaging|tags?|labels?)"
)
# Nothing is said of what is to be done: what was talked about before goes on, or else it is about sending back.
_ELLIPTIC = re.compile(
    r"\bhow (?:long|many days|much time) (?:do i|have i|i)(?: still)? (?:have|got|left)\b"
    r"|^\W*(?:and |so |ok |okay )?(?:(?:un)?till? when|by when)\b"
    r"|\b(?:too late (?:to|for|now)\b|the deadline|in time)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<=[.!?;])\s+|,?\s+(?:and|but|also|then)\s+(?=(?:can|could|may|is|are|am|how|when|what|until|till|where|would|will|tell"
    r"|do|does|please|cancel|return|send|exchange|change)\b)|,\s+(?=(?:can|could|is|how|when|until|would)\b)",
    re.IGNORECASE,
)


# The parcel went back, and the money hasn't come.
_AWAITED = _words(
    r"(?:sent|returned|gave|posted|shipped|my return|cancelled).{0,60}"
    r"(?:no|not|never|without|where|waiting|haven'?t|hasn'?t).{0,30}(?:money|refund\w*|paid back|reimburse\w*|cent)"
    r"|(?:still|yet) (?:no|not|waiting|haven'?t|hasn'?t).{0,30}(?:money back|my money|refund\w*)"
)
# The money is asked for without a word for it: "when will I have it on my card?".
_ON_CARD = re.compile(
    r"\b(?:when(?:['’]?s)?|how (?:long|soon|many days))\b(?![^?!.]*\b(?:pay|paying|charged?)\b)[^?!.]{0,50}"
    r"\b(?:on|in|onto|into|to|at) my (?:bank\w*|account|paypal|visa|mastercard|amex|(?:credit |debit |bank )?card)\b",
    re.IGNORECASE,
)
_HAS_COME = _words(
    r"(?:has|have|is|was|did|where|any (?:news|update|word)s?|status|what(?:['’]?s| is| about))\b[^?!.]{0,30}"
    r"\b(?:my|the|that|our) (?:refund|money(?! order))(?![^?!.]{0,20}\bpolicy)"
    r"|(?:have ?n['’]?t|did ?n['’]?t|never|not) (?:\w+ )?(?:got|gotten|get|received|receive|seen|had)"
    r" (?:my |the |any |a )?"
    r"(?:money|refund)(?: back)?"
)
# Said after a question about money, it asks for it again.
_TOO_LONG = _words(
    r"tak(?:es|ing|en) (?:\w+ ){0,2}(?:too long|forever|ages|so long|long)|too slow|so slow|still waiting"
    r"|waiting (?:for )?ages"
    r"|\d+ (?:business )?(?:days|weeks) (?:already|now|ago)|faster|hurry (?:it |this )?up|speed (?:it|this|that) up"
)
# How an amount comes about: why less than was paid, what the fee is, whether the shipping is in it.
_AMOUNT = _words(
    r"(?:why|how come)\b.{0,60}\b"
    r"(?:fee|charg\w+|deduct\w*|less|only|short|took|take|taken"
    r"|not (?:the )?(?:full|all|whole)|minus|missing|(?:i|i['’]m) pay\w*)"
    r"|what(?:['’]?s| is| was) (?:the|that|this) (?:return )?(?:fee|deduction|charge|\$?\d+\.\d\d)(?: \w+)?(?: for)?"
    r"|i paid (?:\$?\d[\d.,]*|more)|why (?:is (?:it|that) )?so (?:little|low)"
    r"|(?:full|whole|entire|total) (?:amount|price|sum|refund|money)"
    r"|(?:everything|all of it|all my money) back"
    r"|(?:with|incl\w*|including|plus|and)(?: the| my)? (?:shipping|postage|delivery)"
    r"(?: (?:costs?|fees?|money|charges?))?"
    r"(?= ?(?:\?|$|too\b|as well|or))"
    r"|(?:get|refund\w*|have)(?: \w+){0,2} (?:shipping|postage|delivery) (?:\w+ )?(?:back|refunded|too|as well)"
    r"|(?:shipping|postage|delivery) (?:costs? |fees? |money )?(?:refunded|paid back|included)"
)
_SENT_BACK = _words(
    r"refund\w*|money back|(?:get|got) (?:\w+ ){0,3}back|return(?:ed|ing|s)?|sent back|cancel\w*|paid back"
)
_MONEY_MATTERS = frozenset({"refund", "return_items", "cancel_order"})
_OPTIONS = _words(
    r"(?:what(?:'s| is| are)?|any|other) (?:my |the )?options|what (?:can|could|should|shall) (?:i|we) do"
)
_PAID_WHEN = _words(r"when|how long|how soon|how many days")
_CONDITIONAL = _words(r"if i|when i (?:return|cancel|send)|should i|gift ?wrap\w*|express|freight")
_MAY_IT = re.compile(r"\?|^\W*(?:can|could|may|would|is it)\b|\bor not\b|\bpossible\b", re.IGNORECASE)
_CHANGED = _words(
    r"pay (?:for|the|my|it)|payment|return(?:ing)? (?:it|them|the|my|this)|send(?:ing)? (?:it|them|the|my) back"
)
_REFUNDED = _words(r"refund\w*|money(?: back)?|reimburse\w*")
# Something of one's own isn't as it should be.
_DISPLEASED = _words(
    r"(?:is|are|was|were|does|do|did)(?:n'?t| not) (?:what|as|like|fit|work|right|good)\w*|too (?:small|big|large|tight"
    r"|short|long|heavy|loose)|wrong (?:size|colou?r|one|item)|broken|damaged|faulty|defective|disappoint\w*"
    r"|do(?:n'?t| not) like|not (?:happy|what|right|as)|unhappy"
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked.

    Attributes:
        clause: the part of the message that asks it.
        cost, paid: the question is also what it costs, and when the money comes.
        amount: asked is how an amount comes about: the fee, the discount, the shipping.
        condition: more is asked than the days: "if I wore them", "without the box".
    """

    subject: Subject
    wish: Literal["may", "inform"]
    clause: str
    cost: bool = False
    paid: bool = False
    condition: bool = False
    amount: bool = False


def matter_of(message: str, before: Sequence[str] = ()) -> Matter | None:
    """Return what a message asks about the rules; None for anything else, a request to do it among that.

    Args:
        before: what the shopper said before, the latest last; "and how long do I have?" goes on with it.
    """
    if _OPTIONS.search(message) and _DISPLEASED.search(message):
        return Matter("return_items", "may", message)
    if _of_an_amount(message, before):
        return Matter("refund", "inform", message, cost=True, paid=bool(_PAID_WHEN.search(message)), amount=True)
    if _asks_which_way(message, before):
        return Matter("refund", "inform", message)
    if _AWAITED.search(message) or _ON_CARD.search(message):
        return Matter("refund", "inform", message, paid=True)
    if _TOO_LONG.search(message) and not _subjects_beside_money(message) and _before(before[-2:]) == "refund":
        return Matter("refund", "inform", message, paid=True)
    for clause in _clauses(message):
        wish = _wish(clause) or ("inform" if _HAS_COME.search(clause) else None)
        if wish is None or (_WANTED.search(_TOLD.sub(" ", clause)) and not _LATE.search(clause)):
            continue
        subject = _subject(clause)
        # "I bought boots. Can I still …": the thing may stand in the clause before.
        if subject is None and _ELLIPTIC.search(clause):
            subject = _subject(message) or _before(before) or "return_items"
        if subject is None:
            continue
        if subject == "refund" and not _MAY.search(clause) and _HAS_COME.search(clause):
            wish = "inform"  # "has the refund come?"
        if subject == "refund" and wish == "may" and not _MAY.search(clause):
            continue
        if subject == "refund" and wish == "may":
            subject = "return_items"  # "can I get my money back for the boots?"
        paid = bool(_PAID.search(clause))
        if subject == "return_items" and wish == "inform" and paid:
            subject = "refund"  # "when do I get the money for the boots that I sent back?"
        if subject == "return_items" and _USED.search(message):
            wish = "inform"  # whether it comes back in full depends on how it is, so that no plain yes answers it
        return Matter(
            subject,
            wish,
            clause,
            cost=bool(_COST.search(message)),
            paid=paid,
            condition=bool(_CONDITION.search(_TOLD.sub(" ", message))),
        )
    return None


def _of_an_amount(message: str, before: Sequence[str]) -> bool:
    """Say whether it is asked how the money that comes back is worked out; a fee of shipping or of gift wrap isn't."""
    if not _AMOUNT.search(message) or _CONDITIONAL.search(message) or _WANTED.search(message):
        return False
    return bool(_SENT_BACK.search(message)) or _before(before[-2:]) in _MONEY_MATTERS


def _asks_which_way(message: str, before: Sequence[str]) -> bool:
    """Say whether it is asked if a refund may go somewhere else: "can I have it on PayPal instead?"."""
    if not _MAY_IT.search(message) or _CHANGED.search(message) or not where_money_goes(message):
        return False
    asked_when = any(_ON_CARD.search(text) for text in before[-2:])
    return asked_when or bool(_REFUNDED.search(message)) or _before(before[-2:]) in {"refund", "return_items"}


def _subjects_beside_money(message: str) -> bool:
    return _subject(message) not in {None, "refund"}


def _wish(clause: str) -> Literal["may", "inform"] | None:
    inform, may = _INFORM.search(clause), _MAY.search(clause)
    if inform and (not may or inform.start() <= may.start()):
        return "inform"
    return "may" if may or (_QUESTION.search(clause) and not _DONE.search(clause)) else None


def _clauses(message: str) -> Iterator[str]:
    """Yield the parts of a message that ask or tell something of their own; an "if" stays with what it leads to."""
    kept = ""
    for clause in filter(None, _CLAUSE.split(message)):
        kept = f"{kept}, {clause}" if kept else clause
        if not re.match(r"\W*if\b", kept, re.IGNORECASE) or len(kept) > len(clause):
            yield kept
            kept = ""
    if kept:
        yield kept


def _subject(text: str) -> Subject | None:
    return next((subject for subject, pattern in _SUBJECTS if pattern.search(text)), None)


def _before(said: Sequence[str]) -> Subject | None:
    return next((subject for text in reversed(said) if (subject := _subject(text))), None)
