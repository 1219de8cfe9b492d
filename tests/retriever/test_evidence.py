"""Questions about products: attributes in other words, structures of feeds, and what a page doesn't say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.domain.evidence import Source, Statement
from assistant.tools.page import PageAnswer, ask_page
from retriever.encoders.minilm import MiniLM
from retriever.encoders.minilm_export import prepare
from retriever.evidence.features import FEATURES, line_of
from retriever.evidence.fit import FILES, Judged, fit, held_out, thresholds
from retriever.evidence.selector import EvidenceSelector
from retriever.evidence.structured import read_attribute
from serve.demo.catalogue import catalogue_items
from tests.retriever.conftest import MODELS
from tests.support.shop import product

QUESTIONS = [json.loads(line) for line in (Path(__file__).parent / "data" / "product_questions.jsonl").open()]


@pytest.fixture(scope="module")
def selector() -> EvidenceSelector:
    return EvidenceSelector(MiniLM(prepare(MODELS), threads=1))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("voltage: 120 volts", ("voltage", "120 volts")),
        ("voltage:  { unit:volts, value:120 }", ("voltage", "120 volts")),
        (
            "item_weight:  { unit:kilograms, normalized_value:{ unit:pounds, value:20.6 }, value:9.34 }",
            ("item weight", "9.34 kilograms"),
        ),
        ('color:  { standardized_values:[ "green" ], value:"green/blue" }', ("color", "green/blue")),
        ("batteries_included:  { value:false }", ("batteries included", "no")),
        (
            "battery:  { cell_composition:[ { value:lithium_ion } ], weight:[ { unit:grams, value:4.9 } ] }",
            ("battery", "cell composition lithium ion, weight 4.9 grams"),
        ),
        ('devices:  { value:"ipad" }; { value:"ipad air" }', ("devices", "ipad, ipad air")),
        ("cut: { off:[ {", ("cut", "")),
        ("no name at all", ("", "no name at all")),
    ],
)
def test_structures_of_feeds_are_read_as_words(line: str, told: tuple[str, str]) -> None:
    assert read_attribute(line) == told


def test_a_shoppers_answer_is_read_without_its_question() -> None:
    line = line_of(Statement(source="review", text="yes it does. Question: does it fit a 2007 car?"))
    assert line.text == "yes it does."


@pytest.mark.parametrize(
    ("attributes", "question", "answer"),
    [
        ({"noise": "55 dB", "power": "900 W"}, "is it loud?", ("noise", "55 dB")),
        ({"vegan": "yes", "material": "cork"}, "is that one vegan", ("vegan", "yes")),
        ({"capacity": "5 persons", "weight": "4 kg"}, "does it fit two people?", ("capacity", "5 persons")),
        ({"dimensions": "30 x 20 cm", "capacity": "10 L"}, "how big is it", ("dimensions", "30 x 20 cm")),
        ({"material": "nylon", "weight": "310 g"}, "how heavy is the camp mug", ("weight", "310 g")),
        ({"waterproof": "2,000 mm", "care": "wipe clean"}, "is it waterproof?", ("waterproof", "2,000 mm")),
        ({"care": "hand wash", "material": "steel"}, "can it go in the dishwasher?", ("care", "hand wash")),
        ({"runtime": "9 hours", "battery": "2 AA"}, "how long does the battery last?", ("runtime", "9 hours")),
    ],
)
async def test_an_attribute_answers_in_the_shoppers_words(
    selector: EvidenceSelector, attributes: dict[str, str], question: str, answer: tuple[str, str]
) -> None:
    asked = product("p", "Camp Mug", "12", attributes=attributes, description="A mug for camp.")
    assert (await ask_page(selector, asked, question)).attribute == answer


@pytest.mark.parametrize(
    "question", ["does it glow in the dark", "is there a left-handed version", "what is the zipper made of", "hi"]
)
async def test_what_the_page_does_not_say_is_left_unsaid(selector: EvidenceSelector, question: str) -> None:
    asked = product("p", "Rain Jacket", "12", attributes={"material": "nylon", "weight": "310 g"})
    assert await ask_page(selector, asked, question) == PageAnswer()


@pytest.mark.parametrize(("part", "right", "wrong"), [("tuned", 0.7, 1), ("held out", 0.6, 2)])
async def test_the_demo_shops_pages_answer(selector: EvidenceSelector, part: str, right: float, wrong: int) -> None:
    """Half of the questions were looked at while the features were chosen, the others were not."""
    products = {item.product.id: item.product for item in catalogue_items()}
    rightly, wrongly = [], 0
    for row in (row for row in QUESTIONS if row["part"] == part):
        told = await ask_page(selector, products[row["product"]], row["question"])
        text = ": ".join(told.attribute or ()) or told.notes.get("told") or told.notes.get("review", "")
        good = any(one in text for one in row["answers"])
        wrongly += bool(text) and not good
        if row["answers"]:
            rightly.append(good)
    assert sum(rightly) / len(rightly) >= right
    assert wrongly <= wrong


async def test_long_pages_keep_the_line_that_answers(selector: EvidenceSelector) -> None:
    reviews = [Statement(source="review", text=f"Bought {n} of them, all fine.") for n in range(200)]
    page = [*reviews, Statement(source="attribute", text="weight: 310 g")]
    assert (await selector.answers("what is the weight", page))[0].index == 200


def made_up(number: int, source: Source, right: list[bool]) -> Judged:
    """A question whose right lines have a high first feature."""
    rows = np.random.default_rng(number).normal(size=(len(right), len(FEATURES)))
    rows[:, 0] += [2.0 if one else -2.0 for one in right]
    return Judged(next(iter(FILES)), f"question {number}", (source,) * len(right), rows, np.array(right))


def test_the_fit_learns_what_tells_and_silences_what_is_wrong() -> None:
    sources: list[Source] = ["attribute", "description", "review"]
    questions = [made_up(n, sources[n % 3], [n % 4 != 0, False, False]) for n in range(240)]
    weights = fit(questions)
    assert int(np.argmax(np.abs(weights.weights[:-1]))) == 0
    least = thresholds(questions, held_out(questions))
    best = [weights.log_odds(one.rows).max() >= least[one.sources[0]] for one in questions if not one.right.any()]
    assert np.mean(best) < 0.1
