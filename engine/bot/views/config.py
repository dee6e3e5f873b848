"""The answers of `/config get`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.signs import code

_MOST: Final = 20


def files_of(names: Sequence[str]) -> Card:
    """The files are attached."""
    return Card(said("config.files", files=len(names)), [_named(names)])


def all_files() -> Card:
    """All of the folder that counts in the server, packed."""
    return Card(said("config.all"))


def none() -> Card:
    """The server's folder is empty, or not there."""
    return Card(said("config.none"))


def too_large() -> Card:
    """More than a message takes."""
    return Card(said("config.large"))


def no_such_file(name: str, names: Sequence[str]) -> Card:
    """Another name was meant."""
    lines = [said("config.which", files=_named(names))] if names else []
    return Card(said("config.unknown", file=code(name[:80])), lines)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(code(each) for each in names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown} …"
