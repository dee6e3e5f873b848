"""The command line: one command a file, the list of them in `registry`. `main` is `tocsin`."""

from engine.cli.app import main

__all__ = ["main"]
