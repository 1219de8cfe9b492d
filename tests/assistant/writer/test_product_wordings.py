"""Questions about one product, comparisons, lists to choose from: the answer comes first and reads well."""

from __future__ import annotations

import pytest

from assistant.domain.business import Promotion
from assistant.domain.catalogue import ProductCard
from assistant.domain.conversation import Exchange
from assistant.domain.money import Money
from assistant.domain.product import Product, Variant
from assistant.guard.facts import facts_of
from assistant.guard.guard import Guard
from assistant.tools.catalogue import cards
from assistant.tools.result import AnsweredPart, Outcome, ToolResult
from assistant.writer.phrases import either, listed
from assistant.writer.points import points_of
from tests.support.replies import plain_sentences
from tests.support.shop import NOW, conversation, product


def boot() -> Product:
    sizes = (("8", "sage", 4), ("8", "plum", 3), ("9", "sage", 1), ("9", "plum", 0))
    variants = tuple(
        Variant(id=f"{size}-{color}", options={"size": size, "color": color}, price=Money.of(179, "USD"), stock=stock)
        for size, color, stock in sizes
    )
    return product(
        "b1", "Fell Boot", "179", variants=variants, attributes={"waterproof": "2,000 mm", "weight": "820 g"}
    )


def found(*products: Product, tool: str = "get_product", **more: object) -> ToolResult:
    return ToolResult.model_validate(
        {"tool": tool, "outcome": Outcome.FOUND, "products": cards(products), "layout": "detail", **more}
    )


async def said(results: ToolResult | list[ToolResult], message: str = "") -> str:
    results = results if isinstance(results, list) else [results]
    sentences = plain_sentences(results, conversation(), message)
    facts = facts_of(results)
    assert all(Guard().check(sentence, facts) == () for sentence in sentences), sentences
    return " ".join(sentences)


async def test_a_size_is_answered_with_what_is_in_stock() -> None:
    reply = await said(found(boot()), "does it come in size 9?")
    assert "sage" in reply
    assert "plum" not in reply


async def test_a_colour_that_there_is_not_is_answered_with_those_there_are() -> None:
    reply = await said(found(boot()), "do you have it in blue?")
    assert "sage or plum" in reply
    assert "Yes" not in reply


async def test_the_attribute_that_was_chosen_is_told() -> None:
    result = found(boot(), answer=("waterproof", "2,000 mm"))
    assert "2,000 mm" in await said(result, "does it have good waterproofing?")


async def test_the_sentence_that_was_chosen_is_told_and_no_other() -> None:
    notes = {"description": "Made for rain. It packs small.", "told": "It packs small."}
    reply = await said(found(boot(), notes=notes), "does it fold up?")
    assert "It packs small." in reply
    assert "Made for rain" not in reply


async def test_an_opinion_is_quoted() -> None:
    notes = {"description": "Made for rain.", "review": "Mine squeak.", "opinion": ""}
    assert "“Mine squeak.”" in await said(found(boot(), notes=notes), "do they squeak?")


async def test_a_page_that_does_not_say_is_said_so() -> None:
    notes = {"description": "Made for rain and mud.", "review": "Mine squeak."}
    reply = await said(found(boot(), notes=notes), "were they made for rain in Norway?")
    assert "product page" in reply
    assert "rain" not in reply
    assert "squeak" not in reply


@pytest.mark.parametrize("message", ["tell me more", "how heavy is it", "is it in stock?", "how much is it"])
async def test_the_title_is_said_once(message: str) -> None:
    answer = ("weight", "820 g") if "heavy" in message else None
    assert (await said(found(boot(), answer=answer), message)).count("Fell Boot") == 1


async def test_a_number_in_the_list_asks_nothing_of_the_page() -> None:
    assert "made for rain" in await said(
        found(boot(), notes={"description": "The Fell Boot is made for rain."}), "tell me more about number 1"
    )


async def test_several_prices_are_told_as_a_range() -> None:
    variants = (
        Variant(id="a", options={"for": "2"}, price=Money.of(99, "USD"), stock=3),
        Variant(id="b", options={"for": "3"}, price=Money.of(134, "USD"), stock=3),
    )
    tent = product("t", "Dome Tent", "99", variants=variants)
    assert "$99.00 to $134.00" in await said(found(tent), "how much is it?")


async def test_the_price_is_that_of_the_version_in_question() -> None:
    variants = tuple(
        Variant(id=f"{size}-{color}", options={"size": size, "color": color}, price=Money.of(price, "USD"), stock=3)
        for size, price in (("double", 109), ("king", 164))
        for color in ("cream", "rose")
    )
    reply = await said(found(product("d", "Cover Set", "109", variants=variants)), "does it come in king?")
    assert "$164.00" in reply
    assert "$109.00" not in reply


def tents() -> list[ProductCard]:
    weights = (("Dome", "2.9 kg"), ("Bivy", "620 g"), ("Solo", "1,240 g"))
    made = [product(name, f"{name} Tent", "99", attributes={"weight": weight}) for name, weight in weights]
    return list(cards(made))


@pytest.mark.parametrize(
    ("message", "right"), [("which one is the lightest?", "Bivy"), ("and the heaviest one?", "Dome")]
)
async def test_a_superlative_is_answered(message: str, right: str) -> None:
    result = ToolResult(tool="compare_products", outcome=Outcome.FOUND, products=tuple(tents()), layout="compare")
    first = (await said(result, message)).split(": ")[0]
    assert f"{right} Tent" in first


async def test_a_difference_names_whose_it_is() -> None:
    result = ToolResult(tool="compare_products", outcome=Outcome.FOUND, products=tuple(tents()[:2]), layout="compare")
    assert "Dome Tent (2.9 kg) and Bivy Tent (620 g)" in await said(result, "compare them")


async def test_versions_are_asked_for_option_by_option() -> None:
    full = boot().model_copy(update={"variants": tuple(v for v in boot().variants if v.options["size"] == "8")})
    two = product("x", "Bivy", "9", variants=tuple(
        Variant(id=f"{a}{b}", options={"length": a, "color": b}, price=Money.of(9, "USD"), stock=1)
        for a in ("regular", "long") for b in ("olive", "black")
    ))  # fmt: skip
    for item, wanted in ((full, "sage or plum"), (two, "regular or long, and in olive or black")):
        labels = tuple(variant.label for variant in item.variants)
        choices = ("sage", "plum") if item is full else labels
        result = ToolResult(
            tool="update_cart",
            outcome=Outcome.NEEDS_DETAIL,
            missing="variant",
            subject=item.title,
            choices=choices,
            products=cards([item]),
        )
        assert wanted in await said(result)


async def test_the_only_version_left_is_offered() -> None:
    last = product(
        "x",
        "Steel Pan",
        "65",
        variants=(Variant(id="28", options={"size": "28 cm"}, price=Money.of(65, "USD"), stock=2),),
    )
    result = ToolResult(
        tool="update_cart",
        outcome=Outcome.NEEDS_DETAIL,
        missing="variant",
        subject=last.title,
        choices=("28 cm",),
        products=cards([last]),
    )
    assert "28 cm" in await said(result)
    assert "several" not in await said(result)


async def test_a_product_that_could_be_several_is_asked_for_by_name() -> None:
    result = ToolResult(
        tool="get_product", outcome=Outcome.NEEDS_DETAIL, missing="product", choices=("Clay Pot", "Terracotta Pot")
    )
    assert "Clay Pot or Terracotta Pot" in await said(result)


async def test_what_two_requests_share_is_said_once() -> None:
    result = found(boot())
    reply = await said([result, result], "tell me about the boot, tell me about the boot")
    assert reply.count("$179.00") == 1


async def test_the_offer_that_was_asked_about_is_told_with_its_end() -> None:
    day = NOW.date()
    offers = tuple(
        Promotion(id=title, title=title, text=f"{title}: all of it.", starts=day, ends=day)
        for title in ("Boot Week", "Warm Nights", "Free gift wrap", "Coffee Corner")
    )
    result = ToolResult(tool="list_promotions", outcome=Outcome.FOUND, promotions=offers)
    reply = await said(result, "when does boot week end?")
    assert "Boot Week" in reply
    assert f"{day:%B} {day.day}" in reply
    assert "Warm Nights" not in reply
    assert "Boot Week; Warm Nights;" in await said(result, "any discounts?")


def test_lists_read_as_people_write_them() -> None:
    assert listed(["red", "blue"]) == "red and blue"
    assert either(["red", "blue", "green"]) == "red, blue or green"
    assert either(["S, white", "S, olive", "M, white"]) == "S, white; S, olive; or M, white"


def listed_result(**more: object) -> ToolResult:
    things = [product(f"p{n}", f"Lamp {n}", str(20 + n)) for n in range(3)]
    return found(*things, tool="search_catalog", layout="list", total=3, **more)


async def test_a_price_that_nothing_has_is_told_with_its_amount() -> None:
    reply = await said(listed_result(search={"query": "lamp", "max_price": 15.0}, relaxed=("max_price",)))
    assert "$15.00 or less" in reply
    both = {"query": "lamp", "min_price": 100.0, "max_price": 150.0}
    reply = await said(listed_result(search=both, relaxed=("min_price", "max_price")))
    assert "between $100.00 and $150.00" in reply
    assert "price limit" not in reply


async def test_a_list_offers_only_what_would_narrow_it_down() -> None:
    result = listed_result(search={"query": "lamp", "max_price": 50.0})
    assert "a colour or a size" in await said(result)
    only = Variant(id="one", options={}, price=Money.of(20), stock=3)
    plain = [product(f"p{n}", f"Lamp {n}", str(20 + n), variants=(only,)) for n in range(3)]
    unvaried = found(*plain, tool="search_catalog", layout="list", total=3, search={"query": "lamp", "max_price": 50.0})
    assert "a size" not in await said(unvaried)


async def test_the_second_list_in_a_row_is_not_followed_by_the_same_hint() -> None:
    talk = conversation(exchanges=(Exchange(shopper="a lamp", gist="showed 6 products"),))
    reply = " ".join(plain_sentences([listed_result(search={"query": "lamp"})], talk, "a bigger one"))
    assert "narrow" not in reply


async def test_a_bare_yes_is_told_with_its_option() -> None:
    variants = tuple(
        Variant(id=f"{n}", options={"size": "9", "waterproof": value}, price=Money.of(80), stock=3)
        for n, value in enumerate(("yes", "no"))
    )
    shoes = product("s1", "Hiking Shoe", "80", variants=variants)
    assert variants[0].label == "9, waterproof: yes"
    choices = ("waterproof: yes", "waterproof: no")
    asked = ToolResult(
        tool="update_cart", outcome=Outcome.NEEDS_DETAIL, missing="variant", subject="Hiking Shoe", choices=choices,
        products=cards([shoes]), layout="detail",
    )  # fmt: skip
    assert "waterproof: yes or waterproof: no" in await said(asked)
    assert "waterproof: yes" in await said(found(shoes), "which options do they come in?")


async def test_several_questions_are_answered_one_by_one() -> None:
    parts = (
        AnsweredPart(question="what is it made of", answer=("material", "cordierite")),
        AnsweredPart(question="can it go in the dishwasher"),
        AnsweredPart(question="does it have good reviews"),
    )
    stone = product("s1", "Pizza Stone", "39", rating=4.2, rating_count=12)
    reply = await said(found(stone, parts=parts), "what is it made of? can it go in the dishwasher?")
    assert "cordierite" in reply
    assert "“can it go in the dishwasher”" in reply
    assert "4.2" in reply
    assert reply.count("stock") == 1


async def test_a_question_back_begins_with_no_yes() -> None:
    asked = ToolResult(tool="get_product", outcome=Outcome.NEEDS_DETAIL, missing="product")
    assert all(point.exact for point in points_of([asked], conversation(), "do you still have them?"))
