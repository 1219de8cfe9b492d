"""The desk as one object, wired from the shop's parts."""

from __future__ import annotations

from dataclasses import dataclass

from serve.clock import Clock
from serve.desk.agents import Agents
from serve.desk.cases import SqlCases
from serve.desk.hours import OpeningHours
from serve.desk.live import Live
from serve.desk.log import DeskLog
from serve.desk.presence import Presence
from serve.desk.rows import Rows
from serve.desk.talk import DeskTalk
from serve.signals import Signals
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.turn_events import SqlTurnLog


@dataclass(frozen=True, slots=True)
class Desk:
    """What agents work with."""

    agents: Agents
    cases: SqlCases
    log: DeskLog
    rows: Rows
    talk: DeskTalk
    live: Live
    presence: Presence


def open_desk(
    database: Database,
    conversations: SqlConversations,
    turn_log: SqlTurnLog,
    signals: Signals,
    key: str,
    clock: Clock,
    hours: OpeningHours | None = None,
) -> Desk:
    """Wire the desk of one shop.

    Args:
        key: the shop's signing key.
        hours: when the desk is staffed; None for always.
    """
    log, presence, rows = DeskLog(database, clock), Presence(signals), Rows(database, clock)
    cases = SqlCases(database, turn_log, log, signals, clock, hours)
    talk = DeskTalk(database, cases, conversations, turn_log, log, signals, clock)
    return Desk(
        agents=Agents(database, key, clock),
        cases=cases,
        log=log,
        rows=rows,
        talk=talk,
        live=Live(cases, turn_log, talk, log, rows, presence, signals, clock),
        presence=presence,
    )
