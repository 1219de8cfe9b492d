"""Single values of a shop's file, read as people write them: amounts, texts, dates, yes and no."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

MAX_PRICE = Decimal(10_000_000)
UNCOUNTED_STOCK = 99  # an offer "in stock" without a number of pieces

MAX_LINK = 2_000
LINK = r"""(https?://[^\s/"'<>][^\s"'<>]*|/[^/\s"'<>][^\s"'<>]*|[A-Za-z0-9_-]+/[^\s"'<>]*)"""

_SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₱": "PHP"}
_AMOUNT = re.compile(r"(?:\d|[.,](?=\d))[\d.,'’ \u00a0\u202f]*")
_DECIMAL_COMMA = frozenset({"EUR", "DKK", "NOK", "SEK", "PLN", "CZK", "BRL", "TRY"})
_SPACE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


class BadValue(ValueError):
    """A value can't be understood; the message says so in plain words."""


class _Text(HTMLParser):
    """Collects what a browser would show."""

    _HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe"})
    _BREAKS = frozenset({"p", "br", "li", "div", "tr", "ul", "ol", "h1", "h2", "h3", "h4"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self.parts.append("\n" if tag in self._BREAKS else " ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))
        self.parts.append("\n" if tag in self._BREAKS else " ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def text(value: object, limit: int) -> str:
    """Return a value as one line of clean text without control characters, cut at a word near `limit` characters."""
    return " ".join(long_text(value, limit).split())


def long_text(value: object, limit: int) -> str:
    """Return a value as clean text that keeps its line breaks; tags go, their content stays."""
    raw = str(value)[: limit * 20]
    if "<" in raw or "&" in raw:
        parser = _Text()
        parser.feed(raw)
        parser.close()
        raw = "".join(parser.parts)
    raw = raw.replace("\r", "\n").replace("\t", " ")
    kept = "".join(c for c in raw if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    kept = _BLANK_LINES.sub("\n", _SPACE.sub(" ", kept)).strip()
    if len(kept) <= limit:
        return kept
    cut = kept[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut) + "…"


def amount(value: object, name: str = "price") -> tuple[Decimal, str | None]:
    """Read a price like 39.9, "39.90 USD", "1,299.00" or "1.299,00 €"; the currency is None when none is said.

    Raises BadValue.
    """
    if isinstance(value, dict):
        currency = value.get("currency") or value.get("currency_code")
        number, said = amount(value.get("amount", value.get("value", "")), name)
        return number, text(currency, 3).upper() if currency else said
    if isinstance(value, bool):
        raise BadValue(f"the {name} is missing")
    written = text(value, 60)
    currency = _currency(written)
    found = _AMOUNT.search(written)
    if not found:
        raise BadValue(f'the {name} "{written}" is not an amount' if written else f"the {name} is missing")
    if re.search(r"[-−–]\s*\D{0,3}$", written[: found.start()]):
        raise BadValue(f"the {name} is negative")
    rest = written[found.end() :]
    if re.search(r"\d", rest) or re.fullmatch(r"e[+-]?", rest[:2].lower()):
        raise BadValue(f'the {name} "{written}" is not one amount')
    digits = found.group() if isinstance(value, str) else str(value)
    try:
        number = Decimal(_plain(digits, currency) if isinstance(value, str) else digits)
    except InvalidOperation:
        raise BadValue(f'the {name} "{written}" is not an amount') from None
    if not number.is_finite() or number > MAX_PRICE:
        raise BadValue(f"the {name} is above {MAX_PRICE:,}")
    if number <= 0:
        raise BadValue(f"the {name} is zero")
    return number, currency


def _currency(written: str) -> str | None:
    code = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", written)
    if code:
        return code.group(1)
    return next((code for symbol, code in _SYMBOLS.items() if symbol in written), None)


def _plain(digits: str, currency: str | None) -> str:
    """Return the digits with a decimal point and without grouping."""
    digits = re.sub(r"['’ \u00a0\u202f]", "", digits).rstrip(".,")
    separators = [char for char in digits if char in ".,"]
    if not separators:
        return digits
    last = separators[-1]
    whole, _, fraction = digits.rpartition(last)
    other = "," if last == "." else "."
    if other in separators:
        return whole.replace(other, "").replace(last, "") + "." + fraction
    if len(separators) > 1:
        return digits.replace(last, "")
    grouping = len(fraction) == 3 and whole not in ("", "0") and (last == "," or currency in _DECIMAL_COMMA)
    return whole + fraction if grouping else f"{whole or 0}.{fraction}"


def integer(value: object, name: str) -> int:
    """Read a whole number that is not negative; raises BadValue."""
    written = text(value, 30).replace(",", "")
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise BadValue(f'the {name} "{written}" is not a number') from None
    if not number.is_finite() or number < 0:
        raise BadValue(f"the {name} is negative" if number.is_finite() else f'the {name} "{written}" is not a number')
    return min(int(number), 1_000_000_000)


def rating(value: object) -> float | None:
    """Read a mean rating of 1 to 5; 0 and nothing mean that nobody has rated. Raises BadValue."""
    written = text(value, 30).replace(",", ".")
    if not written:
        return None
    try:
        number = float(written.split("/")[0])
    except ValueError:
        raise BadValue(f'the rating "{written}" is not a number') from None
    if number == 0:
        return None
    if not 1 <= number <= 5:
        raise BadValue(f"the rating {written} is not between 1 and 5")
    return round(number, 2)


def day(value: object) -> date:
    """Read an ISO date or time; raises BadValue."""
    written = text(value, 40)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise BadValue(f'the date "{written}" is not of the form 2026-01-31') from None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def in_stock(value: object) -> bool:
    """Read an availability like "in stock" or "out_of_stock"; what can't be delivered now is not in stock."""
    written = text(value, 60).lower().replace("_", " ").replace("-", " ").rsplit("/", 1)[-1]
    return written in ("in stock", "instock", "available", "yes", "true", "1", "limited availability")


def link(value: object) -> str | None:
    """Return a web address or a path on the shop's own site; anything else, scripts above all, is dropped."""
    written = text(value, MAX_LINK)
    return written if re.fullmatch(LINK, written, re.IGNORECASE) else None


def words_of(value: object, limit: int) -> str:
    """Return an attribute's value in words: lists joined, yes and no for truth values."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return text(", ".join(words_of(item, limit) for item in value if item is not None), limit)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, dict) else text(value, limit)
