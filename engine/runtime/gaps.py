"""The engine's own fold of gaps: from `gateway.gap` to `backfill.done` a guild's watermark stands still.

At the longest for ten minutes: then windows move on without the back-fill, and that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec

from engine.effects import Cancel, Effect, Emit, Timer
from engine.signal import Signal, SignalType
from engine.systems.kind import Compiled, Hit, Moment

LONGEST_MS: Final = 10 * 60 * 1000
AT_START: Final = "start"
"""The `cause` of the gap that every start begins with."""
NEW_SESSION: Final = "session"
"""The `cause` of a gap that is said again when Discord is there: its events were told to nobody."""
_AGAIN: Final = frozenset({AT_START, NEW_SESSION})
_TIMER: Final = "longest"


class Gap(msgspec.Struct):
    """`since` is the moment (milliseconds) at which the watermark stands still, None without a gap."""

    since: int | None = None


class Gaps:
    """The steps of the one document `GAPS`. Its key is the guild; None means all guilds."""

    name = "engine.gaps"
    state: ClassVar[type[Gap]] = Gap

    def step(self, spec: None, state: Gap, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, hit
        if signal.type == SignalType.GATEWAY_GAP:
            return self._begin(state, signal, moment)
        since, state.since = state.since, None
        if signal.type == SignalType.TIMER_DUE and since is not None:
            blind = (moment.now - since) // 1000
            return [Emit(SignalType.GAP_EXPIRED, severity="medium", data={"seconds": blind})]
        return [Cancel(_TIMER)]

    def _begin(self, state: Gap, signal: Signal, moment: Moment) -> Sequence[Effect]:
        """A gap in a gap is the same one; a start or a new session gives back-fill its full time again."""
        again = state.since is not None
        if not again:
            state.since = int(signal.data["since"])
        if again and signal.data.get("cause") not in _AGAIN:
            return ()
        return [Timer(_TIMER, moment.now + LONGEST_MS)]

    def prune(self, spec: None, state: Gap, moment: Moment) -> bool:
        del spec, moment
        return state.since is None


GAPS: Final = Compiled(
    identity="engine/gaps",
    kind=Gaps.name,
    id="gaps",
    spec=None,
    types=(SignalType.GATEWAY_GAP, SignalType.BACKFILL_DONE),
    own=True,
)
