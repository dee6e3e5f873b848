"""The state of the detector of one metric: plain numbers, nothing else."""

from __future__ import annotations

import msgspec

from engine.systems.baseline.models.rarity import Test
from engine.systems.baseline.models.shape import Shape
from engine.systems.baseline.models.usual_week import Week


class Stream(msgspec.Struct, gc=False):
    """Means of one metric, over `n` readings, the last at `time` (POSIX seconds). `waits` are the first ones
    between readings, `interval` their median.

    `spread` and `variance` are of what was not expected, `scale` what follows from them; the same of steps,
    which are what the last reading does not explain either. `last` is what was not expected of it, and
    `kept` how much of that is there again in the next: `lag` over `lag_norm`.

    `shift` is a short mean of what was not expected, `restless` one of steps in scales. `equal` readings
    were the same as the one before, `equal_again` of `equal_before` so once more; `run` is how many are
    now. `told` is the rarity that was told, as it fades; `fresh` what it is raised by while that is new.
    `centre` and `size` are the metric's own mean and mean distance.
    """

    n: int = 0
    time: float = 0.0
    waits: list[float] = msgspec.field(default_factory=list)
    interval: float = 0.0
    level: float = 0.0
    level_pace: float = 1.0
    spread: float = 0.0
    variance: float = 0.0
    scale: float = 1.0
    step_spread: float = 0.0
    step_variance: float = 0.0
    step_scale: float = 1.0
    last: float = 0.0
    lag: float = 0.0
    lag_norm: float = 1e-12
    kept: float = 0.0
    shift: float = 0.0
    restless: float = 1.0
    value: float = 0.0
    run: int = 0
    equal: int = 0
    equal_before: int = 0
    equal_again: int = 0
    told: float = 0.0
    fresh: float = 0.0
    centre: float = 0.0
    size: float = 0.0
    week: Week | None = None
    shape: Shape = msgspec.field(default_factory=Shape)
    far_test: Test = msgspec.field(default_factory=Test)
    step_test: Test = msgspec.field(default_factory=Test)
    shift_test: Test = msgspec.field(default_factory=Test)
    restless_test: Test = msgspec.field(default_factory=lambda: Test(quantile=1.8, excess=0.3))
