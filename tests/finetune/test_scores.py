"""The scores are what PLANNING says: first tool, exact, argument F1, free text aside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.conversation import ToolCall
from finetune.evaluate.scores import judge, same_value, summarise, token_f1


def call(name: str, **args: object) -> ToolCall:
    return ToolCall(name=name, args=args)


def exact(predicted: list[ToolCall], *labels: list[ToolCall]) -> bool:
    return judge(predicted, labels).exact


def test_same_call_is_exact() -> None:
    one = [call("search_catalog", query="wool coat", max_price=50)]
    assert judge(one, [one]).exact
    assert summarise([judge(one, [one])]).argument_f1 == 1.0


@pytest.mark.parametrize(
    ("argument", "one", "other", "same"),
    [
        ("color", "Navy", "navy", True),
        ("brand", " Clarks", "clarks", True),
        ("max_price", 50, 50.0, True),
        ("max_price", 49.99, 50, False),
        ("size", "10", 10, False),
        ("accept", True, True, True),
        ("accept", True, False, False),
        ("accept", True, 1, False),
        ("query", "red wool coat", "wool coat red", True),
        ("query", "wool coat", "women's wool coat long", True),
        ("query", "wool coat", "linen shirt", False),
        ("exclude", ["Leather", "bells"], ["leather", "bells"], True),
        ("exclude", ["leather"], ["leather", "bells"], False),
        ("products", ["1", "2"], ["2", "1"], False),
        ("order_id", None, "1", False),
    ],
)
def test_values(argument: str, one: object, other: object, same: bool) -> None:
    assert same_value(argument, one, other) is same


def test_query_needs_six_tenths() -> None:
    assert token_f1("a b c", "a b d") == pytest.approx(2 / 3)
    assert token_f1("a b", "a c") == pytest.approx(0.5)
    assert not same_value("query", "a b", "a c")


@pytest.mark.parametrize("name", ["need", "question", "reason", "details", "wanted", "items"])
def test_free_text_is_ignored(name: str) -> None:
    assert exact([call("t", **{name: "one"})], [call("t", **{name: "other"})])
    assert exact([call("t")], [call("t", **{name: "other"})])
    assert judge([call("t", **{name: "one"})], [[call("t")]]).predicted == 0


def test_missing_and_additional_arguments_are_not_exact() -> None:
    label = [call("search_catalog", query="coat", color="red")]
    assert not exact([call("search_catalog", query="coat")], label)
    assert not exact([call("search_catalog", query="coat", color="red", size="M")], label)


def test_order_and_number_of_calls_count() -> None:
    a, b = call("get_cart"), call("list_promotions")
    assert exact([a, b], [a, b])
    assert not exact([b, a], [a, b])
    assert not exact([a], [a, b])
    assert judge([a], [[a, b]]).first
    assert not judge([b, a], [[a, b]]).first


def test_also_ok_counts_as_right() -> None:
    label, other = [call("get_cart")], [call("get_order", order_id="7")]
    verdict = judge(other, [label, other])
    assert verdict.exact
    assert verdict.first
    assert verdict.right == verdict.wanted == 1


def test_the_best_label_counts_for_arguments() -> None:
    predicted = [call("search_catalog", query="coat", color="red", size="M")]
    near, far = [call("search_catalog", query="coat", color="red")], [call("search_catalog", query="shoes")]
    verdict = judge(predicted, [far, near])
    assert (verdict.right, verdict.predicted, verdict.wanted) == (2, 3, 2)


def test_nothing_predicted_is_wrong() -> None:
    verdict = judge([], [[call("get_cart")]])
    assert not verdict.first
    assert not verdict.exact


def test_repeated_arguments_match_once() -> None:
    twice = [call("get_order", order_id="1"), call("get_order", order_id="1")]
    assert judge(twice, [[call("get_order", order_id="1")]]).right == 1


def test_summary_is_over_all_arguments_together() -> None:
    none = judge([call("get_cart")], [[call("get_cart")]])
    half = judge([call("s", query="a b", color="red")], [[call("s", query="a b", color="blue")]])
    scores = summarise([none, half])
    assert scores.n == 2
    assert scores.exact_accuracy == 0.5
    assert scores.first_tool_accuracy == 1.0
    assert scores.argument_f1 == pytest.approx(0.5)


def test_summary_of_nothing() -> None:
    assert summarise([]).n == 0


NAMES = st.sampled_from(["search_catalog", "get_order", "reply"])
CALLS = st.lists(
    st.builds(
        ToolCall, name=NAMES, args=st.dictionaries(st.sampled_from(["query", "color"]), st.text(min_size=1, max_size=8))
    ),
    max_size=3,
)


@given(CALLS, st.lists(CALLS, min_size=1, max_size=3))
def test_counts_stay_in_bounds(predicted: list[ToolCall], labels: list[list[ToolCall]]) -> None:
    verdict = judge(predicted, labels)
    assert 0 <= verdict.right <= min(verdict.predicted, verdict.wanted)
    if verdict.exact and predicted:
        assert verdict.first
        assert verdict.right == verdict.predicted == verdict.wanted or not all(
            str(value).strip() for one in predicted for value in one.args.values()
        )
