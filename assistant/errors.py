"""The one error tree: every error knows its HTTP status and says what to do next.

    ShopkeeperError
    ├── InvalidInput                422  a value from outside does not fit
    │   ├── MessageTooLong          413
    │   └── UnknownModel
    ├── NotFound                    404
    │   ├── ConversationNotFound
    │   ├── ProductNotFound
    │   ├── OrderNotFound
    │   ├── ProposalNotFound
    │   ├── CaseNotFound
    │   ├── MacroNotFound
    │   └── AgentNotFound
    ├── NotVerified                 401  we don't know yet who is speaking
    ├── Forbidden                   403  we know, and it is not theirs
    ├── Conflict                    409
    │   ├── ProposalSettled              confirmed, declined or expired already
    │   ├── TurnInProgress
    │   ├── CaseTaken                    another agent has it, or nobody
    │   ├── AnsweredAlready              another agent has just written to this shopper
    │   └── OutOfStock
    ├── RateLimited                 429
    ├── Unavailable                 503  try again
    │   ├── ModelUnavailable
    │   ├── StorefrontUnavailable
    │   └── StoreUnavailable
    └── SetupError                  500  the machine or the configuration has to change first
        ├── OptionalDependencyError
        └── PortInUse

`detail` may be shown to anyone. What only operators may see goes into the log, with `raise … from cause`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar


class ShopkeeperError(Exception):
    """Base of all errors that Shopkeeper raises on purpose.

    Args:
        detail: one plain sentence about what happened, safe to show to anyone.
        hint: what to do next; defaults to the class's own.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong on our side"
    default_hint: ClassVar[str] = "Please try again in a moment."
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str, *, hint: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint or self.default_hint

    @property
    def code(self) -> str:
        """The error's stable name in snake case, used in problem documents and in logs."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class InvalidInput(ShopkeeperError):
    """A value from outside does not fit."""

    status = 422
    title = "The request does not fit"
    default_hint = "Correct the value and send the request again."


class MessageTooLong(InvalidInput):
    """A message is longer than the assistant reads."""

    status = 413
    title = "The message is too long"
    default_hint = "Send a shorter message."


class UnknownModel(InvalidInput):
    """No model or adapter of the wanted name is served.

    Args:
        name: what was asked for.
        known: the names that are served; empty when they aren't known.
    """

    default_hint = "Ask for a model that is served."

    def __init__(self, name: str, known: Iterable[str] = ()) -> None:
        served = ", ".join(known)
        super().__init__(
            f"No language model called {name!r} is served.", hint=f"Served are: {served}." if served else None
        )


class NotFound(ShopkeeperError):
    """Nothing of that name exists, or the speaker may not know that it does."""

    status = 404
    title = "Not found"
    default_hint = "Check the identifier."


class ConversationNotFound(NotFound):
    """No such conversation, or it belongs to somebody else."""

    default_hint = "Start a new conversation with POST /v1/conversations."


class ProductNotFound(NotFound):
    """No such product in the catalogue."""


class OrderNotFound(NotFound):
    """No such order, or it is not the speaker's."""

    default_hint = "Check the order number in the confirmation e-mail."


class ProposalNotFound(NotFound):
    """No such proposal in this conversation."""


class CaseNotFound(NotFound):
    """No such case at the desk."""

    default_hint = "Look at the queue again."


class MacroNotFound(NotFound):
    """No such macro at the desk."""


class AgentNotFound(NotFound):
    """Nobody of that name works at the desk."""

    default_hint = "See shopkeeper desk agents."


class NotVerified(ShopkeeperError):
    """The speaker has to prove who they are first."""

    status = 401
    title = "Please sign in first"
    default_hint = "Sign in, or give the order number and the e-mail address of the order."


class Forbidden(ShopkeeperError):
    """The speaker is known and may not do this."""

    status = 403
    title = "Not allowed"
    default_hint = "Use an account that may do this."


class Conflict(ShopkeeperError):
    """The request was right once, but the state has moved on."""

    status = 409
    title = "The state has changed"
    default_hint = "Look at the current state and decide anew."


class ProposalSettled(Conflict):
    """The proposal was confirmed, declined or has expired already."""


class TurnInProgress(Conflict):
    """The assistant is still answering the message before."""

    default_hint = "Wait for the answer, or cancel it."


class CaseTaken(Conflict):
    """The case isn't this agent's."""


class AnsweredAlready(Conflict):
    """Another agent has written to the shopper since this one last looked."""

    default_hint = "Read what was written, then decide anew."


class OutOfStock(Conflict):
    """Fewer pieces are left than were asked for."""

    default_hint = "Choose fewer pieces or another variant."


class RateLimited(ShopkeeperError):
    """Too many requests in too short a time.

    Args:
        retry_after: seconds until the next request is welcome.
    """

    status = 429
    title = "Too many requests"
    retryable = True

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail, hint=f"Try again in {retry_after} s.")
        self.retry_after = retry_after


class Unavailable(ShopkeeperError):
    """Something that we depend on does not answer; the same request may work later."""

    status = 503
    title = "Not available at the moment"
    retryable = True


class ModelUnavailable(Unavailable):
    """The language model does not answer, or not in time."""


class StorefrontUnavailable(Unavailable):
    """The shop's own system does not answer."""


class StoreUnavailable(Unavailable):
    """The conversation store does not answer."""


class SetupError(ShopkeeperError):
    """The machine or the configuration has to change first; shown to operators."""

    title = "Shopkeeper can't start like this"
    default_hint = "See “Try it” in README.md for what Shopkeeper needs."


class PortInUse(SetupError):
    """Another process listens on the wanted port."""


class OptionalDependencyError(SetupError):
    """A feature needs a package that is not installed.

    Args:
        package: the distribution's name.
        extra: the extra of Shopkeeper that brings it; None when it belongs to the core and is broken or missing.
    """

    def __init__(self, package: str, *, extra: str | None = None) -> None:
        wanted = f"'shopkeeper[{extra}]'" if extra else package
        super().__init__(
            f"This needs the package {package}, which is not installed.",
            hint=f"Run: pip install {wanted}",
        )
