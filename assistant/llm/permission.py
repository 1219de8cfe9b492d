"""One switch for the whole process that keeps models from being called by accident, in tests above all."""

from __future__ import annotations

import os

from assistant.errors import SetupError

MODEL_CALLS = "SHOPKEEPER_MODEL_CALLS"


class ModelCallsForbidden(SetupError):
    """A model was opened although model calls are switched off."""

    default_hint = f"Unset {MODEL_CALLS}; in a test, mark it with @pytest.mark.model."


def require_model_calls() -> None:
    """Allow a model to be opened, unless the environment says SHOPKEEPER_MODEL_CALLS=off.

    Raises:
        ModelCallsForbidden: model calls are switched off.
    """
    if os.environ.get(MODEL_CALLS, "on").casefold() == "off":
        raise ModelCallsForbidden("Model calls are switched off in this process.")
