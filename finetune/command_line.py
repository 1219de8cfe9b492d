"""Runs a module's main as a command: errors in a sentence, libraries quiet."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable

import structlog
from transformers.utils import logging as transformers_logging

from assistant.errors import ShopkeeperError


def quieten() -> None:
    """Keep the libraries' own bars and notices, and the turn's warnings, off the screen."""
    warnings.simplefilter("ignore", FutureWarning)
    transformers_logging.disable_progress_bar()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


def run_command(main: Callable[[], None]) -> None:
    """Call `main`; what goes wrong is said in a sentence, with what to do next."""
    try:
        main()
    except ShopkeeperError as error:
        sys.exit(f"{error.detail}\n{error.hint}")
    except KeyboardInterrupt:
        sys.exit("Interrupted. The same command goes on from the last checkpoint.")
