"""The command line: `commands`, and what they share. `main` is `tocsin`."""

from engine.cli.app import main

__all__ = ["main"]
