"""What there is to say about the shop's pages, promotions, handing over, and small talk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.domain.business import Passage
from assistant.domain.conversation import Conversation
from assistant.tools.matching import words
from assistant.tools.result import Outcome, ToolResult
from assistant.writer.phrases import Phrase, listed, phrase

MAX_SENTENCES = 2
_SENTENCE = re.compile(r"\n+|(?<=[.!?])\s+(?=[A-Z“\"0-9])")


def service_phrases(result: ToolResult, conversation: Conversation, message: str) -> Iterator[Phrase]:
    """Yield what a policy, promotion, handover or small-talk result has to say; nothing for other results."""
    match result.tool, result.outcome:
        case "ask_business", Outcome.FOUND:
            passage = result.passages[0]
            for sentence in answering_sentences(passage, f"{result.subject} {message}"):
                yield phrase("ask_business", "answer", passage=sentence)
            yield phrase("ask_business", "source", title=passage.title)
        case "ask_business", Outcome.NOTHING_FOUND:
            yield phrase("ask_business", "nothing")
            yield phrase("ask_business", "nothing_hint", closing=True)
        case "list_promotions", Outcome.FOUND:
            promotions = result.promotions
            if len(promotions) == 1:
                yield phrase("list_promotions", "one", text=promotions[0].text)
            else:
                yield phrase("list_promotions", "lead", titles=listed([promotion.title for promotion in promotions]))
                yield phrase("list_promotions", "hint", closing=True)
        case "list_promotions", Outcome.NOTHING_FOUND:
            yield phrase("list_promotions", "nothing")
        case "handoff_to_human", Outcome.HANDED_OFF if result.ticket:
            yield phrase("handoff", "handed_off", ticket=result.ticket)
            yield phrase("handoff", "next")
        case "handoff_to_human", Outcome.HANDED_OFF:
            yield phrase("handoff", "again")
        case "reply", Outcome.SAID:
            again = result.subject == "clarify" and conversation.state.failures > 0
            yield phrase("reply", "clarify_again" if again else result.subject)


def answering_sentences(passage: Passage, question: str) -> list[str]:
    """Return the passage's sentences that answer best, in the passage's order, word for word."""
    sentences = [cut for sentence in _SENTENCE.split(passage.text) if (cut := sentence.strip("• \n"))]
    asked = set(words(question))
    ranked = sorted(range(len(sentences)), key=lambda i: (-len(asked & set(words(sentences[i]))), i))
    return [sentences[i] for i in sorted(ranked[:MAX_SENTENCES])]
