"""Small kinds of documents for tests of the loop: each shows one thing a kind may do, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from engine.documents.document import Document, Reference
from engine.effects import Act, Cancel, Effect, Emit, Record, Timer
from engine.signal import Signal, SignalType
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Migrated, Moment, Resolve


class Alone:
    """Resolves for a document that stands by itself."""

    def __call__(self, source: Document, reference: Reference) -> None:
        """There is no other."""

    def changing(self, document: Document) -> Sequence[Compiled]:
        """Nobody changes it."""
        return ()


class Base(BaseKind):
    """What the kinds share: a document is `{types: [...], ...}` and its body is its spec."""

    name = "base"
    state: type[msgspec.Struct] | None = None
    group_by: tuple[str, ...] = ()
    cites = True

    def schema(self) -> Mapping[str, Any]:
        return {"type": "object"}

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=document.body,
            types=tuple(document.body["types"]),
            group_by=self.group_by,
            counts=document.body.get("counts"),
            cites=self.cites,
            lateness=document.body.get("lateness", 0),
            mute=tuple(document.body.get("mute", ())),
            over=tuple(document.body.get("over", ())),
            guilds=frozenset(document.body["guilds"]) if "guilds" in document.body else None,
            mode=document.body.get("mode", "propose"),
            default=document.body.get("default", False),
        )

    def step(self, spec: Any, state: Any, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        raise NotImplementedError


class Count(msgspec.Struct):
    times: int = 0
    total: int = 0
    last: int = 0


class Counting(Base):
    """Counts signals of each actor; emits at every `every`th; says when an actor is quiet for `quiet` ms.

    A changed `every` or `quiet` keeps what was counted, but for what is beyond `most`; `meaning` does not.
    """

    name = "counting"
    state = Count
    group_by = ("actor",)

    def step(self, spec: Any, state: Count, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        if signal.type == SignalType.TIMER_DUE:
            return [
                Record("quiet", {"actor": hit.key[1], "times": state.times}),
                Emit("test.quiet", actor=hit.key[1]),
            ]
        state.times += 1
        state.total += signal.data.get("amount", 0)
        state.last = signal.time
        effects: list[Effect] = [Timer("quiet", moment.now + spec["quiet"])]
        if state.times % spec["every"] == 0:
            effects.append(Emit("test.many", actor=signal.actor, data={"times": state.times}))
        if signal.data.get("stop"):
            effects.append(Cancel("quiet"))
        return effects

    def stateful(self, spec: Any) -> Any:
        return [spec.get("meaning")]

    def migrate(self, old: Any, new: Any, state: Count, moment: Moment) -> Migrated | None:
        if new.get("refuses"):
            return None
        trimmed = state.times > new.get("most", state.times)
        state.times = min(state.times, new.get("most", state.times))
        due = state.last + new["quiet"]
        timers = [Timer("quiet", due)] if old is None or old["quiet"] > new["quiet"] else []
        return Migrated(state, timers, trimmed=trimmed)


class Acting(Base):
    """Acts outside on each signal, in the way that `action` of its document says."""

    name = "acting"

    def step(self, spec: Any, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        return [Act(spec["action"], {"about": signal.id})]


class Raising(Base):
    """Changes its state, and raises on signals that say `bad`."""

    name = "raising"
    state = Count

    def step(self, spec: Any, state: Count, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        state.times += 1
        if signal.data.get("bad"):
            state.total += 1_000
            raise ValueError("a fault on purpose")
        state.total += signal.data.get("amount", 0)
        return [Emit("test.fine", data={"total": state.total})]


class Echoing(Base):
    """Emits what it is hit by, so that a cascade never ends by itself; `times` at once."""

    name = "echoing"

    def step(self, spec: Any, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        return [Emit(spec["emit"])] * spec.get("times", 1)


class Settling(Base):
    """Counts what its guild's watermark has settled, `span` ms after it happened."""

    name = "settling"
    state = Count

    def step(self, spec: Any, state: Count, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        if signal.type == SignalType.TIMER_DUE:
            state.times += 1
            state.last = moment.now
            return [
                Emit("test.settled", time=signal.time, data={"now": moment.now, "mark": moment.watermark})
            ]
        state.total += 1
        return [Timer(signal.id, signal.time + spec["span"], clock="watermark")]

    def stateful(self, spec: Any) -> Any:
        return []

    def migrate(self, old: Any, new: Any, state: Count, moment: Moment) -> Migrated | None:
        state.last = moment.watermark
        return Migrated(state)


class Unwritable(Base):
    """Wants what no journal can hold, after changing its state."""

    name = "unwritable"
    state = Count

    def step(self, spec: Any, state: Count, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        state.times += 1
        if signal.data.get("bad"):
            return [Emit("test.odd", data={"odd": {"object": object(), "huge": 2**70}[spec["value"]]})]
        return [Emit("test.fine", data={"times": state.times})]


class Keyed(Base):
    """Counts for each value of the field `field`."""

    name = "keyed"
    state = Count
    group_by = ("field",)

    def step(self, spec: Any, state: Count, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        state.times += 1
        return [Emit("test.keyed", data={"times": state.times})]


class Instants(msgspec.Struct):
    seen: list[int] = []


class Recent(Base):
    """Says how many signals of an actor there were within `span` ms; what is older is pruned."""

    name = "recent"
    state = Instants
    group_by = ("actor",)

    def step(self, spec: Any, state: Instants, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        self.prune(spec, state, moment)
        state.seen = [*state.seen, moment.now]
        return [Record("recent", {"count": len(state.seen)})]

    def prune(self, spec: Any, state: Instants, moment: Moment) -> bool:
        state.seen = [each for each in state.seen if each > moment.now - spec["span"]]
        return not state.seen


class Tally(msgspec.Struct):
    times: int = 0
    last: tuple[Any, ...] = ()


class Tallying(Base):
    """Counts for each actor or in all, and says nothing but each `every`th time; raises on `bad` signals."""

    name = "tallying"
    state = Tally
    cites = False

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        group_by = ("actor",) if document.body.get("keyed") else ()
        return msgspec.structs.replace(super().compile(document, resolve), group_by=group_by)

    def step(self, spec: Any, state: Tally, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        state.times += 1
        state.last = (signal.id, hit.value, moment.now, moment.watermark)
        if signal.data.get("bad"):
            raise ValueError("bad")
        said = state.times % spec.get("every", 3) == 0
        return [Emit("test.tallied", data={"times": state.times})] if said else []


class Citing(Tallying):
    """The same, but it may name later what it met before."""

    name = "citing"
    cites = True


_ALL = (
    Counting(),
    Acting(),
    Raising(),
    Echoing(),
    Settling(),
    Unwritable(),
    Keyed(),
    Recent(),
    Tallying(),
    Citing(),
)
KINDS = {kind.name: kind for kind in _ALL}


def document(kind: str, id_: str, **body: Any) -> Document:
    """A document of one of these kinds, as if read from a file."""
    return Document(kind, id_, "tests", "tests.yml", 0, body, {})
