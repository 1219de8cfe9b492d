"""`python -m serve.cli`, where the command itself is not installed."""

from serve.cli import main

main()
