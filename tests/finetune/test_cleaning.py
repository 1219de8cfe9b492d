"""Near duplicates are found without comparing all with all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finetune.cleaning import NearDuplicates, jaccard, words_of

VOCABULARY = ["red", "blue", "wool", "coat", "shirt", "cheap", "under", "fifty", "please", "show", "me", "for", "dog"]
TEXTS = st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9).map(" ".join), max_size=12)


@given(
    TEXTS,
    st.lists(st.sampled_from(VOCABULARY), min_size=4, max_size=9).map(" ".join),
    st.sampled_from([0.6, 0.85, 1.0]),
)
def test_finds_what_comparing_all_with_all_finds(known: list[str], text: str, threshold: float) -> None:
    seen = NearDuplicates(threshold, [*known, text])
    for each in known:
        seen.add(each)
    words = words_of(text)
    long_enough = [words_of(each) for each in known if len(words_of(each)) >= 4]
    exact = words in [words_of(each) for each in known]
    near = len(words) >= 4 and any(jaccard(words, each) >= threshold for each in long_enough)
    assert (text in seen) == (exact or near)


def test_case_and_punctuation_make_no_difference() -> None:
    seen = NearDuplicates(0.85, [])
    seen.add("Where is my order?")
    assert "where is my ORDER" in seen
    assert "where is my dog" not in seen


def test_short_texts_repeat_only_what_is_the_same() -> None:
    seen = NearDuplicates(0.5, [])
    seen.add("hi there")
    assert "Hi there!" in seen
    assert "hi you" not in seen
