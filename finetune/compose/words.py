"""Draws words: prices as people write them, openers, typos and careless casing. All from one seeded generator."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from finetune.compose.lexicon import Kind, kinds

T = TypeVar("T")
_NUMBER_WORDS = {
    5: "five", 10: "ten", 12: "twelve", 15: "fifteen", 20: "twenty", 25: "twenty five", 30: "thirty", 40: "forty",
    50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety", 100: "a hundred", 150: "a hundred and fifty",
    200: "two hundred", 300: "three hundred", 500: "five hundred", 1000: "a thousand",
}  # fmt: skip
PEOPLE = ("sister", "mum", "dad", "brother", "wife", "husband", "friend", "boss", "neighbour", "daughter", "son", "nan")


@dataclass(frozen=True)
class Price:
    """An amount and how a shopper writes it; `bare` is digits without a currency."""

    amount: int | float
    text: str
    bare: str


class Words:
    """The source of chance for all composers."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311  # reproducible data, no secret

    def pick(self, choices: Sequence[T]) -> T:
        return self.rng.choice(choices)

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        return self.rng.sample(list(choices), self.rng.randint(0, min(most, len(choices))))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def kind(self) -> Kind:
        return self.pick(kinds())

    def price(self, kind: Kind, low: float = 0.2, high: float = 0.9) -> Price:
        """Draw a price that makes sense for the kind: within a share of its range."""
        bottom, top = kind.price
        raw = bottom + (top - bottom) * self.rng.uniform(low, high) ** 1.5
        step = 1 if raw < 12 else 5 if raw < 100 else 10 if raw < 300 else 50
        amount: int | float = max(1, round(raw / step) * step)
        if self.chance(0.08):
            amount = round(amount - 0.01, 2)
        if self.chance(0.06):
            amount = int(raw) + 1
        return self.write_price(amount)

    def write_price(self, amount: int | float) -> Price:
        bare = f"{amount:.2f}" if isinstance(amount, float) else str(amount)
        if isinstance(amount, int) and amount >= 1000 and self.chance(0.5):
            bare = f"{amount:,}"
        forms = [bare, bare, f"${bare}", f"${bare}", f"£{bare}", f"€{bare}", f"{bare}$"]
        forms += [f"{bare} {unit}" for unit in ("dollars", "euros", "pounds", "bucks", "quid", "usd")]
        if amount in _NUMBER_WORDS and isinstance(amount, int):
            word = _NUMBER_WORDS[amount]
            forms += [word, f"{word} {self.pick(('dollars', 'pounds', 'quid', 'bucks', 'euros'))}"] * 2
        return Price(amount, self.pick(forms), bare)

    def order_id(self) -> tuple[str, str]:
        """Draw an order number: as it is typed, and as it is labelled."""
        digits = (
            "".join(
                self.pick("0123456789")
                for _ in range(self.rng.randint(12, 15) if self.chance(0.06) else self.rng.randint(4, 8))
            ).lstrip("0")
            or "4021"
        )
        shape = self.rng.random()
        if shape < 0.5:
            number = digits
        elif shape < 0.68:
            number = self.pick(("W", "B", "A", "SK", "GX", "N", "UK", "M")) + digits
        elif shape < 0.84:
            number = f"{self.pick(('ORD', 'B', 'SO', 'GX', 'WEB', 'A', 'J'))}-{digits}"
        else:
            number = f"{digits[:3]}-{digits[3:] or '77'}"
        if number.isdecimal() and len(number) <= 6 and self.chance(0.06):
            return " ".join(number), number
        if number.isdecimal() and len(number) <= 5 and self.chance(0.06):
            spelled = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
            return " ".join(spelled[int(digit)] for digit in number), number
        return (f"#{number}" if self.chance(0.3) else number), number

    def roughen(self, text: str) -> str:
        """Write a message as carelessly as people do; the words that a label copies keep their letters."""
        text = re.sub(r"\s+", " ", text).strip()
        style = self.rng.random()
        if style < 0.4:
            text = text[:1].upper() + text[1:]
            if text[-1].isalnum() and self.chance(0.5):
                text += "."
        elif style < 0.5:
            text = text.replace("'", "").replace(",", "")
        return text

    def typo(self, word: str) -> str:
        """Misspell a word as fingers do: two letters swapped, one lost, one doubled."""
        if len(word) < 5 or not word.isalpha():
            return word
        at = self.rng.randrange(1, len(word) - 2)
        match self.rng.randrange(3):
            case 0:
                return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            case 1:
                return word[:at] + word[at + 1 :]
            case _:
                return word[:at] + word[at] + word[at:]


@dataclass(frozen=True)
class Said:
    """A composed message part and the calls that it asks for."""

    text: str
    calls: tuple[tuple[str, dict[str, object]], ...]
