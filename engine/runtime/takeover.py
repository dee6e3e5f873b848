"""What becomes of the states when other documents come into force: kept, trimmed, begun anew, put aside.

Deterministic: the loop does it live, recovery and replay do it again from the journal. Knows kinds by
what they say of two versions of a document; sets no timers, and says which are to be set.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from engine.documents.differing import differing
from engine.effects import Cancel, Timer
from engine.runtime.archive import ARCHIVE, Archived, place_of
from engine.runtime.cells import Address, Cells, decode, encode
from engine.runtime.failures import FAILURES
from engine.runtime.parting import Parting
from engine.runtime.program import Program
from engine.runtime.reload import Change, Fate, Reload
from engine.store.codec import key_text
from engine.systems.kind import Compiled, Key, Migrated
from engine.systems.meaning import means_the_same


class TakenOver(msgspec.Struct):
    """What was done: the changes, timers to set or cancel by address, and whose timers all are to go.

    `ended` has documents, and `(document, guild)`s that it is no longer for, and single addresses. `apart`
    are `(document, guild)`s of which an ended document says nothing.
    """

    changes: list[Change] = []
    timers: list[tuple[Address, Timer | Cancel]] = []
    ended: set[str | tuple[str, int | None] | Address] = set()
    apart: set[tuple[str, int | None]] = set()

    def ends(self, document: str, key: Key) -> bool:
        """Whether a timer of this address is to go."""
        if not self.ended:
            return False
        there = (document, key[0])
        return not self.ended.isdisjoint((there, (document, key))) or (
            document in self.ended and there not in self.apart
        )


class _Part(msgspec.Struct, frozen=True):
    """What a document was and is in one guild, or in all in which it is and was as everywhere else."""

    old: Compiled | None
    new: Compiled | None
    keys: list[Key]
    guild: int | None = None
    apart: frozenset[int] = frozenset()

    def has(self, guild: int | None) -> bool:
        """Whether it is about a guild."""
        return guild not in self.apart if self.guild is None else guild == self.guild


class _Heir(msgspec.Struct, frozen=True):
    """A guild whose document of a kind was `old` and is `new`: to one of its own the default gives way."""

    guild: int
    old: Compiled
    new: Compiled


class TakeOver:
    """One reload. `keep` says of an address that what is there has already seen it, in a recovery."""

    def __init__(  # noqa: PLR0913 - each is one thing that the reload is made of
        self,
        cells: Cells,
        before: Program,
        after: Program,
        reload: Reload,
        *,
        keep: Callable[[Address], bool] = lambda _: False,
        failed: Callable[[str, Exception], None] = lambda *_: None,
    ) -> None:
        self._cells = cells
        self._before = before
        self._after = after
        self._reload = reload
        self._failed = failed
        self._parting = Parting(cells, before, after, reload, keep=keep)
        self._keep = self._parting.kept
        self._archives: set[Address] = set()
        self._done = TakenOver()
        self._keys: dict[str, list[Key]] = {}

    def run(self) -> TakenOver:
        """Do it, document by document in the order of their identities."""
        changes = list(changes_between(self._before, self._after))
        self._parting.take_apart(each.document for each in changes)
        heirs = list(_heirs(self._before, self._after))
        touched = {each.document for each in changes} | {each.old.identity for each in heirs}
        self._keys = self._cells.keys_of(touched | {ARCHIVE.identity, FAILURES.identity})
        for key in self._own(FAILURES.identity):
            if _concerns(changes, key[0]):
                self._cells.forget((FAILURES.identity, key), self._reload.seq)
        for heir in heirs:
            self._hand_on(heir, {each.document: each for each in changes})
        for change in changes:
            self._forget_spent(self._before.single.get(change.document), change.guilds)
            self._take(change)
        self._put_together()
        self._cells.order_dirty(self._rank)
        self._done.changes = changes
        return self._done

    def _hand_on(self, heir: _Heir, changes: Mapping[str, Change]) -> None:
        """What a guild's document kept for it goes on under the one that takes its place there.

        By way of the archive, as what is put aside and brought back, so that a kill in between loses nothing.
        """
        old, new = heir.old, heir.new
        self._forget_spent(old, [heir.guild])
        left = self._own(old.identity)
        keys = [key for key in left if key[0] == heir.guild and self._cells.get(new.identity, key) is None]
        if not keys:
            return
        self._put_aside(old, keys, place_of(new, heir.guild))
        self._done.ended |= {(old.identity, key) for key in keys}
        self._keys[old.identity] = [key for key in left if key not in keys]
        count = self._bring_back(new, _Part(None, new, [], heir.guild))
        if new.identity in changes:
            self._say(changes[new.identity], "kept", count)

    def _put_together(self) -> None:
        since = self._parting.put_together()
        for place in self._archives:
            self._cells.dirty[place] = min(self._cells.dirty[place], since)
        own = [each for each in self._done.timers if not self._parting.timed(each[0])]
        self._done.timers = own + self._parting.timers
        self._done.ended |= self._parting.ended

    def _rank(self, address: Address) -> int:
        """What is written down first of what changed at once: a kill between two must lose neither."""
        if address[0] != ARCHIVE.identity:
            return 1
        return 2 if self._cells.get(*address) is None else 0

    def _take(self, change: Change) -> None:
        old = self._before.single.get(change.document)
        new = self._after.single.get(change.document)
        if not self._has_state(old or new):
            if new is None:
                self._done.ended.add(change.document)
            return
        for part in self._parts(change.document, old, new):
            if part.old is None or part.new is None or not means_the_same(part.old, part.new):
                self._replace(change, part)
            elif part.old.behaviour != part.new.behaviour:
                self._carry_on(change, part, part.old, part.new)
            elif part.old.digest != part.new.digest:
                self._say(change, "kept", len(part.keys))

    def _parts(self, identity: str, old: Compiled | None, new: Compiled | None) -> Iterator[_Part]:
        """Guild by guild where it was or is tuned, then all others together."""
        own = self._own(identity)
        apart = frozenset(guild for each in (old, new) if each is not None for guild in each.variants)
        for guild in sorted(apart):
            keys = [key for key in own if key[0] == guild]
            before, after = (None if each is None else each.within(guild) for each in (old, new))
            yield _Part(before, after, keys, guild)
        self._done.apart |= {(identity, guild) for guild in apart}
        yield _Part(old, new, [key for key in own if key[0] not in apart], apart=apart)

    def _end(self, document: str, part: _Part) -> None:
        self._done.ended.add(document if part.guild is None else (document, part.guild))

    def _forget_spent(self, old: Compiled | None, guilds: Collection[int] | None) -> None:
        """Forget the states of some guilds in which nothing is left, which would happen some day anyway.

        When the bot comes to that is chance, and none of it is left to see: not in what goes on, and
        not in what is put aside.
        """
        if old is None or not self._has_state(old):
            return
        kind, left = self._before.of_documents[old.kind], []
        for key in self._own(old.identity):
            if guilds is not None and key[0] not in guilds:
                left.append(key)
                continue
            here = old.within(key[0])
            try:
                moment = self._reload.moment(key[0], here.lateness)
                is_spent = kind.prune(here.spec, self._cells.get(old.identity, key), moment)
            except Exception as error:  # noqa: BLE001 - a document's business; the reload goes on
                self._failed(old.identity, error)
                is_spent = False
            if is_spent:
                self._cells.forget((old.identity, key), self._reload.seq)
                self._done.ended.add((old.identity, key))
            else:
                left.append(key)
        self._keys[old.identity] = left

    def _replace(self, change: Change, part: _Part) -> None:
        """Another meaning: what was kept is put aside, and what was put aside of the new one comes back."""
        old, new = part.old, part.new
        if old is not None:
            count = self._put_aside(old, part.keys)
            self._end(old.identity, part)
            self._say(change, "archived" if new is None else "reset", count)
        if new is not None:
            self._say(change, "restored", self._bring_back(new, part))

    def _carry_on(self, change: Change, part: _Part, old: Compiled, new: Compiled) -> None:
        """The same meaning: each state goes on as the kind says, in the guilds that it is still for."""
        outside = [key for key in part.keys if not _is_for(new, key[0])]
        inside = [key for key in part.keys if _is_for(new, key[0])]
        carried = [self._carry(old.spec, new, key, old.lateness) for key in inside]
        trimmed = any(each is not None and each.trimmed for each in carried)
        self._say(change, "trimmed" if trimmed else "kept", len(carried) - carried.count(None))
        self._say(change, "archived", self._put_aside(old, outside))
        self._done.ended |= {(old.identity, key[0]) for key in outside}
        self._say(change, "restored", self._bring_back(new, part))
        self._say(change, "reset", carried.count(None))

    def _carry(self, old: Any, new: Compiled, key: Key, lateness: int, body: bytes = b"") -> Migrated | None:
        """One state under the new document; from its encoding, when it is brought back."""
        address, kind = (new.identity, key), self._after.of_documents[new.kind]
        try:
            state = decode(kind, body) if body else self._cells.get(*address)
            migrated = kind.migrate(old, new.spec, state, self._reload.moment(key[0], lateness))
        except Exception as error:  # noqa: BLE001 - a migration is a kind's business; the reload goes on
            self._failed(new.identity, error)
            migrated = None
        if migrated is not None:
            self._cells.replace(address, migrated.state, self._reload.seq)
            self._done.timers += [(address, timer) for timer in migrated.timers]
        elif not body:
            self._cells.forget(address, self._reload.seq)
            self._done.ended.add(address)
        return migrated

    def _put_aside(self, document: Compiled, keys: Iterable[Key], into: Address | None = None) -> int:
        """Into the archive, or one place `into` it, written down before what it holds is forgotten."""
        guilds: dict[int | None, dict[Key, bytes]] = {}
        for key in keys:
            guilds.setdefault(key[0], {})[key] = self._at_rest(document, key)
        for guild, states in guilds.items():
            place = into or place_of(document, guild)
            if not self._keep(place):
                merged = dict(self._archived(place).states) | states
                ordered = sorted(merged.items(), key=lambda each: key_text(each[0]))
                since = min(
                    self._cells.dirty_since((document.identity, key), self._reload.seq) for key in states
                )
                if self._cells.get(*place) is None:
                    self._keys.setdefault(ARCHIVE.identity, []).append(place[1])
                self._cells.replace(place, Archived(self._reload.seen, ordered), since)
                self._archives.add(place)
                for key in states:
                    self._cells.trace(place, self._parting.source((document.identity, key)))
        gone = [key for states in guilds.values() for key in states]
        for key in gone:
            self._cells.forget((document.identity, key), self._reload.seq)
        return len(gone)

    def _at_rest(self, document: Compiled, key: Key) -> bytes:
        """A state as it is kept: what a step put off until later is done, for it may never come back."""
        kind, state = self._before.of_documents[document.kind], self._cells.get(document.identity, key)
        try:
            rested = kind.rest(document.spec, state, self._reload.moment(key[0], document.lateness))
        except Exception as error:  # noqa: BLE001 - a document's business; the reload goes on
            self._failed(document.identity, error)
            rested = state
        return encode(rested)

    def _bring_back(self, document: Compiled, part: _Part) -> int:
        """Out of the archive, which is forgotten after what it held is there; says how many states came."""
        count = 0
        aside = self._keys.get(ARCHIVE.identity, [])
        for key in list(aside):
            place = place_of(document, key[0])
            is_meant = part.has(key[0]) and _is_for(document, key[0])
            if place[1] != key or not is_meant or self._keep(place):
                continue
            for each, body in self._archived(place).states:
                count += self._came_back(document, each, body)
                for source in self._cells.sources(place, each):  # the archive was never stored in between
                    self._cells.bind(source, (document.identity, each))
            self._cells.forget_last(place, self._reload.seq)
            aside.remove(key)
        return count

    def _came_back(self, document: Compiled, key: Key, body: bytes) -> bool:
        address = (document.identity, key)
        if self._keep(address) or self._cells.get(*address) is not None:
            return False
        return self._carry(None, document, key, document.lateness, body) is not None

    def _has_state(self, document: Compiled | None) -> bool:
        return document is not None and self._after.kinds[document.kind].state is not None

    def _archived(self, place: Address) -> Archived:
        found: Archived | None = self._cells.get(*place)
        return Archived() if found is None or found.is_over(self._reload.seen) else found

    def _own(self, identity: str) -> list[Key]:
        return [key for key in self._keys.get(identity, ()) if not self._keep((identity, key))]

    def _say(self, change: Change, fate: Fate, states: int) -> None:
        """The last word is that about states which there were."""
        if states:
            change.state, change.states = fate, states
        elif change.state == "none" and fate in {"kept", "reset"} and change.change == "changed":
            change.state = fate


def _heirs(before: Program, after: Program) -> Iterator[_Heir]:
    """The guilds in which a document of their own begins to take a default's place, or ends to; by guild."""
    for kind in sorted({each.kind for each in before.single.values() if each.default}):
        default, own = _of_kind(before, kind)
        later, theirs = _of_kind(after, kind)
        for guild in sorted(own.keys() | theirs.keys()):
            old, new = own.get(guild, default), theirs.get(guild, later)
            if old is not None and new is not None and old.identity != new.identity:
                yield _Heir(guild, old, new)


def _of_kind(program: Program, kind: str) -> tuple[Compiled | None, dict[int, Compiled]]:
    """The default of a kind, and what guilds have of their own."""
    found = sorted(
        (each for each in program.single.values() if each.kind == kind), key=lambda it: it.identity
    )
    default = next((each for each in found if each.default), None)
    return default, {guild: each for each in found if not each.default for guild in each.guilds or ()}


def changes_between(before: Program, after: Program) -> Iterator[Change]:
    """What differs, by identity, before anything becomes of states.

    A document that did not change is the same object, as a rule.
    """
    old, new = before.single, after.single
    for identity in sorted(
        {each.identity for some in differing(old.values(), new.values()) for each in some}
    ):
        found = _change(identity, old.get(identity), new.get(identity))
        if found is not None:
            yield found


def _change(identity: str, old: Compiled | None, new: Compiled | None) -> Change | None:
    if old is None or new is None:
        return Change(identity, "added" if old is None else "removed", guilds=_concerned(old, new))
    guilds = sorted({**old.variants, **new.variants})
    if not _says_the_same(old, new):
        return Change(identity, "changed", guilds=_concerned(old, new))
    tuned = [guild for guild in guilds if not _says_the_same(old.within(guild), new.within(guild))]
    return Change(identity, "changed", guilds=tuned) if tuned else None


def _concerns(changes: Sequence[Change], guild: int | None) -> bool:
    """Whether a reload is about a guild. One that changes nothing is about all: somebody asked for it."""
    return not changes or any(each.guilds is None or guild in each.guilds for each in changes)


def _concerned(*versions: Compiled | None) -> list[int] | None:
    """The guilds for which one of the versions is; None: all."""
    found = [scope for each in versions if each is not None for scope in _scopes(each)]
    return None if None in found else sorted({guild for each in found if each is not None for guild in each})


def _scopes(document: Compiled) -> list[frozenset[int] | None]:
    return [document.guilds, *(each.guilds for each in document.variants.values())]


def _says_the_same(old: Compiled, new: Compiled) -> bool:
    return (old.digest, old.behaviour) == (new.digest, new.behaviour)


def _is_for(document: Compiled, guild: int | None) -> bool:
    return not document.off and (document.guilds is None or guild in document.guilds)
