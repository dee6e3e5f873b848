"""States that documents share, at a reload: what changes takes its own out, and brings one in afterwards.

In between it stands under the document's own address, as that of any other does. Deterministic: the
loop does it live, recovery and replay do it again from the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from engine.effects import Cancel, Timer
from engine.runtime.cells import Address, Cells
from engine.runtime.program import Program
from engine.runtime.reload import Reload
from engine.systems.kind import Compiled, Key
from engine.systems.meaning import means_the_same


class _Moved(NamedTuple):
    """A document as it was and as it is; `stays`: where it was, with all that it has."""

    old: Compiled | None
    new: Compiled | None
    stays: bool


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
        new = self._after.single.get(address[0])
        return self._keep(address) or (new is not None and self._keep((new.joint, address[1])))

    def take_apart(self, identities: Iterable[str]) -> None:
        """Put what documents have in states that they share under their own addresses."""
        pairs = [(self._before.single.get(each), self._after.single.get(each)) for each in identities]
        self._moved = [_Moved(old, new, _stays(old, new)) for old, new in pairs]
        joints = {each.joint for pair in pairs for each in pair if each is not None and each.joint}
        keys = self._cells.keys_of(joints)
        for each in sorted(joints & self._before.joints.documents.keys()):
            self._forget_spent(self._before.documents[each], keys.get(each, ()))
        for old, _, stays in self._moved:
            if old is not None and old.joint:
                self._lend(old, keys.get(old.joint, ()), stays=stays)

    def put_together(self) -> int:
        """Let documents into the states that they share now.

        Returns the row from which on these differ from what is stored: what one lost another may have won.
        """
        entering = [new for _, new, stays in self._moved if new is not None and new.joint and not stays]
        keys = self._cells.keys_of({name for each in entering for name in (each.identity, each.joint)})
        for new in entering:
            self._enter(new, keys.get(new.identity, ()), keys.get(new.joint, ()))
        self._release()
        for address in self._touched:
            self._finish(address)
        moved = [*self._touched, *self._placed]
        since = min((self._cells.dirty[each] for each in moved), default=self._reload.seq)
        for each in moved:
            self._cells.dirty[each] = since
        return since

    def source(self, place: Address) -> Address:
        """Where what stands at a document's own address comes from."""
        lent = self._lent.get(place)
        return place if lent is None else lent.of

    def timed(self, address: Address) -> bool:
        """Whether the timers of an address are told of here."""
        new = self._after.single.get(address[0])
        return address in self._placed or (new is not None and bool(new.joint))

    def _forget_spent(self, shared: Compiled, keys: Iterable[Key]) -> None:
        """As `TakeOver` does, and for the same reason."""
        joint = self._before.joints.joint_of(shared)
        for key in keys:
            address, moment = (shared.identity, key), self._reload.moment(key[0], shared.lateness)
            if not self._keep(address) and joint.prune(shared.spec, self._cells.get(*address), moment):
                self._cells.forget(address, self._reload.seq)

    def _lend(self, old: Compiled, keys: Iterable[Key], *, stays: bool) -> None:
        shared = self._before.documents[old.joint]
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

    def _enter(self, new: Compiled, own: Iterable[Key], there: Iterable[Key]) -> None:
        """Into each group that it has a state of, or in which others have counted before it came."""
        joint = self._after.joints.joint_of(self._after.documents[new.joint])
        assert joint.state is not None
        for key in dict.fromkeys((*own, *there)):
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
            if own is None or new is None or new.joint:
                self._cells.take_back(place, lent.before)
                continue
            joint = self._before.joints.joint_of(self._before.documents[lent.of[0]])
            self.timers += [(place, each) for each in joint.timers(own)]
            self._cells.bind(lent.of, place)
            self._placed[place] = None

    def _finish(self, address: Address) -> None:
        """Have a state stored as it is now, with its timer; one that nobody shares any more goes."""
        shared, state = self._after.documents.get(address[0]), self._cells.get(*address)
        if shared is None:
            self._cells.forget(address, self._reload.seq)
            self.ended.add(address)
            return
        timer = self._after.joints.joint_of(shared).timer(state)
        if timer is not None:
            self.timers.append((address, timer))
        self._cells.replace(address, state, self._reload.seq)


def _stays(old: Compiled | None, new: Compiled | None) -> bool:
    if old is None or new is None or old.joint != new.joint:
        return False
    return means_the_same(old, new) and old.behaviour == new.behaviour
