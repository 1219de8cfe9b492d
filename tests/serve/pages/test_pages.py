"""The pages over HTTP: what they show, what forms do, and what they refuse."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from assistant.domain.product import Review
from serve.demo.mailbox import Mail
from serve.demo.pages.services import PageServices
from serve.demo.pages.session import COOKIE, Sessions
from tests.serve.pages.shop import KEY, MAYA, NOW, MemoryShop, make_app, make_services

PAN = "/p/kt-0003-everyday-ceramic-frying-pan"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def csrf(client: TestClient, path: str = "/cart") -> str:
    text = client.get(path if path != "/cart" else "/login").text
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def add(client: TestClient, **fields: str) -> str:
    values = {"csrf": csrf(client), "product": "kt-0003", "option.color": "charcoal", "option.size": "24 cm", **fields}
    answer = client.post("/cart/add", data=values)
    assert answer.status_code == 303
    return answer.headers["location"]


def sign_in(client: TestClient) -> None:
    answer = client.post("/login", data={"csrf": csrf(client), "email": MAYA.email, "password": "demo"})
    assert answer.headers["location"] == "/account/orders?said=in"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/", "Warm inside"),
        ("/c/kitchen-table", "Cookware"),
        ("/c/kitchen-table/coffee-tea", "Brookline Electric Kettle"),
        ("/sale", "On sale"),
        ("/search?q=kettle", "Slowpour Gooseneck Kettle"),
        (PAN, "recycled aluminium"),
        ("/cart", "There is nothing in it yet"),
        ("/login", "Maya Thompson"),
        ("/help", "Shipping"),
        ("/help/returns", "What can't come back"),
    ],
)
def test_pages_show_what_they_are_for(client: TestClient, path: str, shown: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert shown.replace("'", "&#39;") in answer.text or shown in answer.text
    assert '<script async src="/widget/shopkeeper.js" data-shop="Hearth &amp; Trail"' in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_every_product_has_a_page(client: TestClient, services: PageServices) -> None:
    shop = services.storefront
    assert isinstance(shop, MemoryShop)
    for product in shop.items[::9]:
        assert product.url is not None
        answer = client.get(product.url)
        assert answer.status_code == 200, product.url
        assert product.brand.replace("&", "&amp;") in answer.text


@pytest.mark.parametrize(
    "path", ["/nope", "/c/nope", "/c/kitchen-table/nope", "/p/nope-at-all", "/help/nope", "/help/..%2fpolicy", "/p/%00"]
)
def test_what_is_not_there_is_said_kindly(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "We can’t find that" in answer.text


def test_an_old_address_leads_to_the_product(client: TestClient) -> None:
    answer = client.get("/p/kt-0003-another-name")
    assert (answer.status_code, answer.headers["location"]) == (301, PAN)


def test_filters_narrow_and_nonsense_is_ignored(client: TestClient) -> None:
    navy = client.get("/c/trail-travel?color=navy&max=40&sort=price_asc").text
    prices = [float(price) for price in re.findall(r"<b(?: class=\"now\")?>\$([\d.]+)</b>", navy)]
    assert prices
    assert prices == sorted(prices)
    everything = client.get("/c/trail-travel").text
    nonsense = client.get("/c/trail-travel?min=NaN&max=1e999999&page=0&sort=;drop&color=%3Cb%3E&stock=2")
    assert nonsense.status_code == 200
    assert "&lt;b&gt;" not in everything
    assert client.get("/c/trail-travel?page=99").status_code == 200


def test_the_search_words_are_only_text(client: TestClient) -> None:
    answer = client.get("/search", params={"q": '"><script>alert(1)</script> kettle'})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert client.get("/search", params={"q": "   "}).headers["location"] == "/"
    assert client.get("/search", params={"q": "x" * 5000}).status_code == 200


def test_reviews_are_only_text(tmp_path) -> None:
    services = make_services(tmp_path)
    shop = services.storefront
    hostile = "</script><img src=x onerror=alert(1)>{{ 7 * 7 }}"
    review = Review(rating=1, title=hostile, text=hostile, author=hostile, created=date(2026, 1, 1))
    shop.items = tuple(p.model_copy(update={"reviews": (review,)}) for p in shop.items if p.id == "kt-0003")
    text = TestClient(make_app(services)).get(PAN).text
    assert "<img src=x" not in text
    assert "{{ 7 * 7 }}" in text


def test_a_help_page_keeps_anchors_and_drops_html(client: TestClient) -> None:
    text = client.get("/help/returns").text
    assert re.search(r'<h2 id="[a-z0-9-]*come-back">', text)
    assert "<script>alert" not in text
    assert text.count("<h1>") == 1


def test_the_cart_is_filled_changed_and_emptied(client: TestClient) -> None:
    assert add(client, quantity="2", back=PAN) == f"{PAN}?said=added"
    text = client.get("/cart").text
    assert "charcoal, 24 cm" in text
    variant = re.search(r'name="variant" value="([^"]+)"', text)[1]
    token = csrf(client)
    client.post("/cart/change", data={"csrf": token, "variant": variant, "quantity": "3"})
    assert "3 items" in client.get("/cart").text
    client.post("/cart/change", data={"csrf": token, "variant": variant, "quantity": "3", "remove": "1"})
    assert "There is nothing in it yet" in client.get("/cart").text


def test_the_cart_says_what_can_not_be(client: TestClient) -> None:
    assert add(client, **{"option.size": "90 cm"}) == "/cart?said=choose"
    assert add(client, **{"option.color": "cream", "option.size": "28 cm"}) == "/cart?said=short"
    unknown = client.post("/cart/add", data={"csrf": csrf(client), "product": "nothing"})
    assert unknown.status_code == 404


def test_nothing_is_sold(client: TestClient) -> None:
    answer = client.post("/checkout", data={"csrf": csrf(client)})
    assert "Nothing is sold here" in answer.text


@pytest.mark.parametrize("path", ["/cart/add", "/cart/change", "/checkout", "/login", "/logout"])
def test_forms_of_others_are_refused(client: TestClient, path: str) -> None:
    client.get("/")
    assert client.post(path, data={"csrf": "0" * 64}).status_code == 403
    assert client.post(path, data={}).status_code in {403, 422}
    assert client.post(path, json={"csrf": "x"}).status_code == 422
    assert client.post(path, content="csrf=" + "x" * 20_000, headers=FORM).status_code == 422
    assert client.post(path, content=b"csrf=\xff\xfe&" + b"a=1&" * 99, headers=FORM).status_code in {403, 422}


def test_signing_in_takes_the_cart_along(client: TestClient) -> None:
    add(client)
    before = client.cookies[COOKIE]
    sign_in(client)
    assert client.cookies[COOKIE] != before
    page = client.get("/cart").text
    assert "charcoal, 24 cm" in page
    assert f'data-token="token-of-{MAYA.id}"' in page
    client.post("/logout", data={"csrf": csrf(client)})
    assert f"token-of-{MAYA.id}" not in client.get("/").text


def test_a_wrong_password_is_said(client: TestClient) -> None:
    answer = client.post("/login", data={"csrf": csrf(client), "email": MAYA.email, "password": "wrong"})
    assert answer.status_code == 401
    assert "don’t belong together" in answer.text


def test_orders_are_the_customers_own(client: TestClient) -> None:
    assert client.get("/account/orders").headers["location"] == "/login?back=/account/orders"
    assert client.get("/account/orders/HT-100200").status_code == 303
    sign_in(client)
    text = client.get("/account/orders").text
    assert "HT-100200" in text
    assert "HT-100300" not in text
    assert "Out for delivery" in client.get("/account/orders/HT-100200").text
    assert "Refund of $20.00" in client.get("/account/orders/HT-100100").text
    assert client.get("/account/orders/HT-100300").status_code == 404


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "/\tx", ""])
def test_nobody_is_sent_elsewhere(client: TestClient, back: str) -> None:
    values = {"csrf": csrf(client), "email": MAYA.email, "password": "demo", "back": back}
    assert client.post("/login", data=values).headers["location"] == "/account/orders?said=in"


def test_a_forged_cookie_is_a_new_visitor(client: TestClient) -> None:
    answer = client.get("/", headers={"Cookie": f"{COOKIE}=eyJhbGciOiJub25lIn0.e30."})
    assert 'data-token="token-of-s_' in answer.text
    assert COOKIE in answer.headers["set-cookie"]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_session_signed_by_another_key_is_not_believed(client: TestClient) -> None:
    client.get("/")
    asked = Request({"type": "http", "headers": [(b"cookie", f"{COOKIE}={client.cookies[COOKIE]}".encode())]})
    assert not Sessions(KEY).read(asked).fresh
    assert Sessions("another key, also long enough to sign").read(asked).fresh


def test_the_outbox_shows_what_would_have_been_mailed(tmp_path: Path) -> None:
    class Box:
        async def recent(self) -> tuple[Mail, ...]:
            return (Mail(email="ann@example.com", subject="004217 <b>", text="your code: 004217", at=NOW),)

    services = make_services(tmp_path)
    with TestClient(make_app(services), follow_redirects=False) as without:
        assert without.get("/outbox").status_code == 404
        assert "/outbox" not in without.get("/").text
    with TestClient(make_app(replace(services, outbox=Box())), follow_redirects=False) as client:
        page = client.get("/outbox").text
        assert "your code: 004217" in page
        assert "004217 &lt;b&gt;" in page
        assert 'href="/outbox"' in client.get("/").text
