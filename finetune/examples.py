"""What training knows of any task: a prompt, the answer that is wanted, and whose words it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage
from pydantic import BaseModel, ConfigDict

from finetune.tally import Tally


class Lineage(BaseModel):
    """Where a row's words were said, so that they can be found again; empty for this project's own writing.

    Attributes:
        conversation: the conversation's id.
        owner: a hash of the shopper's id, never the id itself.
    """

    model_config = ConfigDict(frozen=True)

    conversation: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Example:
    """One call of the model with the answer that is learnt."""

    id: str
    lineage: Lineage
    messages: Sequence[BaseMessage]
    answer: str


@dataclass(frozen=True)
class TrainingSet:
    """Examples epoch by epoch, and how many rows came from where or were removed."""

    epochs: Sequence[Sequence[Example]]
    tally: Tally
