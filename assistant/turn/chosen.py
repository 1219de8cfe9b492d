"""The answer to "which version?" and "which product?" of the shop's things: a button's own text always chooses."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.domain.conversation import ConversationState, ToolCall
from assistant.planner.numbers import places_in
from assistant.planner.short_messages import says_yes
from assistant.planner.stated import stated_quantity
from assistant.tools.matching import words

_TOOLS = frozenset({"update_cart", "get_product", "recommend_products"})
_LONGEST = 8  # words of a choice that isn't repeated as it was told
_FILLERS = frozenset(
    words(
        """the a an please yes ok okay sure then just take i'll ill i want would like get give make it that version
        choose pick go with for me one ones in add put to my cart no not oh i meant mean said"""
    )
)


def chosen_call(message: str, state: ConversationState) -> ToolCall | None:
    """Return the request that a message completes with one of the choices that were told, None where it says more."""
    asked = state.asked
    if asked is None or asked.call.name not in _TOOLS or asked.missing not in {"variant", "product"}:
        return None
    if state.pending and says_yes(message):
        return None  # what waits is meant
    choice = _chosen(message, asked.choices)
    if not choice:
        return None
    said = {"product": choice} if asked.missing == "product" else {"product": asked.subject, "variant": choice}
    quantity = stated_quantity(message) if asked.call.name == "update_cart" else None
    return ToolCall(
        name=asked.call.name, args={**asked.call.args, **said, **({"quantity": quantity} if quantity else {})}
    )


def _chosen(message: str, choices: Sequence[str]) -> str:
    """Return the choice that a message repeats, numbers, or tells by words of its own; empty where none or several."""
    text = " ".join(message.casefold().strip(" .!\"“”'").split())
    if exact := [choice for choice in choices if " ".join(choice.casefold().split()) == text]:
        return exact[0]
    if says_yes(message):
        return choices[0] if len(choices) == 1 else ""
    if len(message.split()) > _LONGEST or message.rstrip().endswith("?"):
        return ""
    told = set(words(message)) - _FILLERS
    places = places_in(message, len(choices))
    if len(places) == 1 and told <= set(words("first second third fourth fifth sixth last number")):
        return choices[next(iter(places)) - 1]
    meant = [choice for choice in choices if told and told <= set(words(choice))]
    return meant[0] if len(meant) == 1 else ""
