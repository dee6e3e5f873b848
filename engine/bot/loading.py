"""Loads the rules for a bot that is about to run: what is bad stays as it was, and that is said.

Knows no Discord.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.bot.news import news_of
from engine.diagnostics.reporters.line import one_line
from engine.documents.files import StrPath
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.errors import UsageError
from engine.runtime.proposal import Proposal, nothing_there, propose
from engine.store.port import Store
from engine.systems.library import Library
from engine.systems.settings.kind import SettingsKind

_NO_FOLDER: Final = ", there is no folder of them here"
_NOTHING: Final = Rulebook(())
_NEWEST: Final = 2**62


def last_good(store: Store) -> Rulebook:
    """The rulebook that was in force last; an empty one in a new store."""
    hash_ = store.rulebook_at(_NEWEST)
    body = None if hash_ is None else store.rulebook(hash_)
    return _NOTHING if body is None else Rulebook.from_bytes(body)


def load(library: Library, good: Rulebook, echo: Callable[[str], None]) -> Proposal:
    """What is to be in force at the start; `good` was in force last. All that is wrong is a line to
    `echo`, and so is what has changed since.

    Raises `UsageError` for a path that is not there, where nothing was in force before.
    """
    try:
        proposal = propose(library.load(), good)
    except UsageError as error:
        if not good.documents:
            raise
        proposal = nothing_there(good, str(error), path=str(library.paths[0]))
    for line in news_of(good, proposal.rulebook).lines():
        echo(line)
    for each in proposal.diagnostics:
        echo(one_line(each))
    for pack in proposal.held:
        if pack in proposal.out:
            echo(f"{pack}: not loaded, because of the errors above; the other packs go on")
        else:
            echo(f"{pack}: stays as it was before the errors above")
    if not any(each.is_rule for each in proposal.rulebook.documents):
        where = _NO_FOLDER if not any(map(_holds_rules, library.paths)) else ""
        echo(f"no rules are loaded{where}: the bot will watch, and notice nothing")
    elif not any(each.kind == SettingsKind.name for each in proposal.rulebook.documents):
        echo("no settings are loaded: nobody will be told of what is noticed; say where alerts go")
    return proposal


def _holds_rules(path: StrPath) -> bool:
    """Whether there is a place for rules at all."""
    return not isinstance(path, Home) or bool(path.folders)
