"""A sentence of the model adds nothing to its points, keeps their yes and no, and invents no deed."""

from __future__ import annotations

import pytest

from assistant.guard import faithful
from assistant.guard.faithful import Faithfulness
from assistant.writer.phrases import Phrase, phrase
from prompts import load_table

MATERIAL = phrase("get_product", "answer", title="Alder Jacket", attribute="material", value="waxed cotton")
NOT_SAID = phrase("get_product", "not_said")
SOLD_OUT = phrase("update_cart", "out_of_stock", title="Alder Jacket (M)")
PROPOSED = phrase("propose", "proposed", title="Cancel order 5521?")
REFUSED = phrase("propose", "not_allowed", reason="Order 5521 is already on its way, so it can't be cancelled.")
CANCELLED = phrase("confirm", "cancel_order", order="5521")
OFF_TOPIC = phrase("reply", "out_of_scope")


@pytest.mark.parametrize(
    ("sentence", "points", "message"),
    [
        ("The Alder Jacket is made of waxed cotton.", [MATERIAL], "whats it made of"),
        ("The material of the Alder Jacket is waxed cotton.", [MATERIAL], ""),
        ("I'm afraid the product page doesn't say whether it squeaks.", [NOT_SAID], "does it squeak"),
        ("Sorry, the Alder Jacket (M) is sold out.", [SOLD_OUT], ""),
        ("Please have a look and confirm that you want to cancel order 5521.", [PROPOSED], ""),
        ("I'm afraid order 5521 can't be cancelled, as it is already on its way.", [REFUSED], ""),
        ("Order 5521 is cancelled.", [CANCELLED], ""),
        ("I've put it in your cart.", [phrase("update_cart", "add", quantity=1, title="Alder Jacket")], ""),
        ("I can't help with poems, but with our products I can.", [OFF_TOPIC], "write me two poems"),
    ],
)
def test_faithful_sentences_leave(sentence: str, points: list[Phrase], message: str) -> None:
    assert Faithfulness(points, message).check(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "points", "message", "kind"),
    [
        ("The Alder Jacket is soft, windproof waxed cotton.", [MATERIAL], "", "word"),
        ("Yes, the Alder Jacket is waterproof.", [MATERIAL], "is it waterproof", "word"),
        ("Yes, it does.", [NOT_SAID], "does it have pockets", "sense"),
        ("It isn't waxed cotton.", [MATERIAL], "", "sense"),
        ("Order 5521 is cancelled.", [PROPOSED], "cancel 5521", "deed"),
        ("I've cancelled order 5521 for you.", [PROPOSED], "cancel 5521", "deed"),
        ("Order 5521 is on its way and it is cancelled already.", [REFUSED], "cancel it", "sense"),
        ("I've refunded order 5521.", [CANCELLED], "", "deed"),
        ("We will send you a present.", [CANCELLED], "", "word"),
    ],
)
def test_unfaithful_sentences_are_held_back(sentence: str, points: list[Phrase], message: str, kind: str) -> None:
    assert kind in {violation.kind for violation in Faithfulness(points, message).check(sentence)}


def test_the_points_are_read_once_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def load(name: str, locale: str) -> dict[str, dict[str, list[str]]]:
        read.append(name)
        return load_table(name, locale)

    monkeypatch.setattr(faithful, "load_table", load)
    faithfulness = Faithfulness([MATERIAL, SOLD_OUT], "")
    assert read == ["replies", "replies"]
    assert faithfulness.check("Sorry, the Alder Jacket (M) is sold out.") == []
    assert faithfulness.check("The Alder Jacket is soft.") != []
    assert len(read) == 2


COLUMBUS = phrase("ask_business", "row", heading="Stores", passage="Columbus: 240 Kiln Street, Sun 11 am–5 pm.")
PORTLAND = phrase("ask_business", "answer", passage="Portland: 88 NW Fern Street, Sun closed.")
BOOTS = phrase("ask_business", "row", heading="How long", passage="Boots & Shoes: 60 days.")


@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("Columbus: 240 Kiln Street, Sun 11 am–5 pm.", True),
        ("Columbus: 240 Kiln Street, Sun closed.", False),
        ("Portland: 88 NW Fern Street, Sun closed.", True),
        ("Portland: 88 NW Fern Street, Sun 11 am–5 pm.", False),
        ("Boots & Shoes: 60 days.", True),
        ("Boots: 60 days.", True),
        ("Boots: 11 days.", False),
    ],
)
def test_of_a_row_its_own_value_is_told(sentence: str, right: bool) -> None:
    kinds = {violation.kind for violation in Faithfulness([COLUMBUS, PORTLAND, BOOTS], "").check(sentence)}
    assert ("row" not in kinds) is right


def test_an_order_is_no_product() -> None:
    lead = phrase("recommend_products", "for_me", title="Tempo Coffee Maker", price="$119.00", about="")
    proposed = phrase("propose", "proposed", title="Return from order HT-10944?")
    check = Faithfulness([lead, proposed], "return mine and find a better one").check
    listed = "I'd look at Tempo Coffee Maker first, at $119.00, and then the HT-10944."
    assert "sense" in {violation.kind for violation in check(listed)}
    assert check("I'd look at Tempo Coffee Maker first, at $119.00.") == []
    assert check("Return from order HT-10944? Please have a look and confirm.") == []
