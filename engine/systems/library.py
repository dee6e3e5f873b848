"""A library: what some paths say, kept ready, so that a change costs what changed.

Knows no loop: who asks, and what becomes of an edition, is others' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.documents.files import StrPath
from engine.documents.load import Loaded, finish, gather
from engine.documents.look import Look, look_at
from engine.systems import KINDS
from engine.systems.between import check_between
from engine.systems.kind import Compiled, Kind


class Edition(Loaded, frozen=True):
    """What the paths said at one look. `compiled` are the documents of the rulebook by identity, made ready.

    A document that says what it said in the edition before, and whatever it depends on, too, is
    the same compiled object.
    """

    compiled: Mapping[str, Compiled] = {}


class Library:
    """Used by one thread at a time. Whatever files hold, nothing here raises but `UsageError`."""

    def __init__(self, paths: Iterable[StrPath], kinds: Mapping[str, Kind] = KINDS) -> None:
        self.paths = tuple(paths)
        self._kinds = kinds
        self._attempted: Look | None = None
        self._edition: Edition | None = None

    def look(self) -> Look:
        """What the files hold now. A path that is not there is no error yet."""
        return look_at(self.paths, self._attempted or Look())

    def is_news(self, look: Look) -> bool:
        """Whether it saw something else than what was loaded, or refused, last."""
        return look != self._attempted

    def sweep(self) -> bool:
        """Whether the files hold such news now."""
        return self.is_news(self.look())

    def load(self, look: Look | None = None) -> Edition:
        """What the files say; `look` is what they held, if that is known. Nothing changed: the same edition.

        Raises `UsageError` when a path is not there.
        """
        look = self.look() if look is None else look
        if self._edition is None or look != self._attempted:
            self._attempted, self._edition = look, None
            self._edition = self._load(look)
        return self._edition

    def _load(self, look: Look) -> Edition:
        draft = gather(look, self._kinds)
        compiled = check_between(draft, self._kinds)
        return Edition(**msgspec.structs.asdict(finish(draft)), compiled=compiled)
