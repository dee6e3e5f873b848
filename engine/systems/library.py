"""A library: what some paths say, kept ready, so that a change costs what changed.

Knows no loop: who asks, and what becomes of an edition, is others' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.diagnostics import Diagnostic
from engine.documents.dependencies import Dependencies
from engine.documents.document import Document
from engine.documents.files import StrPath
from engine.documents.load import Loaded
from engine.documents.look import Look, look_at
from engine.documents.refusing import Link, left_without, refuse_further
from engine.documents.rulebook import Binding
from engine.documents.shelves import Shelves, Shift
from engine.documents.told import Told, capped, has_error, in_order
from engine.systems import KINDS
from engine.systems.between import Between
from engine.systems.compiling import Compiling
from engine.systems.kind import Compiled, Kind

_Texts = dict[str, list[Diagnostic]]


class Edition(Loaded, frozen=True):
    """What the paths said at one look. `compiled` are the documents of the rulebook by identity, made ready.

    A document that says what it said in the edition before, and whatever it is made of, too, is
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
        self._stock = _Stock(kinds)

    def look(self) -> Look:
        """What the files hold now. A path that is not there is no error yet."""
        return look_at(self.paths, self._attempted or Look())

    @property
    def graph(self) -> Dependencies:
        """What each document of the last edition is made of; kept up to date, so ask in the same thread."""
        return self._stock.graph

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
            look.refuse_missing()
            stock, self._stock = self._stock, _Stock(self._kinds)  # a fault leaves nothing half done
            self._edition = stock.take_in(look)
            self._stock = stock
        return self._edition


class _Stock:
    """All that a library keeps from one edition to the next."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._shelves = Shelves(kinds)
        self._by_pack: dict[str, dict[str, Document]] = {}
        self._refused: set[str] = set()
        self._compiling = Compiling(kinds, self._shelves.links.targets)
        self._between = Between(kinds, self._compiling.documents, self._compiling.compiled)
        self._binding = Binding()
        self._warned = Told()

    @property
    def graph(self) -> Dependencies:
        """What each good document is made of."""
        return self._compiling.dependencies

    def take_in(self, look: Look) -> Edition:
        """The edition of a look."""
        shelves = self._shelves
        shift = shelves.take_in(look)
        self._sort(shift)
        refused = shelves.told.faulty
        further: _Texts = {}
        while True:
            for document, problem in refuse_further(refused, self._crossing(refused)):
                further.setdefault(document.path, []).append(shelves.diagnostic(document, problem))
            self._admit(shift, refused)
            shift = Shift([], [], [])
            before = len(refused)
            for document, problem in self._between.errors:
                further.setdefault(document.path, []).append(shelves.diagnostic(document, problem))
                refused.add(document.pack)
            told = self._told(further)
            refused |= {self._pack_of(path) for path, each in told.items() if has_error(each)}
            if len(refused) == before:
                break
        for document, problem in left_without(refused, self._crossing(refused)):
            further.setdefault(document.path, []).append(shelves.diagnostic(document, problem))
        return self._edition(look, refused, self._told(further))

    def _crossing(self, refused: set[str]) -> list[Link]:
        """The links from pack to pack, which matter where one is refused."""
        return self._shelves.links.crossing() if refused else []

    def _sort(self, shift: Shift) -> None:
        for document in shift.left:
            del self._by_pack[document.pack][document.identity]
        for document in shift.joined:
            self._by_pack.setdefault(document.pack, {})[document.identity] = document
        for identity in {each.identity for each in shift.left} - {each.identity for each in shift.joined}:
            self._compiling.forget(identity)

    def _admit(self, shift: Shift, refused: set[str]) -> None:
        """Have the documents of good packs compiled, and those alone."""
        there = self._compiling.documents
        away = [each for pack in refused - self._refused for each in self._by_pack.get(pack, {}).values()]
        back = [each for pack in self._refused - refused for each in self._by_pack.get(pack, {}).values()]
        left = [each for each in (*shift.left, *away) if there.get(each.identity) is each]
        joined = [each for each in (*shift.joined, *back) if each.pack not in refused]
        joined = list({id(each): each for each in joined}.values())
        self._refused = set(refused)
        for document in left:
            self._binding.take(document)
        for document in joined:
            self._binding.put(document)
        changed = self._compiling.change(left, joined, shift.relinked)
        for document in left:
            self._warn(document, [])
        moved = [each.identity for each in (*left, *joined)]
        for identity in self._between.change(changed, moved):
            if identity in there:
                document = there[identity]
                problems = self._between.warnings(identity)
                self._warn(document, [self._shelves.diagnostic(document, each) for each in problems])

    def _warn(self, document: Document, told: list[Diagnostic]) -> None:
        self._warned.put(document.pack, document.path, (document.position,), told)

    def _told(self, further: _Texts) -> dict[str, tuple[Diagnostic, ...]]:
        shelves, warned = self._shelves, self._warned
        told = {path: shelves.told.of(path) for path in shelves.told.paths}
        for path in {*further, *warned.paths}:
            more = (*told.get(path, ()), *further.get(path, ()), *warned.of(path))
            told[path] = capped(path, more)
        return told

    def _pack_of(self, path: str) -> str:
        return self._shelves.packs[path]

    def _edition(self, look: Look, refused: set[str], told: Mapping[str, tuple[Diagnostic, ...]]) -> Edition:
        rulebook = self._binding.bind()
        rulebook.made = self._compiling.made()
        return Edition(
            rulebook=rulebook,
            documents=tuple(self._shelves.documents),
            diagnostics=tuple(in_order(told)),
            refused=tuple(sorted(refused)),
            texts=dict(self._shelves.texts),
            files=len(look.files),
            unnamed=look.unnamed,
            compiled=rulebook.made.compiled,
        )
