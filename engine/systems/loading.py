"""Loads rulebooks: what `engine.documents` checks, and what only compiled documents show.

The one way in for the bot, every command and the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.documents.files import StrPath
from engine.systems import KINDS
from engine.systems.kind import Kind
from engine.systems.library import Edition, Library


def load_rulebook(paths: Iterable[StrPath], kinds: Mapping[str, Kind] = KINDS) -> Edition:
    """Load files and folders of documents, with every check. Raises `UsageError` when one is not there.

    Never raises for what the files hold: that is in `diagnostics`.
    """
    return Library(paths, kinds).load()
