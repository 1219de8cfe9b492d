"""When people answer: weekly hours in the shop's own time zone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SetupError

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)")
_AHEAD = 366  # days; nobody waits longer


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is no time zone; write it like America/New_York")
    return name


def _span(text: str) -> str:
    if not _SPAN.fullmatch(text) or text[:5] >= text[6:]:
        raise ValueError(f"{text!r} is no span of hours; write it like 08:00-20:00")
    return text


Spans = Annotated[tuple[Annotated[str, AfterValidator(_span)], ...], Field(max_length=6)]


class OpeningHours(BaseModel):
    """The hours in which the desk is staffed.

    Attributes:
        timezone: IANA name.
        monday … sunday: spans such as "08:00-20:00"; none means closed.
        closed: dates on which nobody is there, whatever day it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: Annotated[str, AfterValidator(_known_zone)]
    monday: Spans = ()
    tuesday: Spans = ()
    wednesday: Spans = ()
    thursday: Spans = ()
    friday: Spans = ()
    saturday: Spans = ()
    sunday: Spans = ()
    closed: tuple[date, ...] = ()

    @classmethod
    def from_toml(cls, path: Path) -> Self:
        """Read the hours; raises SetupError naming the file and the first thing that does not fit."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
            raise SetupError(f"The opening hours in {path} can't be used: {error}") from error

    def answers_at(self, now: datetime) -> datetime | None:
        """Return when the next hours begin, in the shop's zone; None within hours, or where none are ahead."""
        here = now.astimezone(ZoneInfo(self.timezone))
        for ahead in range(_AHEAD):
            for begins, ends in self._spans(here.date() + timedelta(days=ahead)):
                if begins <= here < ends:
                    return None
                if here < begins:
                    return begins
        return None

    def ends_at(self, now: datetime) -> datetime | None:
        """Return when the hours of a time end, in the shop's zone; None out of hours."""
        here = now.astimezone(ZoneInfo(self.timezone))
        return next((ends for begins, ends in self._spans(here.date()) if begins <= here < ends), None)

    def open_at(self, now: datetime) -> bool:
        """Say whether people answer at a time; hours that never come count as closed."""
        return self.ends_at(now) is not None

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.closed:
            return []
        days: Sequence[Spans] = (
            *(self.monday, self.tuesday, self.wednesday, self.thursday),
            *(self.friday, self.saturday, self.sunday),
        )
        return sorted((self._at(day, span[:5]), self._at(day, span[6:])) for span in days[day.weekday()])

    def _at(self, day: date, clock: str) -> datetime:
        zone = ZoneInfo(self.timezone)
        if clock == "24:00":
            return datetime.combine(day + timedelta(days=1), time(), zone)
        return datetime.combine(day, time.fromisoformat(clock), zone)
