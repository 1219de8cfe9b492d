"""When people answer, in the shop's own zone, over nights, weekends, holidays and the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.errors import SetupError
from serve import demo
from serve.desk.hours import OpeningHours

HOURS = OpeningHours.model_validate(
    {
        "timezone": "America/New_York",
        "monday": ("08:00-12:00", "13:00-20:00"),
        "friday": ("08:00-24:00",),
        "saturday": ("00:00-02:00",),
        "closed": ("2026-11-30",),
    }
)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "answers"),
    [
        (utc(23, 14), None),  # Monday, 9 in New York
        (utc(23, 17, 30), "2026-11-23T13:00:00-05:00"),  # the break at noon
        (utc(23, 12, 59), "2026-11-23T08:00:00-05:00"),
        (utc(24, 1), "2026-11-27T08:00:00-05:00"),  # Monday, 8 in the evening
        (utc(28, 6), None),  # over midnight
        (utc(28, 7), "2026-12-04T08:00:00-05:00"),  # the Monday after is a holiday
        (utc(1, 4, 30, month=11), "2026-11-02T08:00:00-05:00"),  # the night in which the clocks go back
    ],
)
def test_the_next_hours_are_found(now: datetime, answers: str | None) -> None:
    found = HOURS.answers_at(now)
    assert (found.isoformat() if found else None) == answers
    assert HOURS.open_at(now) is (answers is None)


def test_hours_that_never_come_promise_nothing() -> None:
    never = OpeningHours(timezone="UTC")
    assert never.answers_at(utc(23, 14)) is None
    assert not never.open_at(utc(23, 14))


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Nowhere/Land"},
        {"timezone": "../../etc/passwd"},
        {"timezone": "UTC", "monday": ("8-20",)},
        {"timezone": "UTC", "monday": ("20:00-08:00",)},
        {"timezone": "UTC", "monday": ("08:00-25:00",)},
        {"timezone": "UTC", "funday": ("08:00-20:00",)},
    ],
)
def test_hours_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        OpeningHours.model_validate(wrong)


def test_the_demo_keeps_the_hours_of_its_page_on_contact(tmp_path: Path) -> None:
    hours = OpeningHours.from_toml(Path(demo.__file__).parent / "hours.toml")
    assert hours.open_at(utc(23, 13))  # Monday to Friday, 8 am to 8 pm Eastern
    assert not hours.open_at(utc(22, 16))  # Sunday
    assert not hours.open_at(utc(26, 16))  # Thanksgiving
    (tmp_path / "hours.toml").write_text("timezone = 1")
    with pytest.raises(SetupError, match=r"hours\.toml"):
        OpeningHours.from_toml(tmp_path / "hours.toml")


def test_the_end_of_the_hours_is_told_while_they_last() -> None:
    ends = HOURS.ends_at(utc(23, 14))  # Monday, 9 in New York
    assert ends is not None
    assert ends.isoformat() == "2026-11-23T12:00:00-05:00"
    assert HOURS.ends_at(utc(23, 17, 30)) is None  # the break at noon
    assert HOURS.ends_at(utc(24, 12)) is None
