"""States that documents share, at a reload: what changes takes its own out, and brings one in afterwards.

Guild by guild: where nothing of a document changes, nothing is looked at.
In between it stands under the document's own address, as that of any other does. Deterministic: the
loop does it live, recovery and replay do it again from the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from engine.effects import Cancel, Timer
from engine.runtime.cells import Address, Cells
from engine.runtime.program import Program
from engine.runtime.reload import Reload
from engine.systems.kind import Compiled, Key
from engine.systems.meaning import means_the_same


class _Moved(NamedTuple):
    """A document as it was and as it is."""

    old: Compiled | None
    new: Compiled | None

    def within(self, guild: int | None) -> _Moved:
        """What it was and is in a guild."""
        return _Moved(*(None if each is None else each.within(guild) for each in self))

    @property
    def stays(self) -> bool:
        """Whether it is where it was, with all that it has."""
        if self.old is None or self.new is None or self.old.joint != self.new.joint:
            return False
        return means_the_same(self.old, self.new) and self.old.behaviour == self.new.behaviour

    @property
    def changes(self) -> bool:
        """Whether it says anything else at all."""
        old, new = self
        return not self.stays or old is None or new is None or old.digest != new.digest

    @property
    def joints(self) -> set[str]:
        """Where it has, and will have, what it shares."""
        return {each.joint for each in self if each is not None and each.joint}


class _Lent(NamedTuple):
    """Of which state a part stands elsewhere for a while, and since when that place was dirty before."""

    of: Address
    before: int | None


class Parting:
    """One reload. `keep` says of an address that what is there has already seen it, in a recovery.

    `timers` are to be set or cancelled, `ended` are addresses that are to have none.
    """

    def __init__(
        self,
        cells: Cells,
        before: Program,
        after: Program,
        reload: Reload,
        *,
        keep: Callable[[Address], bool],
    ) -> None:
        self.timers: list[tuple[Address, Timer | Cancel]] = []
        self.ended: set[Address] = set()
        self._cells = cells
        self._before = before
        self._after = after
        self._reload = reload
        self._keep = keep
        self._moved: list[_Moved] = []
        self._lent: dict[Address, _Lent] = {}
        self._touched: dict[Address, None] = {}
        self._placed: dict[Address, None] = {}

    def kept(self, address: Address) -> bool:
        """Whether what a document has, by itself or with others, has seen the reload already."""
        return self._keep(address) or self._keep((self._joint(address), address[1]))

    def take_apart(self, identities: Iterable[str]) -> None:
        """Put what documents have in states that they share under their own addresses."""
        single = self._before.single, self._after.single
        self._moved = [_Moved(*(each.get(identity) for each in single)) for identity in identities]
        joints = {joint for moved in self._moved for joint in moved.joints}
        keys = {joint: _by_guild(found) for joint, found in self._cells.keys_of(joints).items()}
        for joint in sorted(joints & self._before.joints.documents.keys()):
            self._forget_spent(joint, keys.get(joint, {}))
        for moved in self._moved:
            joint = "" if moved.old is None else moved.old.joint
            for guild, there in keys.get(joint, {}).items():
                self._lend(moved.within(guild), guild, there)

    def put_together(self) -> int:
        """Let documents into the states that they share now.

        Returns the row from which on these differ from what is stored: what one lost another may have won.
        """
        entering = [(each, each.new) for each in self._moved if each.new is not None and each.new.joint]
        keys = self._cells.keys_of({name for _, new in entering for name in (new.identity, new.joint)})
        for each, new in entering:
            found = dict.fromkeys((*keys.get(new.identity, ()), *keys.get(new.joint, ())))
            for guild, there in _by_guild(found).items():
                self._enter(each.within(guild), there)
        self._release()
        for address in self._touched:
            self._finish(address)
        places = [*self._touched, *self._placed]
        since = min((self._cells.dirty[place] for place in places), default=self._reload.seq)
        for place in places:
            self._cells.dirty[place] = since
        return since

    def source(self, place: Address) -> Address:
        """Where what stands at a document's own address comes from."""
        lent = self._lent.get(place)
        return place if lent is None else lent.of

    def timed(self, address: Address) -> bool:
        """Whether the timers of an address are told of here."""
        return address in self._placed or bool(self._joint(address))

    def _joint(self, address: Address) -> str:
        """In which shared state it is that a document has what it would have at an address."""
        new = self._after.single.get(address[0])
        return "" if new is None else new.within(address[1][0]).joint

    def _forget_spent(self, joint: str, keys: Mapping[int | None, Sequence[Key]]) -> None:
        """As `TakeOver` does, and for the same reason."""
        for guild, there in keys.items():
            here = (each.within(guild) for each in self._moved)
            if any(joint in each.joints and each.changes for each in here):
                self._forget_spent_in(self._before.documents[joint].within(guild), there)

    def _forget_spent_in(self, shared: Compiled, keys: Iterable[Key]) -> None:
        steps = self._before.joints.joint_of(shared)
        for key in keys:
            address, moment = (shared.identity, key), self._reload.moment(key[0], shared.lateness)
            if not self._keep(address) and steps.prune(shared.spec, self._cells.get(*address), moment):
                self._cells.forget(address, self._reload.seq)

    def _lend(self, moved: _Moved, guild: int | None, keys: Iterable[Key]) -> None:
        """What a document has in one guild."""
        old, stays = moved.old, moved.stays
        if old is None or not old.joint or not moved.changes:
            return
        shared = self._before.documents[old.joint].within(guild)
        joint = self._before.joints.joint_of(shared)
        for key in keys:
            address, state = (old.joint, key), self._cells.get(old.joint, key)
            if state is None or self._keep(address):
                continue
            place = (old.identity, key)
            if not self.kept(place):
                since = self._cells.dirty_since(address, self._reload.seq)
                moment = self._reload.moment(key[0], shared.lateness)
                own = joint.part(shared.spec, state, old.identity, moment)
                before = self._cells.lend(place, own, since)
                self._lent[place] = _Lent(address, before)
            if not stays:
                joint.leave(state, old.identity)
                self._touched[address] = None

    def _enter(self, moved: _Moved, keys: Iterable[Key]) -> None:
        """Into each group that it has a state of, or in which others have counted before it came."""
        new = moved.new
        if new is None or not new.joint or moved.stays:
            return
        joint = self._after.joints.joint_of(self._after.documents[new.joint])
        assert joint.state is not None
        for key in keys:
            address, place = (new.joint, key), (new.identity, key)
            if self._keep(place):  # it stands alone again since
                continue
            if self._keep(address):
                self._leave(place)
                continue
            if self._cells.get(*address) is None:
                self._cells.replace(address, joint.state(), self._reload.seq)
            brought = self._cells.get(*place)
            joint.enter(self._cells.get(*address), new.identity, brought, self._reload.seen)
            self._touched[address] = None
            if brought is None:
                continue
            self._cells.bind(address, self.source(place))
            self._leave(place)

    def _leave(self, place: Address) -> None:
        """What a document had by itself goes, if it had anything."""
        if place not in self._lent and self._cells.get(*place) is not None:
            self._cells.forget(place, self._reload.seq)
            self._placed[place] = None
            self.ended.add(place)

    def _release(self) -> None:
        """What was lent goes, but for what a document goes on with by itself."""
        for place, lent in self._lent.items():
            new, own = self._after.single.get(place[0]), self._cells.get(*place)
            if own is None or new is None or self._joint(place):
                self._cells.take_back(place, lent.before)
                continue
            joint = self._before.joints.joint_of(self._before.documents[lent.of[0]])
            self.timers += [(place, each) for each in joint.timers(own)]
            self._cells.bind(lent.of, place)
            self._placed[place] = None

    def _finish(self, address: Address) -> None:
        """Have a state stored as it is now, with its timer; one that nobody shares any more goes."""
        shared, state = self._after.document(address[0], address[1][0]), self._cells.get(*address)
        if shared is None or shared.off:
            self._cells.forget(address, self._reload.seq)
            self.ended.add(address)
            return
        timer = self._after.joints.joint_of(shared).timer(state)
        if timer is not None:
            self.timers.append((address, timer))
        self._cells.replace(address, state, self._reload.seq)


def _by_guild(keys: Iterable[Key]) -> Mapping[int | None, Sequence[Key]]:
    found: dict[int | None, list[Key]] = {}
    for key in keys:
        found.setdefault(key[0], []).append(key)
    return found
