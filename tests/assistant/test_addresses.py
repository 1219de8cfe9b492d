"""Addresses of many countries go, whatever stands around them; products, orders, sizes and prices stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy.address_words import read_words
from assistant.privacy.addresses import mask_addresses

ALONE = """\
350 Fifth Avenue, New York, NY 10118
1600 Pennsylvania, Washington DC 20500
One Microsoft Way, Redmond, WA 98052
12345 N. Sherman Way
77 Massachusetts Ave NW
4567 County Road 12, Marion, OH 43302
RR 2 Box 15, Elkhorn NE 68022
PO Box 77
PSC 4095, Box 8316, APO AE 09204
5th Avenue and 42nd Street
the corner of Elm Street and Fern Road
Flat 2B, Rose Court, 14 High Street, Leeds
Rose Cottage, Church Lane, Little Snoring, NR21 0HT
Unit 5/12 George St, Parramatta NSW 2150
123 Main St W, Hamilton, ON L8P 1H6
22 Queen Street, Auckland 1010
House No. 45, Sector 15, Chandigarh 160015
Block 4, Sector 9, Noida 201301
Blk 123 Ang Mo Kio Ave 3 #05-67, Singapore 560123
Bahnhofstr. 7, 8001 Zürich
Am Alten Markt 3, 50667 Köln
10969 Berlin, Lindenallee 5
20, rue de Poulain, 74159 Annecy
Calle 93 # 12-45, Bogotá
Calle Mayor 5, 28013 Madrid
Via Roma 131, 20121 Milano
Keizersgracht 174, 1016 DW Amsterdam
Av. Paulista, 1578, São Paulo, 01310-200
Storgatan 12, 114 55 Stockholm
Nørrebrogade 44, 2200 København
Karl Johans gate 22, 0026 Oslo
Mannerheimintie 5, 00100 Helsinki
27534 Golfskálinn 78
ul. Marszałkowska 10/12, 00-590 Warszawa
Václavské náměstí 1, 110 00 Praha
Andrássy út 60, 1062 Budapest
Πλατεία Συντάγματος 204
ул. Ленина, д. 5, кв. 12, Москва
東京都千代田区丸の内1丁目9番1号
대구광역시 서대문구 학동로 60
12 elm street
12 ELM STREET, LEEDS
12 Elm Road\\n Suite 4\\n Leeds\\n United Kingdom 89800
""".splitlines()
AROUND = (
    "it goes to Dunajska 56, Studenec",
    "the depot is at Tylova 285",
    "next to Edeby 55",
    "Tylova 285 is where we live",
    "i live at 389 king alexander",
    "My address in Brno is Dunajska 56",
    "Street: Tylova 285",
)
STAYS = """\
the 3 Season Road Tent is what I want
do you have the 4 Season Trail Tent in green?
compare the Ridge 60, Fjell 45 and Alder 2
Trail Runner 5, Ridge Jacket 2 and Summit 40
iPhone 15 Pro Max 512 GB or Pixel 9
I need a 500 GB Hard Drive and a 64 GB Flash Drive
is the 12 Cup Coffee Maker dishwasher safe?
I'd like 6 Square Plates and 4 Place Settings
4 Way Stretch Pants, 32 Inch, Black
size 42 or EU 43, please
I paid $45.99 for 3 shirts on May 5, 2026
where is order W36406 from 3 November 2026?
Orders: 990, 991 and 1001
order 12345678, ticket 4411, model AX-500
We ship to 31 countries
We deliver to France and 26 other countries
delivery takes 3 to 5 business days
To change your shipping address:\\n1. Log into your account
the bill of Mr. Smith.\\n4. Click on it, any time, 24/7 via chat
Where is W1 and Apple M1 8GB?
please send my order 4455 to the pickup point
""".splitlines()


@pytest.mark.parametrize("address", ALONE)
@pytest.mark.parametrize("around", ["{}", "is {} covered?", "Ann,\n{}\nthanks", "they said {}, I think"])
def test_an_address_goes_wherever_it_stands(address: str, around: str) -> None:
    address = address.replace("\\n", "\n")
    masked = mask_addresses(around.format(address))
    assert "[address]" in masked
    assert not re.search(r"\d", masked)


@pytest.mark.parametrize("text", AROUND)
def test_a_name_with_a_number_goes_where_words_announce_it(text: str) -> None:
    masked = mask_addresses(text)
    assert "[address]" in masked
    assert not re.search(r"\d", masked)


@pytest.mark.parametrize("text", STAYS)
def test_what_a_shop_talks_about_stays(text: str) -> None:
    text = text.replace("\\n", "\n")
    assert mask_addresses(text) == text


def test_only_the_address_goes() -> None:
    text = "Please send order 4411 to 12 Elm Road, Leeds LS6 2PT, and cancel order 4412."
    assert mask_addresses(text) == "Please send order 4411 to [address], and cancel order 4412."


@pytest.mark.parametrize(
    "unit", ["12 Elm ", "Apt 4 ", "rue de la ", "IL 62704 ", "省街a", "a-", "9", "12-", "Elm, ", "> \n"]
)
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    words = read_words(unit * 5_000)
    assert len(words.kinds) == len(words.spans)
    assert len(mask_addresses(unit * 5_000)) <= 12 * 5_000


@given(st.text(max_size=200), st.sampled_from(ALONE))
def test_any_text_may_stand_around_an_address(text: str, address: str) -> None:
    masked = mask_addresses(f"{text} {address} {text}")
    assert mask_addresses(masked) == masked
