"""What a text wishes relative to the version owned: "more zoom", "twice the storage", "not red", "the same colour"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.domain.product import Product, Variant
from assistant.tools.sizes import size_of, unit_of, unit_pattern, with_size

_GENERIC = frozenset({"type", "level", "option", "options", "settings", "count", "rate", "range"})
_ALSO_CALLED: Mapping[str, str] = {
    "storage": r"storage|memory|space",
    "capacity": r"capacit\w+|volume",
    "resolution": r"resolution|mega ?pixels?",
    "difficulty": r"difficult\w*|challeng\w*",
    "color": r"colou?rs?",
}
_UP = r"more|higher|greater|bigger|larger|longer|better|increased|stronger|harder"
_DOWN = r"less|lower|fewer|smaller|shorter|reduced|weaker|easier"
_LITTLE = r"(?:slightly|(?:just )?a (?:little )?bit|a little|a tad|somewhat|one step|(?:the )?next)"
_TIMES: Mapping[str, float] = {"twice": 2, "double": 2, "two times": 2, "triple": 3, "three times": 3, "half": 0.5}
_NUMBER = r"\d+(?:\.\d+)?"
_SAME_ENDS = re.compile(
    r"\b(?:but|except|in|with|for|only|just|as|instead|please|to|from|though)\b|[.;!?\n]", re.IGNORECASE
)
_REFUSED = (
    r"(?:\b(?:not|but no|never|anything but|any(?: \w+)? (?:but|except)|other than"
    r"|n['’]?t (?:want|like|need)(?: (?:it|one))?)"
    r"\s+(?:(?:in|the|a|an|that|this|any|with|my|be)\s+){0,2}|(?<=\w )no\s+)"
)
_RELATIVE = re.compile(
    rf"\b(?:{_UP}|{_DOWN}|same|identical|cheap(?:er|est)|dear(?:er|est)|expensive|twice|double|half|max(?:imum)?|most"
    r"|min(?:imum)?|highest|lowest|least|biggest|largest|smallest|different|the rest|otherwise|else)\b",
    re.IGNORECASE,
)


def is_relative(said: str) -> bool:
    """Say whether a text tells a version by another one: "the same theme", "a cheaper one"."""
    return _RELATIVE.search(said) is not None


class RelativeReading:
    """Reads of one line what is relative to the version owned.

    Attributes:
        rest: what is left of its words without that.
        refusing: the values that are left by option, of the options of which some aren't wanted.
        steps: the values in the direction wanted by option; `told` has the one wanted, where it can be reckoned.
        least: options of which the next value in that direction is meant.
        most: options of which the most (True) or the least (False) is wanted.
        same: options that stay as they are.
    """

    def __init__(self, product: Product, current: Variant, line: str) -> None:
        self._product, self._current = product, current
        self.rest = line
        self.refusing: dict[str, set[str]] = {}
        self.steps: dict[str, frozenset[str]] = {}
        self.told: dict[str, str] = {}
        self.least: set[str] = set()
        self.most: dict[str, bool] = {}
        self.same: list[str] = []
        for option in current.options:
            self._refused(option)
        for option in current.options:
            called = _called(product, option)
            if not (self._amount(option, called) or self._direction(option, called)):
                self._extreme(option, called)
            self._other(option, called)
            self._kept(option, called)

    def _refused(self, option: str) -> None:
        values = self._product.option_values(option)
        for value in sorted(values, key=len, reverse=True):
            if value.casefold() in {"yes", "no", "none"}:
                continue
            pattern = rf"{_REFUSED}{_loosely(value)}(?!\w)(?:\s+(?:one|version|colou?r)s?\b)?"
            if re.search(pattern, self.rest, re.IGNORECASE) and self._has(option, value):
                self.rest = re.sub(pattern, " ", self.rest, flags=re.IGNORECASE)
                self.refusing.setdefault(option, set(values)).discard(value)

    def _has(self, option: str, value: str) -> bool:
        """Say whether it is this option's value that is refused: of two that may have it, the one that has it now."""
        own = [name for name, current in self._current.options.items() if current == value]
        return not own or option in own

    def _amount(self, option: str, called: str) -> bool:
        own = size_of(self._current.options[option])
        if own is None:
            return False
        more, less = r"more|extra|additional", r"less|fewer"
        sizes = rf"{_UP}|{_DOWN}|taller|wider"
        patterns = (
            rf"\b(?P<n>{_NUMBER})\s*-?\s*(?:(?:{called})\s+)?(?P<way>{more}|{less})\s+(?:\w+\s+)?(?:{called})\b",
            rf"\b(?P<n>{_NUMBER})\s*-?\s*(?:{called})\s+(?P<way>{more}|{less}|{sizes})\b(?!\s+than)",
        )
        for pattern in patterns:
            if found := re.search(pattern, self.rest, re.IGNORECASE):
                down = re.fullmatch(_DOWN, found["way"], re.IGNORECASE) is not None
                return self._target(option, own + (-1 if down else 1) * float(found["n"]), found)
        half = rf"\bhalf\s+(?:a\s+)?(?:{called})\s+(?P<way>up|bigger|larger|higher|down|smaller|lower)\b"
        if found := re.search(half, self.rest, re.IGNORECASE):
            down = found["way"].casefold() in {"down", "smaller", "lower"}
            return self._target(option, own + (-0.5 if down else 0.5), found)
        times = "|".join(_TIMES)
        between = r"(?:(?:as (?:much|many|large|big|high|long)|the|of|my|its|amount|number)\s+)*"
        if found := re.search(rf"\b(?P<times>{times})\s+{between}(?:{called})\b", self.rest, re.IGNORECASE):
            return self._target(option, own * _TIMES[found["times"].casefold()], found)
        return False

    def _target(self, option: str, size: float, found: re.Match[str]) -> bool:
        values = self._product.option_values(option)
        self.steps[option] = frozenset(value for value in values if size_of(value) == size)
        self.told[option] = with_size(self._current.options[option], size)
        self._take(found)
        return True

    def _direction(self, option: str, called: str) -> bool:
        own = size_of(self._current.options[option])
        way = rf"(?P<up>{_UP})|(?P<down>{_DOWN})"
        found = re.search(
            rf"(?<!no )\b(?P<little>{_LITTLE}\s+)?(?:of\s+)?(?:{way})\s+(?!expensive|than\b)(?:\w+\s+)?(?:{called})\b"
            rf"|\b(?:{called})\s+(?:(?:to|be|a|is|that|should|slightly|bit|little)\s+){{0,3}}"
            rf"(?:(?P<higher>higher|bigger|larger)|(?P<lower>lower|smaller))\b(?!\s+than)",
            self.rest,
            re.IGNORECASE,
        )
        if own is None or found is None:
            return False
        up = found["up"] or found["higher"]
        sizes = {value: size for value in self._product.option_values(option) if (size := size_of(value)) is not None}
        self.steps[option] = frozenset(value for value, size in sizes.items() if (size > own if up else size < own))
        one = re.search(r"\b(?:an?|one|next)\s+$", self.rest[: found.start()], re.IGNORECASE)
        if one or re.search(_LITTLE, found.group(), re.IGNORECASE):
            self.least.add(option)
        self._take(found)
        return True

    def _extreme(self, option: str, called: str) -> None:
        top = r"max(?:imum|imal)?|highest|most|biggest|largest|greatest|longest|best"
        low = r"min(?:imum|imal)?|lowest|least|smallest|shortest|fewest"
        pattern = rf"\b(?:(?P<top>{top})|(?:{low}))\s+(?:possible\s+|available\s+)?(?:{called})\b"
        if found := re.search(pattern, self.rest, re.IGNORECASE):
            self.most[option] = found["top"] is not None
            self._take(found)

    def _other(self, option: str, called: str) -> None:
        if re.search(rf"\b(?:a different|another|(?:some|any) other)\s+(?:{called})\b", self.rest, re.IGNORECASE):
            self.refusing.setdefault(option, set(self._product.option_values(option))).discard(
                self._current.options[option]
            )

    def _kept(self, option: str, called: str) -> None:
        for found in re.finditer(r"\b(?:same|keep(?:ing)?)\s+", self.rest, re.IGNORECASE):
            part = _SAME_ENDS.split(self.rest[found.end() :], maxsplit=1)[0]
            if re.search(rf"\b(?:{called})\b", " ".join(part.split()[:8]), re.IGNORECASE):
                self.same.append(option)
        stays = r"(?:the same|same|unchanged|as (?:it )?is|as now)"
        between = r"(?:(?:should|to|can|may|must|stays?|remains?|be|is|kept)\s+)*"
        if re.search(rf"\b(?:{called})\s+{between}{stays}\b", self.rest, re.IGNORECASE):
            self.same.append(option)

    def _take(self, found: re.Match[str]) -> None:
        self.rest = f"{self.rest[: found.start()]} {self.rest[found.end() :]}"


def _called(product: Product, option: str) -> str:
    """Return a pattern of what an option is called by: the words of its name, and its unit where it is its alone."""
    named = [word for word in option.casefold().split() if word not in _GENERIC] or option.casefold().split()
    units = {unit for value in product.option_values(option) if (unit := unit_of(value))}
    others = {name for variant in product.variants for name in variant.options if name != option}
    units -= {unit_of(value) for name in others for value in product.option_values(name)}
    called = (_ALSO_CALLED.get(word) or rf"{re.escape(word.removesuffix('s'))}(?:s|es)?" for word in named)
    return "|".join(dict.fromkeys((*called, *map(unit_pattern, sorted(units)))))


def _loosely(value: str) -> str:
    """Return a pattern of a value as people type it: "30 MP" and "30MP"."""
    return r"[\s-]*".join(re.escape(part) for part in re.findall(r"\d+(?:\.\d+)?|[^\W\d]+|[^\w\s]", value))
