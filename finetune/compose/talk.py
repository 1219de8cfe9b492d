"""Composes what needs no product and no order: the shop's rules, promotions, a person, and small talk."""

from __future__ import annotations

from finetune.compose.lexicon import phrases
from finetune.compose.words import Said, Words

_KINDS = ("greeting", "thanks", "smalltalk", "clarify", "out_of_scope")


def business(words: Words) -> Said:
    """Ask about the shop's rules, shipping, payment or warranty."""
    label, _, asked = words.pick(phrases("talk")["topic"]).partition("::")
    place = words.pick(phrases("talk")["place"])
    text = words.pick(asked.split("|")).strip().format(place=place)
    return Said(text, (("ask_business", {"question": label.strip().format(place=place)}),))


def talk(words: Words) -> Said:
    """Say something that a word, the list of promotions or a person answers."""
    style = words.rng.random()
    if style < 0.3:
        return Said(words.pick(phrases("talk")["promotions"]), (("list_promotions", {}),))
    if style < 0.5:
        text, _, reason = words.pick(phrases("talk")["handoff"]).partition("::")
        return Said(text.strip(), (("handoff_to_human", {"reason": reason.strip()} if reason.strip() else {}),))
    kind = words.pick(_KINDS)
    return Said(words.pick(phrases("talk")[kind]), (("reply", {"kind": kind}),))
