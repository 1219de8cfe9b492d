"""Public data sets: none is trained on, and why; a file of theirs that is named as a source is refused.

The sets lie outside the repository, one folder each. Their licences would allow most of them; what speaks against them
is what they would teach, or that the figures are measured on them.
"""

from __future__ import annotations

from pathlib import Path

from assistant.errors import InvalidInput

_GATES = "figures are measured on it, and would be worth nothing if it were learnt"
_OTHER_SHOP = "its tools and policies are another shop's"
_UNCLEAR = "the licence of its rows is unclear"

NOT_LEARNT = {
    # CDLA-Sharing-1.0. Its answers are generic ("go to your order details"), written without any order or policy at
    # hand: they teach a tone, and with it the invention of steps. The tone is in this project's own rows.
    "bitext_responses": "its answers state steps and promises that no fact carries",
    "bitext_intents": _GATES,  # CDLA-Sharing-1.0
    "banking77": _GATES,  # CC BY 4.0
    "clinc_oos": _GATES,  # CC BY 3.0
    "product_qa": _GATES,
    "webshop_goals": _GATES,  # MIT
    "shoppingbench": _GATES,
    "attack_inputs": _GATES,
    "pii_synthetic": _GATES,  # MIT
    "abcd": _OTHER_SHOP,  # MIT
    "tau_retail": _OTHER_SHOP,  # MIT
    "amazon_beauty_seq": _UNCLEAR,
    "amazon_games_seq": _UNCLEAR,
    "amazon_seq_industrial": _UNCLEAR,
    "amazon_seq_office": _UNCLEAR,
}
"""A set's folder and why no model learns it."""


def require_learnable(path: Path) -> None:
    """Refuse a file of a public set that is not for training.

    Raises:
        InvalidInput: it lies in such a set's folder.
    """
    for folder in path.absolute().parents:
        if reason := NOT_LEARNT.get(folder.name):
            raise InvalidInput(
                f"{path} belongs to the public set {folder.name}, which is not trained on: {reason}.",
                hint="Name a file of your own shop's rows.",
            )
