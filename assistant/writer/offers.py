"""What there is to say about offers: the one asked about, what it means for a thing, or what runs at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from assistant.domain.business import Promotion
from assistant.tools.matching import words
from assistant.tools.result import ToolResult
from assistant.writer import phrases
from assistant.writer.own_case import cited
from assistant.writer.phrases import Phrase, day, either, listed

_SECTION = "list_promotions"
# The conditions of an offer are told as they are worded.
phrase = partial(phrases.phrase, _SECTION, exact=True)
MAX_OFFERS = 3
# Words that every offer shares, so that they point at none.
_GENERAL = frozenset(
    words(
        """code discount promotion promo offer sale deal coupon voucher do you have any what is there a an are on at
        now me can get give some first new your order week off % from for all free current currently running i how
        much when does end until long work use which double"""
    )
)


def offer_phrases(result: ToolResult, message: str) -> Iterator[Phrase]:
    """Yield what answers the question; the list of all of them only where nothing certain is asked about."""
    offers, thing, wish = result.promotions, result.notes.get("thing", ""), result.notes.get("wish", "")
    if wish == "haggle":
        yield phrase("haggle")
    if who := result.notes.get("no_such"):
        yield phrase("no_such", who=who)
    if thing:
        yield from _for_thing(offers, thing, result.notes.get("fits", ""))
    elif wish in {"code", "haggle"}:
        codes = [f"{offer.code} ({offer.title})" for offer in offers if offer.code]
        yield phrase("codes", codes=listed(codes)) if codes else phrase("no_codes")
    elif wish == "first" and len(offers) == 1:
        yield phrase("one_of", text=offers[0].text)
    elif offers:
        yield from _running(offers, message)
    yield from cited(result.passages)


def _for_thing(offers: Sequence[Promotion], thing: str, fits: str) -> Iterator[Phrase]:
    """Tell what lowers the price of a thing; points and the like are no discount."""
    own = [offer for offer in offers if offer.categories]
    if fits == "yes":
        yield phrase("fits", thing=thing, title=own[0].title, text=own[0].text)
        yield phrase("until", ends=day(own[0].ends))
        return
    if fits == "no":
        yield phrase("fits_not", thing=thing, title=own[0].title, categories=either(own[0].categories))
        own = []
    else:
        cheaper = [offer for offer in own if offer.percent or offer.code]
        for offer in cheaper:
            yield phrase("for_thing", thing=thing, title=offer.title, text=offer.text)
            yield phrase("until", ends=day(offer.ends))
        if not cheaper:
            yield phrase("none_for", thing=thing)
    for offer in offers:
        if offer in own and not (offer.percent or offer.code):
            yield phrase("beside", text=offer.text)
        elif not offer.categories:
            yield phrase("for_all", text=offer.text)


def _running(offers: Sequence[Promotion], message: str) -> Iterator[Phrase]:
    """Tell the offer that was asked about; else the first few, since all of them stand in the list."""
    if len(offers) == 1:
        yield phrase("one", text=offers[0].text)
        return
    asked = set(words(message)) - _GENERAL
    meant = [offer for offer in offers if asked & set(words(f"{offer.title} {' '.join(offer.categories)}"))]
    if len(meant) == 1:
        yield phrase("about", title=meant[0].title, text=meant[0].text)
        yield phrase("until", ends=day(meant[0].ends))
        return
    titles = "; ".join(offer.title for offer in offers[:MAX_OFFERS])
    yield phrase("lead", titles=titles)
    yield phrase("hint", closing=True)
