"""Another language is told by its small words; English, however it is typed, is never taken for one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.planner.tongues import foreign, speaks_english_only, wishes

ROWS = Path(__file__).parents[3] / "finetune" / "data" / "router"


@pytest.mark.parametrize(
    ("message", "language", "want"),
    [
        ("Hallo", "de", "greeting"),
        ("Hallo, ich möchte die T-Shirts zurückschicken, die sind zu groß", "de", "return"),
        ("Es geht um meine Bestellung HT-10719. Kann ich die noch zurückgeben?", "de", "return"),
        ("nein ich will nichts kaufen, ich will eins davon zurückschicken", "de", "return"),
        ("Wann kriege ich das Geld zurück?", "de", "refund"),
        ("wo bleibt mein Paket?", "de", "where"),
        ("ich möchte mit einem Menschen sprechen", "de", "person"),
        ("haben Sie wasserdichte Jacken?", "de", None),
        ("hola, quiero cancelar mi pedido", "es", "cancel"),
        ("no!! quiero que cancelen el pedido HT-11305", "es", "cancel"),
        ("no quiero cancelarlo", "es", None),
        ("cancélalo por favor", "es", "cancel"),
        ("espera, cuanto tarda en llegar el dinero?", "es", "refund"),
        ("donde esta mi paquete", "es", "where"),
        ("todavía no ha llegado mi pedido", "es", "where"),
        ("quiero cambiar la direccion de mi pedido", "es", "address"),
        ("quiero hablar con una persona", "es", "person"),
        ("busco una tienda para una persona", "es", None),
        ("bonjour, où est ma commande?", "fr", "where"),
        ("je voudrais annuler ma commande", "fr", "cancel"),
        ("je veux retourner les chaussures", "fr", "return"),
        ("merci beaucoup", "fr", "thanks"),
        ("dov'è il mio ordine", "it", "where"),
        ("vorrei restituire le scarpe", "it", "return"),
        ("voglio un rimborso", "it", "refund"),
        ("waar is mijn bestelling", "nl", "where"),
        ("ik wil het terugsturen", "nl", "return"),
        ("kan ik mijn bestelling annuleren", "nl", "cancel"),
        ("onde está meu pedido?", "pt", "where"),
        ("quero cancelar o pedido", "pt", "cancel"),
        ("где мой заказ", "", None),
        ("我的订单在哪里", "", None),
    ],
)
def test_a_language_and_a_plain_wish_are_heard(message: str, language: str, want: str | None) -> None:
    heard = foreign(message)
    assert heard is not None
    assert (heard.language, heard.want) == (language, want)


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("sí", "yes"),
        ("si por favor", "yes"),
        ("Ja, bitte", "yes"),
        ("oui", "yes"),
        ("sim", "yes"),
        ("no gracias", "no"),
        ("nein danke", "no"),
        ("non merci", "no"),
        ("não", "no"),
    ],
)
def test_a_plain_yes_or_no_is_heard(message: str, answer: str) -> None:
    heard = foreign(message)
    assert heard is not None
    assert heard.answer == answer


@pytest.mark.parametrize(
    ("message", "orders"),
    [
        ("cancélalo por favor", True),
        ("ok no importa, cancélalo por favor", True),
        ("stornieren Sie die Bestellung", True),
        ("annulez-la svp", True),
        ("quiero cancelar mi pedido", False),
        ("no lo canceles por favor, espera", False),
        ("¿cuánto cuesta cancelar el pedido?", False),
    ],
)
def test_an_order_to_cancel_is_told_from_a_question(message: str, orders: bool) -> None:
    heard = foreign(message)
    assert heard is not None
    assert heard.orders_cancelling is orders


@pytest.mark.parametrize(
    "message",
    [
        "hola do you have tents",
        "ok por favor cancel it",
        "1200 El Camino Real, La Mesa, CA 91942",
        "45 Calle Los Olivos, San Juan",
        "le creuset casserole",
        "no",
        "nah",
        "ok",
        "thx bro",
        "u guys r slow af",
        "wheres my stuff??",
        "wat is dis",
        "die cast pan",
        "mi band",
        "dame chocolate",
        "de buyer pan",
        "pla filament",
        "do me a favor",
        "HT-10719",
        "asap pls",
        "👍",
        "",
        "€ 50",
    ],
)
def test_english_slang_and_names_are_not_foreign(message: str) -> None:
    assert foreign(message) is None


def test_hardly_any_message_that_the_planner_learned_from_is_foreign() -> None:
    messages = {message for path in ROWS.rglob("*.jsonl") for message in said(path)}
    taken = [message for message in messages if foreign(message) is not None]
    assert len(messages) > 4000
    assert len(taken) <= 3, taken  # "merci", "Grazie mille" and "oui" are


def said(path: Path) -> Iterator[str]:
    def within(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in {"shopper", "message"} and isinstance(inner, str):
                    yield inner
                else:
                    yield from within(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from within(inner)

    for line in path.read_text(encoding="utf-8").splitlines():
        yield from within(json.loads(line))


def test_each_language_has_its_sentence() -> None:
    assert "Englisch" in speaks_english_only("de")
    assert speaks_english_only("") == ""


def test_all_wishes_of_a_message_are_heard() -> None:
    both = "Hallo, wo bleibt mein Paket? Ich möchte mit einem Mitarbeiter sprechen"
    assert wishes(both) == {"where", "person"}
    assert wishes("Where is my parcel? I want to talk to a person") == frozenset()
