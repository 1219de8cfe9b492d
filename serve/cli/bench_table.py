"""Figures of several models side by side, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

Column = tuple[str, str]
"""A figure's key and what its column is called."""


def models_table(title: str, figures: Mapping[str, Mapping[str, Any]], columns: Sequence[Column]) -> Table:
    """Return one row a model; shares in per cent with their 95 % interval, the rest as it is."""
    table = Table(title=title, title_justify="left", padding=(0, 0))
    table.add_column("model", no_wrap=True)
    told = [(key, name) for key, name in columns if any(key in one for one in figures.values())]
    for _, name in told:
        table.add_column(name, justify="right")
    for model, one in figures.items():
        table.add_row(model, *(_cell(one, key) for key, _ in told))
    return table


def _cell(figures: Mapping[str, Any], key: str) -> str:
    value = figures.get(key)
    if value is None:
        return "–"
    bounds = figures.get(f"{key}_ci95")
    if bounds is None:
        return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}" if isinstance(value, float) else str(value)
    return f"{100 * value:.1f} %\n{100 * bounds[0]:.1f}–{100 * bounds[1]:.1f}"
