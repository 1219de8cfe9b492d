"""Text comes in pieces of any size and leaves in whole sentences."""

from __future__ import annotations

import random

import pytest

from assistant.writer.sentences import SentenceCutter

REPLY = (
    "Yes, the St. Ives Pan is in stock at $24.50. One shopper wrote: “Heats fast. Love it.” "
    "It weighs approx. 1.2 kg! Shall I add it?"
)
SENTENCES = [
    "Yes, the St. Ives Pan is in stock at $24.50.",
    "One shopper wrote: “Heats fast. Love it.”",
    "It weighs approx. 1.2 kg!",
    "Shall I add it?",
]


@pytest.mark.parametrize("seed", range(8))
def test_the_size_of_the_pieces_makes_no_difference(seed: int) -> None:
    rng, cutter, rest = random.Random(seed), SentenceCutter(), REPLY
    found: list[str] = []
    while rest:
        size = rng.randint(1, 9)
        found += cutter.feed(rest[:size])
        rest = rest[size:]
    assert found + cutter.finish() == SENTENCES


def test_a_sentence_leaves_as_soon_as_the_next_one_begins() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("It costs $4.00. ") == []
    assert cutter.feed("A") == ["It costs $4.00."]


def test_what_was_broken_off_is_left_out() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("It costs $4.00. It is made of") == ["It costs $4.00."]
    assert cutter.finish() == []


def test_lower_case_after_a_full_stop_is_no_new_sentence() -> None:
    cutter = SentenceCutter()
    assert cutter.feed("Sizes are approx. measured in e.g. cm. Fine.") == ["Sizes are approx. measured in e.g. cm."]
    assert cutter.finish() == ["Fine."]
