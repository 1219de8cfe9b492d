from __future__ import annotations

from datetime import date, timedelta

import pytest

from serve.demo.customers import DEMO_EMAILS, DEMO_PASSWORD
from serve.demo.orders import order_number
from serve.demo.promotions import all_promotions
from serve.passwords import hashed, matches
from tests.serve.demo.world import DemoWorld


@pytest.mark.parametrize("email", DEMO_EMAILS)
async def test_demo_accounts_sign_in(demo_world: DemoWorld, email: str) -> None:
    customer = await demo_world.storefront.authenticate(f" {email.upper()} ", DEMO_PASSWORD)
    assert customer is not None
    assert customer.email == email
    assert await demo_world.storefront.customer(customer.id) == customer


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (DEMO_EMAILS[0], "Demo"),
        (DEMO_EMAILS[0], ""),
        ("priya.raman@example.com", DEMO_PASSWORD),
        ("priya.raman@example.com", ""),
        ("nobody@example.com", DEMO_PASSWORD),
        ("\ud800", "\ud800"),
        ("", ""),
        ("' OR 1=1 --", "x" * 100_000),
    ],
)
async def test_others_do_not(demo_world: DemoWorld, email: str, password: str) -> None:
    assert await demo_world.storefront.authenticate(email, password) is None


def test_passwords_are_salted() -> None:
    first, second = hashed("demo"), hashed("demo")
    assert first != second
    assert "demo" not in first
    assert matches("demo", first)
    assert matches("demo", second)
    assert not matches("demo", None)
    assert not matches("", None)


@pytest.mark.parametrize("written", ["HT-10482", "ht-10482", "#10482", " 10482 ", "HT10482", "# HT 10482", "HT–10482"])
def test_order_numbers_are_read_as_people_write_them(written: str) -> None:
    assert order_number(written) == "HT-10482"


@pytest.mark.parametrize("written", ["", "HT-", "82", "HT-10482; DROP", "10482 10483", "١٠٤٨٢", "9" * 500])
def test_other_things_are_no_order_number(written: str) -> None:
    assert order_number(written) is None


async def test_promotions_run_end_and_come(demo_world: DemoWorld) -> None:
    day = demo_world.now.date()
    every = all_promotions(day)
    running = await demo_world.storefront.current()
    assert len(running) >= 6
    assert any(promotion.ends < day for promotion in every)
    assert any(promotion.starts > day for promotion in every)
    assert [promotion.ends for promotion in running] == sorted(promotion.ends for promotion in running)
    demo_world.now += timedelta(days=31)
    later = {promotion.id for promotion in await demo_world.storefront.current()}
    assert "new-year" in later
    assert "boot-week" not in later


def test_promotions_name_categories_that_exist() -> None:
    from serve.demo.catalogue import authored_rows  # noqa: PLC0415

    known = {row["category"] for row in authored_rows()}
    for promotion in all_promotions(date(2026, 1, 1)):
        assert set(promotion.categories) <= known
        assert promotion.code is None or promotion.code in promotion.text
        assert promotion.percent is None or f"{promotion.percent} %" in promotion.text
