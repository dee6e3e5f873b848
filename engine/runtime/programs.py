"""Programs by the hash of their rulebook: those in use, and those that the store remembers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.errors import StoreError
from engine.runtime.archive import ARCHIVE, Archive
from engine.runtime.crowds import CROWDS, Crowds
from engine.runtime.facts import MEMBERS, Members
from engine.runtime.failures import FAILURES, Failures
from engine.runtime.gaps import GAPS, Gaps
from engine.runtime.program import Program
from engine.systems.baseline.desk.steps import DESK, Desks
from engine.systems.kind import Compiled, Kind, Steps

BUILT_IN: Final[tuple[tuple[Steps, Compiled], ...]] = (
    (Gaps(), GAPS),
    (Members(), MEMBERS),
    (Failures(), FAILURES),
    (Crowds(), CROWDS),
    (Archive(), ARCHIVE),
    (Desks(), DESK),
)
"""The engine's own folds, as documents that are always there."""


_MOST_READY: Final = 4


class Programs:
    """Compiles a rulebook once. `stored` finds the bytes of one that was in force before, or None.

    `is_stored` says whether it would, where that can be had for less.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        catalogue: Catalogue,
        *,
        salt: bytes = b"",
        stored: Callable[[str], bytes | None] = lambda _: None,
        is_stored: Callable[[str], bool] | None = None,
    ) -> None:
        self._kinds = kinds
        self._catalogue = catalogue
        self._salt = salt
        self._stored = stored
        self._is_stored = is_stored or (lambda hash_: stored(hash_) is not None)
        self._ready: dict[str, Program] = {}

    def add(self, rulebook: Rulebook) -> Program:
        """The program of a rulebook, compiled unless it was already."""
        if rulebook.hash not in self._ready:
            self._keep(self._compile(rulebook))
        return self._ready[rulebook.hash]

    def build(self, rulebook: Rulebook) -> Program:
        """The program of a rulebook; may be called in a thread, and remembers nothing."""
        return self._ready.get(rulebook.hash) or self._compile(rulebook)

    def keep(self, program: Program) -> None:
        """Have a program that was built ready. On the loop's thread alone."""
        if program.rulebook.hash not in self._ready:
            self._keep(program)

    def provide(self, hash_: str) -> Program:
        """The program of a rulebook's hash. Raises `StoreError` when nobody has kept it."""
        if hash_ not in self._ready:
            self._keep(self._compile(self._read(hash_)))
        return self._ready[hash_]

    def rebuild(self, hash_: str) -> Program:
        """As `provide`, but it may be called in a thread, and remembers nothing."""
        return self._ready.get(hash_) or self._compile(self._read(hash_))

    def empty(self) -> Program:
        """A program without any document but the engine's own."""
        return self._compile(Rulebook(()))

    def _read(self, hash_: str) -> Rulebook:
        body = self._stored(hash_)
        if body is None:
            raise StoreError(
                f"the rulebook {hash_[:10]} that the journal names is not in the store; restore a backup"
            )
        return Rulebook.from_bytes(body, hash_)

    def _keep(self, program: Program) -> None:
        """Older ones that the store remembers go: a day of edits would else stay in memory."""
        self._ready[program.rulebook.hash] = program
        for hash_ in list(self._ready)[:-_MOST_READY]:
            if self._is_stored(hash_):
                del self._ready[hash_]

    def _compile(self, rulebook: Rulebook) -> Program:
        latest = next(reversed(self._ready.values()), None)
        return Program(
            rulebook, self._kinds, self._catalogue, builtin=BUILT_IN, salt=self._salt, before=latest
        )
