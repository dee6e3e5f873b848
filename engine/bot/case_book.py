"""The cases of a guild as the engine has them at this moment: for buttons, and for who may use them."""

from __future__ import annotations

from engine.runtime.engine import Engine
from engine.runtime.scores import score_of_entity
from engine.systems.scoring.picture import Entity
from engine.systems.scoring.report import Score
from engine.systems.settings.cases.book import Book, Case
from engine.systems.settings.cases.dismissing import by_ref

_ACTOR = "actor:"


def case_of(engine: Engine, guild: int | None, ref: str) -> Case | None:
    """A case by its reference, open or one of the last that are over. No guild: of the bot as a whole."""
    book = _book(engine, guild)
    return None if book is None else by_ref(book, ref)


def suspects(engine: Engine, guild: int) -> frozenset[int]:
    """The ids of those whom the open cases of a guild are about."""
    book = _book(engine, guild)
    if book is None:
        return frozenset()
    subjects = [each for case in book.cases if case.stage == "open" for each in (case.subject, *case.people)]
    return frozenset(int(each.removeprefix(_ACTOR)) for each in subjects if each.startswith(_ACTOR))


def score_of(engine: Engine, guild: int | None, case: Case, now: int) -> Score | None:
    """How it stands (now, in milliseconds) with whom or what a case is about: of a raid with the server."""
    kind, _, id_ = case.subject.partition(":")
    entity = Entity("guild", guild or 0)
    if kind in ("actor", "channel"):
        entity = Entity("actor" if kind == "actor" else "channel", int(id_))
    found = score_of_entity(engine.core, guild, entity, now, closely=True)
    return None if found is None or not found.reasons else found


def _book(engine: Engine, guild: int | None) -> Book | None:
    found = engine.program.community(guild)
    book = None if found is None else engine.core.cells.get(found.identity, (guild,))
    return book if isinstance(book, Book) else None
