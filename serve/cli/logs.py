"""Logs go to stderr, so that stdout belongs to what a command was asked for."""

from __future__ import annotations

import logging
import sys

import structlog
import structlog.tracebacks
from structlog.typing import EventDict, WrappedLogger

from assistant.privacy import mask_all

_OWN = frozenset({"event", "level", "timestamp"})  # said by the code itself
# Never with local variables: they hold messages, tokens and addresses, and take half a minute to be written out.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))


def masked(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Take personal data out of everything that a log line tells, the texts of errors included."""
    return {name: value if name in _OWN else mask_all(value) for name, value in event.items()}


def log_to_stderr(level: int = logging.INFO) -> None:
    """Configure structlog: readable in a terminal, one JSON object a line elsewhere; quieter levels are dropped."""
    for_people = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if for_people else "iso", utc=not for_people),
            structlog.processors.format_exc_info if for_people else _TRACEBACKS,
            masked,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
            if for_people
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
