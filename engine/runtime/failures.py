"""The engine's own fold of failed steps: a document that raised three times in a guild rests there.

It takes no new signals until a reload changes something there; what already runs (timers, executions,
pages) goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec

from engine.effects import Effect
from engine.signal import Signal, SignalType
from engine.systems.kind import Compiled, Hit, Moment

LIMIT: Final = 3


class Failed(msgspec.Struct):
    """How often a document's step has raised in a guild since the rulebook was loaded."""

    times: int = 0


class Failures:
    """The steps of the one document `FAILURES`. Its key is the guild and the document that failed."""

    name = "engine.failures"
    state: ClassVar[type[Failed]] = Failed

    def step(self, spec: None, state: Failed, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, signal, hit, moment
        state.times += 1
        return ()

    def prune(self, spec: None, state: Failed, moment: Moment) -> bool:
        del spec, moment
        return state.times == 0


FAILURES: Final = Compiled(
    identity="engine/failures",
    kind=Failures.name,
    id="failures",
    spec=None,
    types=(SignalType.STEP_FAILED,),
    group_by=("failed",),
    own=True,
)
