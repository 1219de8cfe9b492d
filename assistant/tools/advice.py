"""The READ tool that advises; a follow-up goes on with the wish that the list on screen answers."""

from __future__ import annotations

import re

from assistant.domain.catalogue import Purpose, Recommendation, RecommendationRequest
from assistant.domain.conversation import ConversationState
from assistant.planner.price_bounds import price_bounds
from assistant.tools.catalogue import LIST_LENGTH, cards, unresolved
from assistant.tools.choice import Choice
from assistant.tools.matching import words
from assistant.tools.own_things import things_to_replace
from assistant.tools.references import resolve_product
from assistant.tools.result import Outcome, ToolResult
from assistant.tools.types import Context

_OTHERS = re.compile(r"\b(?:more|else|others?|another|different|instead|new ones)\b", re.IGNORECASE)
_CHEAPER = re.compile(
    r"\b(?:cheaper|more affordable|lower[- ]priced?|(?:less|too) (?:much|expensive|dear|pricey|costly))\b",
    re.IGNORECASE,
)
_ANOTHER_WISH = re.compile(r"\bfor (?:my|our|a|an|the)\b|\bgifts?\b|\bpresents?\b", re.IGNORECASE)
_NO_BUDGET = re.compile(
    r"\b(?:any price|whatever (?:it|the (?:price|cost))|(?:money|price|cost|budget)\W{0,3}(?:is|are)? ?"
    r"(?:no|n['’]?t|not|doesn['’]?t|don['’]?t)\b|no (?:budget|limit)|more expensive|forget the (?:budget|price|limit))",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:something|anything|one|ones) (?:better|else|different|other|similar)\b"
    r"|\b(?:another|a (?:better|different)) \w+|\balternatives?\b|\binstead\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r"\b(?:not|no|except|besides|other than|apart from|but(?: not)?) (?:the |a |an |another )?(?P<name>\w+)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(  # a limit is one, and says nothing of what is needed
    r"\W*\b(?:under|below|max(?:imum)?|up to|less than|at most|within)\s*[$€£]?\s?\d[\d.,]*"
    r"\s?(?:[$€£]|dollars?|bucks|usd)?",
    re.IGNORECASE,
)
_SHORT = 8  # words: a longer message tells its whole wish
_CENT = 0.01


async def recommend_products(
    context: Context,
    purpose: Purpose = "for_me",
    product: str | None = None,
    need: str | None = None,
    max_price: float | None = None,
) -> ToolResult:
    """Advise: a problem, a person, an occasion, a taste; gifts, matching, similar, popular and new things."""
    product_id = None
    about = ""
    if product or purpose in {"similar", "goes_with"}:
        found = await resolve_product(context, product)
        if not isinstance(found, Choice):
            product_id, about = found.id, found.title
        elif purpose == "similar" or not (product or need):
            return unresolved("recommend_products", product, found)
    wish = RecommendationRequest(
        purpose=purpose,
        product_id=product_id,
        need=_AMOUNT.sub("", " ".join(part for part in (need, product if not product_id else None) if part)).strip()[
            :500
        ]
        or None,
        max_price=max_price or _limit_said(context.message, need or "", purpose, context.conversation.state),
    )
    unwanted = await things_to_replace(context)
    if purpose == "for_me" and not product_id and len(unwanted) == 1 and _INSTEAD.search(context.message):
        replaced = await context.shop.catalogue.get(next(iter(unwanted)))
        wish, about = wish.model_copy(update={"purpose": "similar", "product_id": replaced.id}), replaced.title
    request = await _gone_on_with(context, wish)
    refined = request is not wish or _OTHERS.search(context.message)
    seen = {item.product_id for item in context.conversation.state.screen} if refined else set()
    picks = await context.shop.recommender.recommend(
        request, owner=context.principal.owner, limit=LIST_LENGTH + len(seen | unwanted)
    )
    picks = tuple(pick for pick in picks if pick.product.id not in unwanted and not _refused(pick, context.message))
    fresh = tuple(pick for pick in picks if pick.product.id not in seen)
    picks = (fresh or picks)[:LIST_LENGTH]
    return ToolResult(
        tool="recommend_products",
        outcome=Outcome.FOUND if picks else Outcome.NOTHING_FOUND,
        subject=request.need or about,
        products=cards([pick.product for pick in picks], [pick.reason for pick in picks]),
        total=len(picks),
        advice=request,
        notes={"purpose": request.purpose, "about": about},
    )


def _refused(pick: Recommendation, message: str) -> bool:
    """Say whether a message rules a product out by its name: "not the Tempo"."""
    title = words(pick.product.title)
    return any(words(found["name"])[:1] == title[:1] for found in _NOT_THAT.finditer(message) if words(found["name"]))


def _limit_said(message: str, need: str, purpose: Purpose, state: ConversationState) -> float | None:
    """Return the most that it may cost: as said now, else what the same wish was told before."""
    said = price_bounds(message).high or price_bounds(need).high
    before = state.advice
    if said is not None or before is None or before.purpose != purpose:
        return said
    taken_back = _ANOTHER_WISH.search(message) or _NO_BUDGET.search(message)
    return None if taken_back else before.max_price


async def _gone_on_with(context: Context, wish: RecommendationRequest) -> RecommendationRequest:
    """Return the wish with what the one before said: person, occasion, budget; "cheaper" is than what leads now."""
    before, screen = context.conversation.state.advice, context.conversation.state.screen
    message = context.message
    limited = wish.max_price is not None and (before is None or wish.max_price != before.max_price)
    follows = _OTHERS.search(message) or _CHEAPER.search(message) or (limited and not wish.need)
    if before is None or wish.product_id or not follows or _ANOTHER_WISH.search(message):
        return wish
    if len(message.split()) > _SHORT:
        return wish
    limit = wish.max_price or before.max_price
    if _CHEAPER.search(message) and screen and not limited:
        lead = await context.shop.catalogue.get(screen[0].product_id)
        limit = max(float(lead.price.amount) - _CENT, 0.0)
    said = " ".join(part for part in (before.need, _CHEAPER.sub("", wish.need or "").strip()) if part)
    return before.model_copy(update={"need": said[:500] or None, "max_price": limit})
