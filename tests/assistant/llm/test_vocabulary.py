"""Counting by tiktoken is exact: on each kind of byte-level vocabulary, on hostile text, on this repository."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from tokenizers.pre_tokenizers import ByteLevel, Digits, PreTokenizer, Sequence, Split

from assistant.errors import SetupError
from assistant.llm.byte_pairs import InexactVocabulary
from assistant.llm.vocabulary import Vocabulary, load_counter

ROOT = Path(__file__).parents[3]
TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".ts", ".csv", ".json", ".jsonl", ".svg", ".mako"}
FOLDERS = ("assistant", "retriever", "finetune", "prompts", "serve", "tests", "docs")

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
O200K = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
Counters = tuple[Callable[[str], int], Callable[[str], int]]
_BYTES = ByteLevel(add_prefix_space=False, use_regex=False)


def _split(pattern: str | Regex, behavior: str = "isolated", *, invert: bool = False) -> PreTokenizer:
    return Sequence([Split(pattern, behavior, invert), _BYTES])


PRE_TOKENIZERS: dict[str, PreTokenizer] = {
    "gpt2": ByteLevel(add_prefix_space=False),
    "gpt2, a space in front": ByteLevel(add_prefix_space=True),
    "llama3": _split(Regex(LLAMA3)),
    "qwen2": _split(Regex(QWEN2)),
    "o200k": _split(Regex(O200K)),
    "smollm2": Sequence([Digits(individual_digits=True), ByteLevel(add_prefix_space=False)]),
    "numbers first": Sequence([Digits(individual_digits=False), ByteLevel(add_prefix_space=False)]),
    "split at a string": _split("e "),
    "split at an expression that finds little": _split(Regex(r"[aeiou]\s*")),
    "only what is found": _split(Regex(r"\p{L}+| ?\p{N}+"), "removed", invert=True),
    "no words": _BYTES,
}
TEXTS = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(alphabet=" \t\n\r\u00a0\u2028'sSſtTdmreRElLvV019²½१aÅÅ漢한é!-_😀🏽\u200d\x00\ud800", max_size=12),
        st.sampled_from(
            ["<|im_end|>", "<|im_", "<tool>", "<tool><x>", " <TOOL> ", "don't", "WE'LL", "  the end ", "ﬁ"]
        ),
        st.characters(min_codepoint=0x3000),
    ),
    max_size=8,
).map("".join)


def _corpus() -> list[str]:
    return [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md", "LICENSE")]


def _train(pre_tokenizer: PreTokenizer) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    alphabet = sorted(ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=900, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(_corpus(), trainer)
    return tokenizer


@cache
def _trained(kind: str) -> str:
    return str(_train(PRE_TOKENIZERS[kind]).to_str())


def _saved(tokenizer: Tokenizer, folder: Path, **model: Any) -> Path:
    content = json.loads(tokenizer.to_str())
    content["model"].update(model)
    file = folder / "tokenizer.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _exact(file: Path) -> Counters:
    """Return what counts by tiktoken, and what counts by the library itself."""
    tokenizer = Tokenizer.from_file(str(file))

    def count(text: str) -> int:
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return len(tokenizer.encode(whole, add_special_tokens=False).ids)

    return Vocabulary(file).count, count


@pytest.fixture(scope="module", params=PRE_TOKENIZERS)
def each_kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Counters:
    tokenizer = Tokenizer.from_str(_trained(request.param))
    tokenizer.add_special_tokens([AddedToken("<|im_end|>", special=True)])
    tokenizer.add_tokens([AddedToken("<tool>", normalized=True), AddedToken("<tool><x>", normalized=False)])
    return _exact(_saved(tokenizer, tmp_path_factory.mktemp("kind")))


@given(text=TEXTS)
def test_each_kind_of_vocabulary_is_counted_exactly(each_kind: Counters, text: str) -> None:
    ours, theirs = each_kind
    assert ours(text) == theirs(text)


def test_each_kind_counts_this_repositorys_pages_exactly(
    each_kind: Counters,
) -> None:
    ours, theirs = each_kind
    for text in _corpus():
        assert ours(text) == theirs(text)


@pytest.mark.parametrize(
    "normalizer",
    [
        normalizers.NFC(),
        normalizers.NFKC(),
        normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]),
        normalizers.Replace("'", "’"),
        normalizers.Prepend("_"),
    ],
    ids=lambda normalizer: type(normalizer).__name__,
)
def test_normalizers_are_followed(tmp_path: Path, normalizer: normalizers.Normalizer) -> None:
    tokenizer = Tokenizer.from_str(_trained("qwen2"))
    tokenizer.normalizer = normalizer
    tokenizer.add_special_tokens([AddedToken("<|im_end|>", special=True)])
    tokenizer.add_tokens([AddedToken("<tool>", normalized=True)])
    ours, theirs = _exact(_saved(tokenizer, tmp_path))

    @given(TEXTS)
    def check(text: str) -> None:
        assert ours(text) == theirs(text)

    check()


def test_bytes_that_are_no_tokens_are_dropped_as_the_library_drops_them(tmp_path: Path) -> None:
    unknown = set("ðĊeä")
    content = json.loads(_train(ByteLevel(add_prefix_space=False)).to_str())
    model = content["model"]
    model["merges"] = [pair for pair in model["merges"] if not set("".join(pair)) & unknown]
    model["vocab"] = {token: at for token, at in model["vocab"].items() if not set(token) & unknown}
    ours, theirs = _exact(_saved(Tokenizer.from_str(json.dumps(content)), tmp_path))

    @given(TEXTS)
    def check(text: str) -> None:
        assert ours(text) == theirs(text)

    check()


def test_words_that_are_taken_whole_are_counted_so(tmp_path: Path) -> None:
    """`ignore_merges`: a word of the vocabulary is one token even where no merge leads to it."""
    content = json.loads(_trained("llama3"))
    content["model"]["vocab"] |= {"Ġlighthouse": 5000, "<|x|>": 5001}
    file = tmp_path / "tokenizer.json"
    file.write_text(json.dumps(content))
    ours, theirs = _exact(file)
    without = ours(" lighthouse lighthouses")
    content["model"]["ignore_merges"] = True
    file.write_text(json.dumps(content))
    ours, theirs = _exact(file)
    assert ours(" lighthouse lighthouses") == theirs(" lighthouse lighthouses") < without

    @given(TEXTS)
    def check(text: str) -> None:
        assert ours(text) == theirs(text)

    check()


def test_a_file_that_cuts_texts_short_or_fills_them_up_is_counted_in_full(tmp_path: Path) -> None:
    tokenizer = Tokenizer.from_str(_trained("gpt2"))
    plain = _exact(_saved(tokenizer, tmp_path))[0]("the end of it all " * 50)
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=64)
    counter = Vocabulary(_saved(tokenizer, tmp_path)).count
    assert counter("the end of it all " * 50) == plain
    assert counter("") == 0


def _metaspace(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()


def _two_splits(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = Sequence([Split(Regex(r"\d"), "isolated"), Split(" ", "isolated"), _BYTES])


def _word_class(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = _split(Regex(r"\w+"))


def _possessive_there_repeated_here(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = _split(Regex(r"\p{N}{1,3}+|\P{N}+"))


def _moved(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = _split(" ", "merged_with_previous")


def _spaces_between(tokenizer: Tokenizer) -> None:
    tokenizer.pre_tokenizer = Sequence([Digits(True), ByteLevel(add_prefix_space=True)])


def _greedy_token(tokenizer: Tokenizer) -> None:
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True)])


@pytest.mark.parametrize(
    "change",
    [_metaspace, _two_splits, _word_class, _possessive_there_repeated_here, _moved, _spaces_between, _greedy_token],
)
def test_what_tiktoken_cannot_do_is_refused_and_counted_by_the_library(
    tmp_path: Path, change: Callable[[Tokenizer], None]
) -> None:
    tokenizer = Tokenizer.from_str(_trained("gpt2"))
    change(tokenizer)
    file = _saved(tokenizer, tmp_path)
    with pytest.raises(InexactVocabulary):
        Vocabulary(file)
    text = "On 24 March, <mask> we'll ship 1234 lamps."
    assert load_counter(file)(text) == len(tokenizer.encode(text, add_special_tokens=False).ids)


def _file_of(tmp_path: Path, merges: list[tuple[str, str]], extra: tuple[str, ...] = (), **model: Any) -> Path:
    tokens = [*sorted(ByteLevel.alphabet()), *(left + right for left, right in merges), *extra]
    vocabulary = {token: at for at, token in enumerate(dict.fromkeys(tokens))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    return _saved(tokenizer, tmp_path, **model)


@pytest.mark.parametrize(
    ("merges", "extra", "model"),
    [
        ([("a", "b"), ("b", "c"), ("a", "bc")], (), {}),  # "abc" is never made there: "ab" comes first
        ([("a", "b"), ("c", "d"), ("b", "c"), ("a", "bc")], (), {"dropout": 0.1}),
        ([("a", "b")], ("abc",), {"ignore_merges": True}),  # a whole word, which tiktoken would also make inside others
        ([("a", "b")], (), {"end_of_word_suffix": "</w>"}),
    ],
)
def test_merges_that_ranks_cannot_say_are_refused(
    tmp_path: Path, merges: list[tuple[str, str]], extra: tuple[str, ...], model: dict[str, Any]
) -> None:
    with pytest.raises(InexactVocabulary):
        Vocabulary(_file_of(tmp_path, merges, extra, **model))


@given(st.data())
def test_whatever_the_merges_are_the_count_is_exact_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Merges in any order, of any parts: trained vocabularies are never as wild."""
    known, merges = ["a", "b", "c"], []
    for _ in range(data.draw(st.integers(1, 9))):
        pair = (data.draw(st.sampled_from(known)), data.draw(st.sampled_from(known)))
        if pair not in merges:
            merges.append(pair)
            known.append("".join(pair))
    if data.draw(st.booleans()):
        merges = data.draw(st.permutations(merges))
    file = _file_of(tmp_path_factory.mktemp("wild"), merges, ignore_merges=data.draw(st.booleans()))
    try:
        ours, theirs = _exact(file)
    except InexactVocabulary:
        return
    for text in data.draw(st.lists(st.text(alphabet="abc", max_size=24), min_size=5, max_size=20)):
        assert ours(text) == theirs(text)


def test_both_engines_know_the_same_letters_numbers_and_blanks() -> None:
    """Oniguruma splits there and Rust's engine here; when one learns a newer Unicode first, this says so."""
    everything = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF)
    ranks = {bytes([byte]): byte for byte in range(256)}
    for kind in (r"\p{L}", r"\p{N}", r"\s"):
        pieces = Split(Regex(f"{kind}+"), "removed", invert=True).pre_tokenize_str(everything)
        encoding = tiktoken.Encoding("kind", pat_str=kind, mergeable_ranks=ranks, special_tokens={})
        assert "".join(piece for piece, _ in pieces) == bytes(encoding.encode_ordinary(everything)).decode()


@pytest.mark.parametrize("text", [" " * 300_000 + "a", "\n" * 300_000, "a" * 400_000, " a" * 200_000], ids=len)
@pytest.mark.parametrize("kind", ["gpt2", "llama3", "split at a string", "smollm2"])
def test_very_long_texts_overflow_nothing(tmp_path: Path, kind: str, text: str) -> None:
    ours, theirs = _exact(_saved(Tokenizer.from_str(_trained(kind)), tmp_path))
    assert ours(text) == theirs(text)


@pytest.mark.parametrize("content", ["[]", "{}", "", '{"model": {"type": "WordLevel", "vocab": {}}}'])
def test_a_file_that_is_no_tokenizer_is_said_plainly(tmp_path: Path, content: str) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(content)
    with pytest.raises(SetupError):
        load_counter(file)
    with pytest.raises(SetupError):
        load_counter(tmp_path / "none.json")


@pytest.fixture(scope="module")
def served(model_folder: Path) -> Counters:
    return _exact(model_folder / "tokenizer.json")


def test_all_of_this_repositorys_text_is_counted_exactly(served: Counters) -> None:
    ours, theirs = served
    files = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*") if "node_modules" not in file.parts]
    texts = [file.read_text(encoding="utf-8") for file in (*files, *ROOT.glob("*.md")) if file.suffix in TEXT]
    assert len(texts) > 400
    assert [ours(text) for text in texts] == [theirs(text) for text in texts]


@given(text=TEXTS)
def test_hostile_text_is_counted_exactly_for_the_served_model(served: Counters, text: str) -> None:
    ours, theirs = served
    assert ours(text) == theirs(text)
