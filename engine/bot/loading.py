"""Loads the rules for a bot that is about to run: bad packs stay out, and that is said. Knows no Discord."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from engine.bot.desk import Loading
from engine.documents.rulebook import Rulebook
from engine.systems.loading import load_rulebook


def load(paths: Sequence[Path], echo: Callable[[str], None]) -> tuple[Rulebook, Loading]:
    """The rules under these paths; every diagnostic and every pack that is left out is one line to `echo`."""
    loaded = load_rulebook(paths)
    for each in loaded.diagnostics:
        echo(f"{each.path}:{each.line}:{each.column}: {each.code} {each.message}")
    for pack in loaded.refused:
        echo(f"{pack}: not loaded, because of the errors above; the other packs go on")
    if not loaded.rulebook.documents:
        echo("no rules are loaded: the bot will watch, and notice nothing")
    errors = len(loaded.errors)
    return loaded.rulebook, Loading(loaded.refused, errors)
