"""Reads attributes that feeds write as structures: `weight: {unit:pounds, value:2.1}` is "weight: 2.1 pounds"."""

from __future__ import annotations

import re

_LINE = re.compile(r"\s*([A-Za-z][\w#. -]*?)\s*:\s*(.*)", re.DOTALL)
_PIECE = re.compile(
    r"""\s*(?:([{}\[\],;])|([A-Za-z_][\w.#]*)\s*:|"((?:[^"\\]|\\.)*)"|'([^']*)'|([^{}\[\],;]+))""", re.DOTALL
)
_NUMBER = re.compile(r"-?\d[\d.,]*")
_TOLD_TWICE = frozenset({"normalized_value", "standardized_values"})
_NO_LABEL = frozenset({"value", "decimal_value", "string_value", "unit"})
_BOOLEAN = {"true": "yes", "false": "no"}


def read_attribute(line: str) -> tuple[str, str]:
    """Return name and value of an attribute's line, in plain words; the name is empty where there is none."""
    match = _LINE.fullmatch(line)
    if match is None:
        return "", line
    name, value = match[1].replace("_", " "), match[2].strip()
    return name, _plain(value) if value.startswith("{") else _BOOLEAN.get(value, value)


def _plain(structure: str) -> str:
    """Write the values of a structure one after the other, each with its label and unit where they tell something.

    Braces that don't match harm nothing: feeds cut their texts anywhere.
    """
    values: list[str] = []
    path: list[str] = []
    units: list[str] = []
    key, left_out = "", 0
    for mark, label, double, single, bare in _PIECE.findall(structure):
        if label:
            key = label
            continue
        if mark and mark in "{[":
            path.append(key)
            units.append("")
            left_out = left_out or (len(path) if key in _TOLD_TWICE else 0)
        elif mark and mark in "}]" and path:
            left_out = 0 if left_out == len(path) else left_out
            path.pop()
            units.pop()
        elif not mark and not left_out and (value := (double or single or bare.replace("_", " ")).strip().rstrip(".")):
            if key == "unit" and units:
                units[-1] = value
            else:
                values.append(_told(value, units[-1] if units else "", (key, *reversed(path))))
        key = ""
    return ", ".join(dict.fromkeys(values))


def _told(value: str, unit: str, labels: tuple[str, ...]) -> str:
    label = next((one for one in labels if one and one not in _NO_LABEL), "").replace("_", " ")
    value = _BOOLEAN.get(value, value)
    measured = f"{value} {unit}" if unit and _NUMBER.fullmatch(value) else value
    return f"{label} {measured}".strip()
