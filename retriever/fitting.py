"""What the programs that fit small models have in common: their flags."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FitFlags:
    """What is fitted on, and where to.

    Attributes:
        data: the file or folder with what is learnt.
        out: where the weights go; None where only the figures are wanted.
        models: where the sentence encoder lies.
    """

    data: Path
    out: Path | None
    models: Path


def read_flags(program: str, about: str | None, data: str, out: Path) -> FitFlags:
    """Read the command line of `python -m program`; the arguments are those of `flags_parser`."""
    return flags_of(flags_parser(program, about, data, out).parse_args())


def flags_parser(program: str, about: str | None, data: str, out: Path) -> argparse.ArgumentParser:
    """Return the parser of the flags, to which a program may add its own.

    Args:
        about: what the program does, for --help.
        data: what --data is, for --help.
        out: where the weights go unless the flags say otherwise.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {program}", description=about)
    parser.add_argument("--data", type=Path, required=True, help=data)
    parser.add_argument("--out", type=Path, default=out, help="where the weights are written to")
    parser.add_argument("--models", type=Path, default=Path("var/models"), help="where the sentence encoder lies")
    parser.add_argument("--dry-run", action="store_true", help="only print the figures")
    return parser


def flags_of(given: argparse.Namespace) -> FitFlags:
    """Return what was given."""
    return FitFlags(given.data, None if given.dry_run else given.out, given.models)
