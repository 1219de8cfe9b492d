"""Cards in the terminal: the numbers of the record, and nothing that steers the terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from assistant.domain.catalogue import ProductCard
from assistant.domain.money import Money
from assistant.domain.order import OrderStatus
from assistant.turn.events import Choice, ChoicesEvent, OrderEvent, ProductsEvent
from serve.cli.render import plain, show
from tests.support.shop import order, product


def printed(event: ProductsEvent | OrderEvent | ChoicesEvent) -> str:
    paper = StringIO()
    show(Console(width=110, file=paper, force_terminal=False), event)
    return paper.getvalue()


def card(position: int = 1, **changes: object) -> ProductCard:
    made = ProductCard.of(product("p1", "Rain Jacket", "79.00"), position)
    return made.model_copy(update=changes)


def test_a_list_shows_position_price_stock_and_rating() -> None:
    text = printed(ProductsEvent(products=(card(1), card(2, stock=0), card(3, stock=2)), total=9))
    for wanted in ("Rain Jacket", "$79.00", "in stock", "sold out", "2 left", "★ 4.5 (31)", "and 6 more"):
        assert wanted in text


def test_a_sale_shows_both_prices() -> None:
    assert "$99.00 $79.00" in printed(ProductsEvent(products=(card(list_price=Money.of(99)),)))


def test_a_comparison_puts_products_side_by_side() -> None:
    text = printed(ProductsEvent(layout="compare", products=(card(1), card(2, attributes={"weight": "200 g"}))))
    assert "200 g" in text
    assert "recycled nylon" in text
    assert "–" in text


def test_an_order_shows_its_way() -> None:
    text = printed(OrderEvent(orders=(order("1001", OrderStatus.SHIPPED),)))
    for wanted in ("Order 1001", "shipped", "Left the depot", "NW123456", "$64.95"):
        assert wanted in text


def test_a_catalogue_can_not_steer_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07\x1b[2JCheap\u202eTent\x9b31m[red]x[/red]"
    text = printed(ProductsEvent(products=(card(title=hostile),)))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(text)
    assert "[red]x[/red]" in text
    assert plain("a\tb\nc") == "a\tb\nc"


def test_answers_are_shown_as_they_can_be_typed() -> None:
    choices = (Choice(label="HT-1 · Camp Mug", text="HT-1"), Choice(label="Refund it", text="Please refund order HT-2"))
    assert printed(ChoicesEvent(choices=choices)).split("\n")[:2] == [
        "  › HT-1 · Camp Mug",
        "  › Please refund order HT-2",
    ]
