"""The command line: `shopkeeper`."""

import os

# Libraries read these when they are imported: their bars and notes stay out of ours.
_QUIET = {"TQDM_DISABLE": "1", "TRANSFORMERS_VERBOSITY": "error"}


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    from serve.cli.commands import app  # noqa: PLC0415 (so that importing the package costs nothing)

    app()
