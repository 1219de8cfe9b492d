from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.catalogue import values
from retriever.catalogue.values import BadValue


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("39.90 USD", "39.90", "USD"),
        ("39.90", "39.90", None),
        (39.9, "39.9", None),
        ("1,299.00", "1299.00", None),
        ("1.299,00 €", "1299.00", "EUR"),
        ("1 299,00", "1299.00", None),
        ("1'299.50 CHF", "1299.50", "CHF"),
        ("39,90", "39.90", None),
        ("1,299", "1299", None),
        ("1.299 EUR", "1299", "EUR"),
        ("$1,249", "1249", "USD"),
        ("US$ 12", "12", "USD"),
        (".99", "0.99", None),
        ("12,345,678.90", None, None),
        ({"amount": "5.50", "currency": "GBP"}, "5.50", "GBP"),
    ],
)
def test_prices_as_people_write_them(written: object, amount: str | None, currency: str | None) -> None:
    if amount is None:
        with pytest.raises(BadValue):
            values.amount(written)
    else:
        assert values.amount(written) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "written", ["", "abc", "-5", "0", "0.00", None, True, "free", "5 to 9", float("nan"), float("inf"), "1e9"]
)
def test_what_is_no_price_is_said_so(written: object) -> None:
    with pytest.raises(BadValue, match="price"):
        values.amount(written)


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dictionaries(st.text(), st.text())))
def test_any_value_is_a_price_or_a_plain_reason(value: object) -> None:
    with contextlib.suppress(BadValue):
        assert values.amount(value)[0] > 0


@given(st.text(), st.integers(1, 50))
def test_text_is_one_clean_line_within_its_limit(raw: str, limit: int) -> None:
    cleaned = values.text(raw, limit)
    assert len(cleaned) <= limit
    assert "\n" not in cleaned
    assert not any(ord(char) < 32 for char in cleaned)


def test_tags_go_and_their_content_stays() -> None:
    html = "<p>Warm &amp; dry</p><script>alert(1)</script><ul><li>one</li><li>two</li></ul>\x00\x1b[31m"
    assert values.long_text(html, 500) == "Warm & dry\none\ntwo\n[31m"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://shop.example/a.jpg", True),
        ("/images/a.svg", True),
        ("images/a.svg", True),
        ("javascript:alert(1)", False),
        ("//evil.example/x", False),
        ('https://x.example/"onload=', False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_addresses_and_own_paths_are_links(address: str, kept: bool) -> None:
    assert (values.link(address) is not None) is kept


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("in stock", True),
        ("in_stock", True),
        ("http://schema.org/InStock", True),
        ("out of stock", False),
        ("preorder", False),
    ],
)
def test_availability(said: str, there: bool) -> None:
    assert values.in_stock(said) is there
