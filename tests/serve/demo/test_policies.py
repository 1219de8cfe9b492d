"""The pages, the rules and the made-up past say the same."""

from __future__ import annotations

import re
from datetime import date

import pytest

from retriever.policies.pages import passages_of, read_page
from serve.demo.catalogue import catalogue_items
from serve.demo.history import EXPRESS_RATE, FREE_SHIPPING_FROM, STANDARD
from serve.demo.promotions import all_promotions
from tests.serve.demo.world import FOLDER, rules

PATHS = sorted((FOLDER / "policies").glob("*.md"))
TEXT = {path.stem: path.read_text(encoding="utf-8") for path in PATHS}


def test_there_are_enough_pages_with_substance() -> None:
    assert len(PATHS) >= 20
    for path in PATHS:
        page = read_page(path)
        assert page.slug == path.stem
        assert page.title != page.slug
        assert len(page.body.split()) >= 100, page.slug
        assert len(passages_of(page)) >= 4, page.slug
        assert re.search(r"^updated: \d{4}-\d\d-\d\d$", TEXT[page.slug], re.MULTILINE), page.slug


def test_every_rule_has_its_page() -> None:
    ours = rules()
    for rule in (
        ours.cancel,
        ours.change_address,
        ours.change_payment,
        ours.change_items,
        ours.returns,
        ours.exchange,
    ):
        assert rule.page in TEXT
        assert rule.reason


def test_windows_are_for_categories_that_exist() -> None:
    categories = {item.product.category for item in catalogue_items()}
    assert set(rules().returns.category_windows) <= categories
    assert rules().exchange.category_windows == rules().returns.category_windows


@pytest.mark.parametrize("page", ["returns", "exchanges"])
def test_the_pages_name_the_days_of_the_rules(page: str) -> None:
    text = TEXT[page]
    assert f"{rules().returns.window_days} days" in text
    for category, days in rules().returns.category_windows.items():
        if days:
            assert re.search(rf"{days} days for {category}|{category} \| {days} days", text), (page, category)
        else:
            assert re.search(rf"{category} \| no returns|{category} and .* can't be exchanged", text), (page, category)


def test_the_pages_name_the_amounts_of_the_shop() -> None:
    fee = f"${rules().returns.fee}"
    assert fee in TEXT["returns"]
    assert fee in TEXT["refunds"]
    for amount in (STANDARD, EXPRESS_RATE):
        assert str(amount) in TEXT["shipping"]
    threshold = f"${FREE_SHIPPING_FROM.amount:.0f}"
    assert f"free from {threshold}" in TEXT["shipping"]
    assert threshold in TEXT["promotions-and-codes"]
    free = next(p for p in all_promotions(date(2026, 11, 22)) if p.id == "free-shipping")
    assert free.minimum == FREE_SHIPPING_FROM


def test_reasons_fill_in_without_a_gap() -> None:
    ours = rules()
    words = {"order": "HT-1", "status": "shipped", "state": "is on its way"}
    words |= {"days": 30, "until": "May 1", "title": "Pan", "category": "Cookware"}
    for rule in (ours.returns, ours.exchange):
        for text in (
            rule.reason,
            *rule.reasons.values(),
            rule.window_reason,
            rule.excluded_reason,
            rule.final_sale_reason,
        ):
            assert "{" not in text.format(**words)


@pytest.mark.parametrize(
    ("reason", "free"),
    [
        ("it arrived damaged", True),
        ("The handle broke off", True),
        ("stopped working after a week", True),
        ("you sent the wrong item", True),
        ("the seam is leaking", True),
        ("I ordered the wrong size", False),
        ("doesn't fit", False),
        ("don't like the colour", False),
        ("shipping took too long", False),
        ("", False),
    ],
)
def test_the_fee_falls_away_when_the_fault_is_ours(reason: str, free: bool) -> None:
    assert any(word in reason.casefold() for word in rules().returns.free_reasons) is free


def test_links_between_pages_lead_somewhere() -> None:
    titles = {read_page(path).title for path in PATHS}
    quoted = {title for text in TEXT.values() for title in re.findall(r"[Ss]ee \"([^\"]+)\"", text)}
    assert quoted
    assert quoted <= titles
