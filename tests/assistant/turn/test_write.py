"""The reply that leaves: checked sentence by sentence, complete whatever the writer does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

from assistant.guard.guard import Guard
from assistant.turn.write import Reply, write
from assistant.writer.phrases import Phrase, phrase
from assistant.writer.writer import PlainWriter, Spent, Writer
from finetune.point_facts import facts_of_points
from tests.support.shop import conversation

POINTS = (
    phrase("get_product", "answer", title="Alder Jacket", attribute="material", value="waxed cotton"),
    phrase("get_product", "it", title="", price="$89.00"),
)


class ScriptedWriter:
    """Says what the test wants said."""

    def __init__(self, *sentences: str) -> None:
        self._sentences = sentences
        self.closed = False

    async def write(self, points: Sequence[Phrase], message: str, locale: str, spent: Spent) -> AsyncGenerator[str]:
        spent.llm_calls += 1
        try:
            for sentence in self._sentences:
                yield sentence
        finally:
            self.closed = True


async def replied(writer: Writer, points: Sequence[Phrase] = POINTS, message: str = "what is it made of") -> Reply:
    reply = Reply(points, facts_of_points(points))
    left = [sentence async for sentence in write(reply, writer, Guard(), conversation(), message)]
    assert left == reply.sentences
    return reply


async def test_what_the_writer_says_well_leaves_as_it_is() -> None:
    reply = await replied(ScriptedWriter("The Alder Jacket is made of waxed cotton.", "It costs $89.00."))
    assert reply.sentences == ["The Alder Jacket is made of waxed cotton.", "It costs $89.00."]
    assert (reply.written, reply.withheld, reply.spent.llm_calls) == (2, 0, 1)


async def test_a_wrong_price_is_held_back_and_the_right_one_told() -> None:
    reply = await replied(ScriptedWriter("The Alder Jacket is made of waxed cotton.", "It costs $79.00."))
    assert reply.withheld == 1
    assert "$79.00" not in " ".join(reply.sentences)
    assert "$89.00" in reply.sentences[-1]


async def test_an_invented_feature_is_held_back() -> None:
    reply = await replied(ScriptedWriter("The Alder Jacket is waterproof waxed cotton and costs $89.00."))
    assert reply.withheld == 1
    assert "waterproof" not in " ".join(reply.sentences)
    assert "waxed cotton" in " ".join(reply.sentences)


async def test_a_question_waits_until_everything_is_told() -> None:
    reply = await replied(ScriptedWriter("Shall I add one?", "The Alder Jacket is made of waxed cotton."))
    assert "$89.00" in reply.sentences[-2]
    assert reply.sentences[-1] == "Shall I add one?"


async def test_without_a_model_everything_is_told_plainly() -> None:
    reply = await replied(PlainWriter())
    assert "waxed cotton" in reply.sentences[0]
    assert "$89.00" in reply.sentences[1]
    assert reply.spent == Spent()


async def test_a_writer_that_does_not_come_to_an_end_is_stopped() -> None:
    writer = ScriptedWriter(*["It costs $89.00."] * 50)
    reply = await replied(writer)
    assert writer.closed
    assert len(reply.sentences) == 2


async def test_a_reader_who_leaves_stops_the_writer() -> None:
    writer = ScriptedWriter("It costs $89.00.", "The Alder Jacket is made of waxed cotton.")
    reply = Reply(POINTS, facts_of_points(POINTS))
    sentences = write(reply, writer, Guard(), conversation(), "price?")
    await anext(sentences)
    await sentences.aclose()
    assert writer.closed


async def test_a_quotation_is_told_whole_and_once() -> None:
    reason = "For a weekend's worth of broth, a whole chicken or pasta for ten"
    points = (
        phrase("recommend_products", "gift", title="Batch Stockpot", price="$59.00", about=""),
        phrase("recommend_products", "reason", reason=reason),
    )
    writer = ScriptedWriter("Batch Stockpot at $59.00 is a present I'd think of for a weekend's worth of broth.")
    reply = await replied(writer, points, "she likes cooking")
    assert " ".join(reply.sentences).count("worth of broth") == 1
    whole = f"As a present I'd think of Batch Stockpot at $59.00. {reason}."
    assert (await replied(ScriptedWriter(whole), points)).withheld == 0
