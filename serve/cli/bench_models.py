"""The models that a bench compares: the one that serves, its base, and others by folder or address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from langchain_core.language_models import BaseChatModel

from assistant.errors import InvalidInput, ModelUnavailable, SetupError
from assistant.llm.embedded import EmbeddedChatModel
from assistant.llm.remote import RemoteChatModel
from finetune.export import prepare_model
from serve.cli.progress import Report
from serve.language_model import remote_model, server_key
from serve.settings import Settings
from serve.setup.models import prepare_language_models

BASE, TUNED = "base", "tuned"
_PATIENCE = 10.0  # seconds for a server to say which models it has


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model to measure.

    Attributes:
        name: what its row is called.
        place: a folder or an address; empty for the base and the tuned model.
    """

    name: str
    place: str = ""


def candidates(given: Sequence[str]) -> tuple[Candidate, ...]:
    """Read "base", "tuned" and "NAME=FOLDER_OR_URL"; the tuned model alone when nothing is given.

    Raises:
        InvalidInput: one is none of these, or two have the same name.
    """
    read = []
    for text in given or (TUNED,):
        name, _, place = text.partition("=")
        if not name or (not place and name not in (BASE, TUNED)):
            raise InvalidInput(f"{text!r} names no model.", hint="Write base, tuned, or NAME=FOLDER_OR_URL.")
        read.append(Candidate(name, place))
    if len({one.name for one in read}) < len(read):
        raise InvalidInput("Two models have the same name.", hint="Give each a name of its own: NAME=FOLDER_OR_URL.")
    return tuple(read)


@contextmanager
def opened(candidate: Candidate, role: str, settings: Settings, report: Report) -> Iterator[BaseChatModel]:
    """Open a model to plan or to write with; one that isn't built yet for this machine is built first.

    Args:
        role: "router" or "writer"; which adapter the tuned model is, and the name that it answers to.

    Raises:
        InvalidInput, SetupError: there is no such model.
        ModelUnavailable: the address doesn't answer.
    """
    model = _open(candidate, role, settings, report)
    try:
        yield model
    finally:
        if isinstance(model, EmbeddedChatModel):
            model.close()


def _open(candidate: Candidate, role: str, settings: Settings, report: Report) -> BaseChatModel:
    if candidate.place.startswith(("http://", "https://")):
        return _remote(candidate.place, role, settings)
    if settings.llm_url and not candidate.place:
        return _remote(settings.llm_url, role if candidate.name == TUNED else "", settings)
    if candidate.name == TUNED and not candidate.place:
        prepare_language_models(settings, report)
        if role not in settings.model_folders:
            raise SetupError(f"There is no tuned {role} to measure.", hint=f"Train one: shopkeeper train {role}")
        folder = settings.model_folders[role]
    else:
        folder = _folder(candidate, settings.var_dir / "models", report)
    return EmbeddedChatModel(folders={role: folder}, threads=settings.llm_threads)


def _folder(candidate: Candidate, models: Path, report: Report) -> Path:
    """Return the engine's folder of a base model, a checkpoint or an adapter."""
    place = Path(candidate.place)
    if not candidate.place:
        return prepare_model(None, models, report, name=BASE)
    if (place / "genai_config.json").is_file():
        return place
    name = f"bench-{candidate.name}"
    if (place / "adapter_config.json").is_file():
        base = str(json.loads((place / "adapter_config.json").read_text("utf-8"))["base_model_name_or_path"])
        return prepare_model(str(place), models, report, base=base, name=name)
    if (place / "config.json").is_file():
        return prepare_model(None, models, report, base=str(place), name=name)
    raise InvalidInput(
        f"There is no model in {place}.", hint="Name a folder with a checkpoint, an adapter, or a built model."
    )


def _remote(url: str, role: str, settings: Settings) -> BaseChatModel:
    """Open a server's model of that name; where it has none, the first one, which is the base."""
    address = f"{url.rstrip('/')}/models"
    try:
        answer = httpx.get(address, headers={"Authorization": f"Bearer {server_key(settings)}"}, timeout=_PATIENCE)
        names = [str(model["id"]) for model in answer.raise_for_status().json()["data"]]
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(f"No language model answers at {url}.") from error
    if not names:
        raise ModelUnavailable(f"The server at {url} has no model.")
    return remote_model(settings, url, role if role in names else names[0])


def name_of(model: BaseChatModel, role: str) -> str:
    """Return what a call of the model names."""
    return model.model_name if isinstance(model, RemoteChatModel) else role
