"""The desk as one object, wired from the shop's parts."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.tools.context import Shop
from assistant.turn.decide import Decisions
from serve.clock import Clock
from serve.desk.actions import DeskActions
from serve.desk.agents import Agents
from serve.desk.assistance import Assist, Feedback, LoggedFeedback, NoAssist, NoRedraft, Redraft
from serve.desk.cases import SqlCases
from serve.desk.hours import OpeningHours
from serve.desk.live import Live
from serve.desk.log import DeskLog
from serve.desk.macros import Macros
from serve.desk.presence import Presence
from serve.desk.rows import Rows
from serve.desk.talk import DeskTalk
from serve.desk.telling import DeskTelling
from serve.signals import Signals
from serve.storage.conversations import SqlConversations
from serve.storage.database import Database
from serve.storage.proposals import SqlProposals
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
    actions: DeskActions
    telling: DeskTelling
    macros: Macros
    assist: Assist
    redraft: Redraft
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class DeskStores:
    """What the desk shares with the conversations.

    Attributes:
        signals: the same that the turns ring.
    """

    database: Database
    conversations: SqlConversations
    proposals: SqlProposals
    turn_log: SqlTurnLog
    signals: Signals


def open_desk(
    stores: DeskStores, shop: Shop, decisions: Decisions, key: str, clock: Clock, hours: OpeningHours | None = None
) -> Desk:
    """Wire the desk of one shop.

    Args:
        decisions: the one way in which proposals are carried out.
        key: the shop's signing key.
        hours: when the desk is staffed; None for always.
    """
    database, signals, turn_log = stores.database, stores.signals, stores.turn_log
    log, presence, rows = DeskLog(database, clock), Presence(signals), Rows(database, clock)
    cases = SqlCases(database, turn_log, log, signals, clock, hours)
    talk = DeskTalk(database, cases, stores.conversations, turn_log, log, signals, clock)
    telling = DeskTelling(decisions, database, stores.conversations, stores.proposals, cases, talk)
    actions = DeskActions(
        shop, decisions, stores.proposals, database, stores.conversations, cases, talk, telling, log, clock
    )
    return Desk(
        agents=Agents(database, key, clock),
        cases=cases,
        log=log,
        rows=rows,
        talk=talk,
        live=Live(cases, turn_log, talk, log, rows, presence, signals, clock),
        presence=presence,
        actions=actions,
        telling=telling,
        macros=Macros(database, clock),
        assist=NoAssist(),
        redraft=NoRedraft(),
        feedback=LoggedFeedback(database, log),
    )
