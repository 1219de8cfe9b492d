"""Another tone keeps every fact; a translation that lost one, or is in no other language, is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assist.rewriting import rewrite, same_facts
from assistant.assist.suggestion import Tone
from assistant.assist.translating import Translator, keeps_figures
from assistant.errors import InvalidInput, ModelUnavailable
from tests.support.scripted_model import ScriptedChatModel

REPLY = (
    "Hi Maya, I'm sorry, order HT-11322 can't be cancelled any more. "
    "The refund of $43.95 requires 3 to 5 business days. "
    "Please feel free to reach out if you require additional assistance. Have a great day!"
)
TONES: tuple[Tone, ...] = ("warmer", "shorter", "formal", "plainer")


@pytest.mark.parametrize(
    ("tone", "there", "gone"),
    [
        ("warmer", "I'm really sorry", ""),
        ("shorter", "HT-11322", "Have a great day"),
        ("formal", "Dear Maya, I am sorry, order HT-11322 cannot be cancelled", "can't"),
        ("plainer", "The refund of $43.95 needs 3 to 5 business days", "assistance"),
    ],
)
def test_each_tone_changes_words_and_keeps_facts(tone: Tone, there: str, gone: str) -> None:
    told = rewrite(REPLY, tone)
    assert told.changed
    assert there in told.text
    assert not gone or gone not in told.text
    assert same_facts(REPLY, told.text)


def test_where_there_is_nothing_to_change_the_text_stays() -> None:
    told = rewrite("Order HT-1 is packed.", "plainer")
    assert (told.text, told.changed) == ("Order HT-1 is packed.", False)
    assert rewrite("Have a great day!", "shorter").text == "Have a great day!"


def test_a_fact_in_a_courtesy_is_never_lost() -> None:
    text = "It's packed. If you need anything else, call 1-800-555-0142."
    assert rewrite(text, "shorter").text == text


@given(st.text(max_size=300), st.sampled_from(TONES))
def test_no_text_changes_its_facts(text: str, tone: Tone) -> None:
    assert same_facts(text, rewrite(text, tone).text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It costs $5.", "It costs $6."),
        ("Order HT-10001 is here.", "Order HT-10002 is here."),
        ("You can return it.", "You can't return it."),
        ("Write to a@b.example.", "Write to c@b.example."),
        ("It takes three days.", "It takes four days."),
    ],
)
def test_other_facts_are_noticed(before: str, after: str) -> None:
    assert not same_facts(before, after)


def translator(*answers: object) -> Translator:
    return Translator(ScriptedChatModel(answers=list(answers)), "any")


async def test_a_translation_with_all_figures_passes() -> None:
    told = await translator("Ihre Bestellung HT-10001 kostet $5 und ist nicht verpackt.").translate(
        "Your order HT-10001 costs $5 and isn't packed.", "de"
    )
    assert told.startswith("Ihre Bestellung")


@pytest.mark.parametrize(
    "answer",
    [
        "Your order HT-10001 costs $5.",
        "Ihre Bestellung HT-10002 kostet $5 und ist nicht verpackt.",
        "Ihre Bestellung kostet nichts und ist in der Post.",
        "",
        ModelUnavailable("down"),
    ],
)
async def test_what_is_no_faithful_translation_is_refused_in_plain_words(answer: object) -> None:
    with pytest.raises(ModelUnavailable, match="German"):
        await translator(answer).translate("Your order HT-10001 costs $5.", "de")


async def test_an_unknown_language_is_named() -> None:
    with pytest.raises(InvalidInput, match="'xx'"):
        await translator("x").translate("Hello", "xx")


def test_figures_are_compared_however_they_are_written() -> None:
    assert keeps_figures("It costs $1,249.50.", "Es kostet 1.249,50 $.")
    assert not keeps_figures("It costs $12.", "Es kostet 12 oder 13 $.")


@pytest.mark.parametrize(
    ("text", "warm"),
    [
        ("I'm sorry that it's late. Shall I send it again?", "I'm really sorry that it's late. Shall I send it again?"),
        (
            "Your order is packed. Have a nice day!",
            "Thank you for writing to us. Your order is packed. Have a nice day!",
        ),
        (
            "We can't match that price.",
            "I'm sorry about this. We can't match that price. I'm glad to help with anything else.",
        ),
    ],
)
def test_warmth_thanks_nobody_before_an_apology_and_adds_nothing_after_a_farewell(text: str, warm: str) -> None:
    assert rewrite(text, "warmer").text == warm


def test_what_is_in_another_language_stays_as_it_is() -> None:
    text = "Guten Tag, Anna. Es tut mir leid, dass Sie warten müssen. Bestellung HT-10957: verspätet."
    assert not rewrite(text, "warmer").changed
