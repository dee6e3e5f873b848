"""Loads the rules for a bot that is about to run: bad packs stay out, and that is said. Knows no Discord."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from engine.diagnostics.reporters.line import one_line
from engine.documents.rulebook import Rulebook
from engine.systems.loading import load_rulebook
from engine.systems.settings.kind import SettingsKind

_NO_FOLDER: Final = ", there is no folder of them here"


class Loading(msgspec.Struct, frozen=True):
    """How the last loading of rules went: packs that were left out, and how many errors there were."""

    refused: Sequence[str] = ()
    errors: int = 0


NOTHING_REFUSED: Final = Loading()


def load(paths: Sequence[Path], echo: Callable[[str], None]) -> tuple[Rulebook, Loading]:
    """The rules under these paths; every diagnostic and every pack that is left out is one line to `echo`."""
    loaded = load_rulebook(paths)
    for each in loaded.diagnostics:
        echo(one_line(each))
    for pack in loaded.refused:
        echo(f"{pack}: not loaded, because of the errors above; the other packs go on")
    if not any(each.is_rule for each in loaded.rulebook.documents):
        echo(f"no rules are loaded{'' if paths else _NO_FOLDER}: the bot will watch, and notice nothing")
    elif not any(each.kind == SettingsKind.name for each in loaded.rulebook.documents):
        echo("no settings are loaded: nobody will be told of what is noticed; say where alerts go")
    errors = len(loaded.errors)
    return loaded.rulebook, Loading(loaded.refused, errors)
