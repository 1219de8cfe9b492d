"""The command line: `shopkeeper`."""


def main() -> None:
    """Run the command line; the entry point of the distribution."""
    from serve.cli.commands import app  # noqa: PLC0415 (so that importing the package costs nothing)

    app()
