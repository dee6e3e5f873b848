"""What holds in a guild now: its settings, laid over the operator's, and whom its open cases are about."""

from __future__ import annotations

from engine.runtime.engine import Engine
from engine.runtime.program import Program
from engine.systems.settings.cases.book import Book
from engine.systems.settings.cases.suspects import suspects
from engine.systems.settings.spec import SettingsSpec


def settings_of(program: Program, guild: int | None) -> SettingsSpec:
    """The settings in force for a guild; where there are none, what they say by default."""
    found = program.community(guild)
    return SettingsSpec(guild) if found is None else found.spec


def suspects_of(engine: Engine, guild: int) -> frozenset[int]:
    """Whom the open cases of a guild are about: of its own settings' book, and of the operator's before."""
    keepers = {each.identity for each in map(engine.program.community, (guild, None)) if each is not None}
    books = (engine.core.cells.get(each, (guild,)) for each in keepers)
    return frozenset().union(*(suspects(book) for book in books if isinstance(book, Book)))
