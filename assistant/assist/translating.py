"""Translates a reply with the language model, and says so honestly where it can't: facts are checked, not hoped for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import structlog
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.errors import InvalidInput, ModelUnavailable, Unavailable
from assistant.guard.facts import NUMBER
from assistant.privacy import EMAIL
from prompts import load_prompt, load_table

log = structlog.get_logger(__name__)

_LONGEST = 2_000  # characters
_TELLING = 0.12  # share of a language's own small words from which a text is in it


@dataclass(frozen=True, slots=True)
class Translator:
    """Asks a chat model, and lets only a text through that is in the wanted language and has every figure.

    Args:
        name: what the model is called.
        seconds: to wait for it.
    """

    model: BaseChatModel
    name: str
    seconds: float = 12.0

    async def translate(self, text: str, to: str, locale: str = "en") -> str:
        """Return the text in another language.

        Args:
            to: ISO 639-1 code of the language.

        Raises:
            InvalidInput: the language isn't known here, or the text is too long.
            ModelUnavailable: the model can't do it well enough to be sent.
        """
        languages = load_table("languages", locale)
        if to not in languages:
            known = ", ".join(str(language["name"]) for language in languages.values())
            raise InvalidInput(f"There is no translation to {to!r}.", hint=f"There is one to {known}.")
        if len(text) > _LONGEST:
            raise InvalidInput(f"A text to translate may have up to {_LONGEST:,} characters.")
        language = languages[to]
        prompt = [
            SystemMessage(load_prompt("translate", locale, language=language["name"])),
            HumanMessage(text),
        ]
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self.model.ainvoke(prompt, model=self.name, max_tokens=400, timeout=self.seconds)
        except (Unavailable, TimeoutError) as error:
            raise _unable(language["name"]) from error
        told = answer.text.strip()
        if not _is_in(told, language["words"]) or not keeps_figures(text, told):
            log.info("translation_refused", to=to)
            raise _unable(language["name"])
        return told


def keeps_figures(before: str, after: str) -> bool:
    """Say whether every figure and address of a text stands in its translation, and no other does."""
    figures = [
        sorted("".join(c for c in found if c.isdigit()) for found in NUMBER.findall(text)) for text in (before, after)
    ]
    return figures[0] == figures[1] and sorted(EMAIL.findall(before)) == sorted(EMAIL.findall(after))


def _is_in(text: str, words: list[str]) -> bool:
    """Say whether a text is in a language: enough of its words are that language's own small ones."""
    said = "".join(c if c.isalpha() else " " for c in text.casefold()).split()
    if not said:
        return False
    own = frozenset(words)
    if len(text) > 3 and all(len(word) == 1 for word in own):  # a script without spaces
        return sum(c in own for c in text) / len(text) >= _TELLING / 2
    return sum(word in own for word in said) / len(said) >= _TELLING


def _unable(language: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The language model that is served can't translate this into {language} well enough to be sent.",
        hint="Write it yourself, or ask whoever runs the shop for a larger language model.",
    )
