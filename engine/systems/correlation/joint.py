"""Windows that correlations share: all that count the same hits in the same groups have one state a group.

A correlation that comes later, or whose windows are carried over from another version of it, counts by
itself, with a group of its own, until nothing from before matters any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec

from engine.effects import Cancel, Effect, For, Timer
from engine.matching.windows.group import Group
from engine.matching.windows.handover import rested
from engine.matching.windows.measures.items import Items
from engine.matching.windows.parting import part, rejoin
from engine.matching.windows.tally import News, Tally, Threshold, Thresholds
from engine.signal import Signal
from engine.systems.correlation.spec import CorrelationSpec
from engine.systems.correlation.step import TIMER, emit, step
from engine.systems.kind import Compiled, Hit, Moment, Standing

_NEVER: Final = -(2**62)


class Apart(msgspec.Struct, array_like=True):
    """A correlation that counts by itself: what came before `since` (milliseconds) is not for it."""

    group: Group
    since: int


class Shared(msgspec.Struct):
    """The state of one group for all correlations. `due` is the timer that is set.

    `last` and `second` are when (milliseconds) the newest hits came.
    """

    tally: Tally = msgspec.field(default_factory=Tally)
    apart: dict[str, Apart] = {}
    due: int | None = None
    last: int = _NEVER
    second: int = _NEVER


class SharedSpec(msgspec.Struct, frozen=True):
    """What the correlations ask for, by their identities."""

    specs: Mapping[str, CorrelationSpec]
    asked: Thresholds


class Windows:
    """The steps of what correlations share. Only counts that grow do: `event_count` with `gte` or `gt`."""

    name: ClassVar[str] = "window"
    state: ClassVar[type[Shared]] = Shared

    def key(self, compiled: Compiled) -> Any:
        """Nothing of its own. What it counts, how late, and for whom is the same for all, as it is."""
        return "" if _is_shared(compiled.spec) else None

    def join(self, identity: str, members: Sequence[Compiled]) -> Compiled:
        """One document for all."""
        specs = {each.identity: each.spec for each in members}
        asked = Thresholds({name: _threshold(spec) for name, spec in specs.items()})
        return msgspec.structs.replace(
            members[0],
            identity=identity,
            kind=self.name,
            id=identity.rpartition("/")[2],
            spec=SharedSpec(specs, asked),
            mute=(),
            span=max(each.span for each in members),
            emits=(),
            digest=b"",
            behaviour="",
            joint="",
            body={},
        )

    def step(
        self, spec: SharedSpec, state: Shared, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect | For]:
        """A hit that names rules is counted; one that names none is the timer."""
        tally = state.tally
        if hit.rules:
            state.last, state.second = _newest(state, signal.time)
            news = tally.add(spec.asked, (signal.time, signal.id), moment.watermark, state.apart)
            if not (news or state.apart or tally.pending):
                return ()
        else:
            state.due = None
            news = tally.settle(spec.asked, moment.watermark)
        effects = _told(spec, signal, hit, news)
        for name in sorted(state.apart):
            effects += _by_itself(spec, state, name, signal, hit, moment)
        due = _due(state)
        if due is not None and (state.due is None or due < state.due):
            state.due = due
            effects.append(Timer(TIMER, due, clock="watermark"))
        return effects

    def standing(self, spec: SharedSpec, state: Shared, moment: Moment) -> Standing:
        """As that of the one of them which stands highest."""
        out = moment.watermark - spec.asked.longest
        is_open = state.tally.is_open(spec.asked, moment.watermark) or any(
            each.group.standing(spec.specs[name].window, moment.watermark)[0]
            for name, each in state.apart.items()
        )
        return Standing(is_open, (state.last >= out) + (state.second >= out), max(state.last, out - 1))

    def prune(self, spec: SharedSpec, state: Shared, moment: Moment) -> bool:
        """A group goes when a new one would do the same, for each of them."""
        is_open, hits, _ = self.standing(spec, state, moment)
        if is_open or hits or state.due is not None:
            return False
        return state.tally.is_spent(spec.asked, moment.watermark) and all(
            each.group.is_spent(spec.specs[name].window, moment.watermark)
            for name, each in state.apart.items()
        )

    def part(self, spec: SharedSpec, state: Shared, document: str, moment: Moment) -> Group:
        """The group that the correlation would have by itself, settled as far as it can be."""
        apart = state.apart.get(document)
        own = part(state.tally, document, spec.asked.by_name[document]) if apart is None else apart.group
        group = rested(own, spec.specs[document].window, moment.watermark)
        group.second, group.last = ([_NEVER, _NEVER] + [item.time for item in group.items])[-2:]
        return group

    def leave(self, state: Shared, document: str) -> None:
        """Nothing is left of it."""
        state.apart.pop(document, None)
        state.tally.told.pop(document, None)
        state.tally.pending.pop(document, None)

    def enter(self, state: Shared, document: str, own: Group | None, since: int) -> None:
        """It counts by itself at first. Where nothing was counted before, there is nothing to wait for."""
        if own is not None or state.tally.times:
            state.apart[document] = Apart(own or Group(), since)

    def timer(self, state: Shared) -> Timer | Cancel | None:
        """The one for all."""
        due = _due(state)
        if due == state.due:
            return None
        state.due = due
        return Cancel(TIMER) if due is None else Timer(TIMER, due, clock="watermark")

    def timers(self, own: Group) -> Sequence[Timer]:
        """What a correlation's own step would have set."""
        return () if own.due is None else (Timer(TIMER, own.due, clock="watermark"),)


WINDOWS: Final = Windows()


def _newest(state: Shared, time: int) -> tuple[int, int]:
    """When the two newest hits came, with one more: whatever becomes of it."""
    if time >= state.last:
        return time, state.last
    return state.last, max(state.second, time)


def _is_shared(spec: CorrelationSpec) -> bool:
    measure = spec.window.measure
    return isinstance(measure, Items) and measure.is_growing


def _threshold(spec: CorrelationSpec) -> Threshold:
    window = spec.window
    assert isinstance(window.measure, Items)
    return Threshold(window.span, window.rearm, window.measure.edges[0])


def _due(state: Shared) -> int | None:
    dues = [each.due for each in state.tally.pending.values()]
    dues += [each.group.due for each in state.apart.values() if each.group.due is not None]
    return min(dues, default=None)


def _told(spec: SharedSpec, signal: Signal, hit: Hit, news: Sequence[News]) -> list[Effect | For]:
    effects: list[Effect | For] = []
    counts: dict[str, int] = {}
    for each in news:
        n = counts[each.name] = counts.get(each.name, -1) + 1
        by = None if each.is_settled or not hit.rules else signal
        time = each.opening.at if by is None else by.time
        effects.append(For(each.name, emit(spec.specs[each.name], hit, each.opening, time, by), n))
    return effects


def _by_itself(  # noqa: PLR0913, PLR0917 - a step, of one of them
    spec: SharedSpec, state: Shared, name: str, signal: Signal, hit: Hit, moment: Moment
) -> Iterator[For]:
    """The step of a correlation that counts by itself, as if there were no other."""
    apart, own = state.apart[name], spec.specs[name]
    if not hit.rules and (apart.group.due is None or apart.group.due >= moment.watermark):
        return
    effects = [each for each in step(own, apart.group, signal, hit, moment) if not isinstance(each, Timer)]
    yield from (For(name, each, n) for n, each in enumerate(effects))
    if rejoin(state.tally, name, spec.asked.by_name[name], apart.group, apart.since):
        del state.apart[name]
