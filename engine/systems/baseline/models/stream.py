"""The state of the detector of one metric: plain numbers, nothing else."""

from __future__ import annotations

import msgspec

from engine.systems.baseline.models.rarity import Tail, Tally
from engine.systems.baseline.models.shape import Shape
from engine.systems.baseline.models.usual_week import Week


class Test(msgspec.Struct, gc=False):
    """What one test has learned of its own distances."""

    tail: Tail = msgspec.field(default_factory=Tail)
    tally: Tally = msgspec.field(default_factory=Tally)


class Stream(msgspec.Struct, gc=False):
    """Means of one metric; times are POSIX seconds.

    `spread` and `variance` are of what was not expected, `step_spread` and `step_variance` of what was not
    expected after the last reading. `lag` and `lag_norm` say how much one reading keeps of the last.
    `shift` is a short mean of what was not expected, `restless` one of steps in scales. `gate` is the
    rarity that was told.
    """

    n: int = 0
    time: float = 0.0
    waits: list[float] = msgspec.field(default_factory=list)
    interval: float = 0.0
    level: float = 0.0
    spread: float = 0.0
    variance: float = 0.0
    step_spread: float = 0.0
    step_variance: float = 0.0
    last: float = 0.0
    lag: float = 0.0
    lag_norm: float = 1e-12
    shift: float = 0.0
    restless: float = 1.0
    gate: float = 0.0
    centre: float = 0.0
    size: float = 0.0
    week: Week | None = None
    shape: Shape = msgspec.field(default_factory=Shape)
    value: Test = msgspec.field(default_factory=Test)
    step: Test = msgspec.field(default_factory=Test)
    mean: Test = msgspec.field(default_factory=Test)
    noise: Test = msgspec.field(default_factory=lambda: Test(Tail(quantile=1.8, excess=0.3)))
    still: Test = msgspec.field(default_factory=lambda: Test(Tail(quantile=1.8, excess=0.5)))
