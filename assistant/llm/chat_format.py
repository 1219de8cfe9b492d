"""From chat messages to tokens and back, by the model's own template and vocabulary."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from tokenizers import Tokenizer
from tokenizers.decoders import DecodeStream

from assistant.errors import InvalidInput, SetupError

_ROLES: dict[type[BaseMessage], str] = {SystemMessage: "system", HumanMessage: "user", AIMessage: "assistant"}


class ChatFormat:
    """A model folder's chat template and tokenizer.

    Attributes:
        context_length: tokens of prompt and answer that the model was made for.

    Raises:
        SetupError: the folder lacks one of them, or it can't be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_truncation()
            self._tokenizer.no_padding()
            config = json.loads((folder / "genai_config.json").read_text(encoding="utf-8"))
            self.context_length = int(config["model"].get("context_length") or sys.maxsize)
            self._end_tokens = frozenset(_as_list(config["model"]["eos_token_id"]))
            environment = ImmutableSandboxedEnvironment(  # a chat template is text for the model, not HTML
                trim_blocks=True, lstrip_blocks=True, autoescape=False
            )
            self._template = environment.from_string(_template_text(folder))
        except Exception as error:  # the tokenizer raises bare Exception
            raise SetupError(f"The language model in {folder} is incomplete.", hint="Build it again.") from error
        special = [token.content for token in self._tokenizer.get_added_tokens_decoder().values() if token.special]
        self._control = re.compile("|".join(map(re.escape, sorted(special, key=len, reverse=True))) or r"(?!)")

    def encode(self, messages: Sequence[BaseMessage]) -> list[int]:
        """Return the prompt's tokens, up to where the assistant begins to speak.

        Text that looks like a control token is broken up, so that no message can pose as another role.
        """
        turns = [{"role": _role(message), "content": self._defused(message.text)} for message in messages]
        try:
            prompt = self._template.render(messages=turns, add_generation_prompt=True)
        except TemplateError as error:
            raise InvalidInput("These messages don't fit the model's chat template.") from error
        return list(self._tokenizer.encode(prompt, add_special_tokens=False).ids)

    def reader(self, stop: Iterable[str] = ()) -> TextReader:
        return TextReader(self._tokenizer, self._end_tokens, tuple(word for word in stop if word))

    def _defused(self, text: str) -> str:
        return self._control.sub(lambda found: found.group()[0] + " " + found.group()[1:], text)


class TextReader:
    """Turns generated tokens into text as they come, and ends at a stop word or an end token.

    Attributes:
        text: all that has been released so far.
        ended: nothing more belongs to the answer.
    """

    def __init__(self, tokenizer: Tokenizer, end_tokens: frozenset[int], stop: tuple[str, ...]) -> None:
        self._tokenizer = tokenizer
        self._stream = DecodeStream(skip_special_tokens=True)
        self._end_tokens = end_tokens
        self._stop = stop
        self._held_back = ""
        self.text = ""
        self.count = 0
        self.ended = False

    def read(self, tokens: Sequence[int]) -> str:
        """Take further tokens and return the text that is sure to belong to the answer."""
        for token in tokens:
            if self.ended:
                break
            if token in self._end_tokens:
                self.ended = True
                break
            self.count += 1
            self._held_back += self._stream.step(self._tokenizer, token) or ""
            self._cut_at_stop()
        return self._release(0 if self.ended else self._possible_stop())

    def finish(self) -> str:
        """Return what was held back because it might have become a stop word."""
        self.ended = True
        return self._release(0)

    def _cut_at_stop(self) -> None:
        ends = [at for word in self._stop if (at := self._held_back.find(word)) >= 0]
        if ends:
            self._held_back = self._held_back[: min(ends)]
            self.ended = True

    def _possible_stop(self) -> int:
        """Return how many of the last characters may be the beginning of a stop word."""
        lengths = (size for word in self._stop for size in range(1, len(word)) if self._held_back.endswith(word[:size]))
        return max(lengths, default=0)

    def _release(self, keep: int) -> str:
        cut = len(self._held_back) - keep
        released, self._held_back = self._held_back[:cut], self._held_back[cut:]
        self.text += released
        return released


def _template_text(folder: Path) -> str:
    file = folder / "chat_template.jinja"
    if file.exists():
        return file.read_text(encoding="utf-8")
    config: dict[str, Any] = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    return str(config["chat_template"])


def _as_list(value: int | list[int]) -> list[int]:
    return value if isinstance(value, list) else [value]


def _role(message: BaseMessage) -> str:
    try:
        return _ROLES[type(message)]
    except KeyError:
        raise InvalidInput(f"The embedded model takes no {message.type} messages.") from None
