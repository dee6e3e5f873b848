"""What one update costs, and what a million keys hold in memory."""

from __future__ import annotations

import gc
import math
import random
import time
import tracemalloc
from collections.abc import Callable
from typing import Final

from river import anomaly, preprocessing

from engine.systems.baseline import Detector
from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.rate import Rate, RateState
from engine.systems.baseline.models.value import Value
from engine.systems.baseline.rows import RATE, row_of_rate
from engine.systems.baseline.table import Table
from tests.bench.result import Reached

_POINTS: Final = 20_000
_ROUNDS: Final = 5
_KEYS: Final = 100_000
_MILLION: Final = 1_000_000


def rows() -> list[Reached]:
    values = _values()
    trees = _best(lambda: _trees(values))
    taken = {
        "a rate": _best(lambda: _rate(values)),
        "a value": _best(lambda: _value(values)),
        "a value with a usual week": _best(lambda: _value(values, season=True)),
    }
    dearest = max(taken.values())
    detector = _best(lambda: _detector(values))
    said = ", ".join(f"{name} {each:.1f}" for name, each in taken.items())
    return [
        Reached("one update of a rate or a value", dearest, 5, 2.5, "us", f"us: {said}"),
        Reached("one update of the detector, all tests", detector, 15, 7.5, "us", "scored and learned"),
        Reached(
            "an update of a rate or a value, of River's half-space trees", dearest / trees, 0.25, 0.125, "x",
            f"{dearest:.1f} of {trees:.1f} us",
        ),
        Reached(
            "an update of the detector, of the same trees", detector / trees, 0.25, 0.125, "x",
            f"{detector:.1f} of {trees:.1f} us",
        ),
        _memory(),
    ]  # fmt: skip


def _values() -> list[float]:
    rng = random.Random(7)
    return [50 + 20 * math.sin(n / 288 * math.tau) + rng.gauss(0, 3) for n in range(_POINTS)]


def _best(work: Callable[[], None]) -> float:
    """Microseconds of processor time a point, the best of some rounds: a busy machine is no slow detector."""
    taken = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) / _POINTS * 1e6)
    return min(taken)


def _rate(values: list[float]) -> None:
    model = Rate(bucket=3_600)
    state = model.fresh()
    for n, _ in enumerate(values):
        model.advance(state, n * 300.0)
        model.judge(state, n * 300.0)
        model.learn(state, n * 300.0)


def _value(values: list[float], *, season: bool = False) -> None:
    model = Value(season=season)
    state = model.fresh()
    for n, value in enumerate(values):
        model.learn(state, n * 300.0, value, model.judge(state, n * 300.0, value))


def _detector(values: list[float]) -> None:
    detector = Detector()
    for n, value in enumerate(values):
        detector.score_one(n * 300.0, value)
        detector.learn_one(n * 300.0, value)


def _trees(values: list[float]) -> None:
    detector = preprocessing.MinMaxScaler() | anomaly.HalfSpaceTrees(seed=1)
    for value in values:
        row = {"value": value}
        detector.score_one(row)
        detector.learn_one(row)


def _memory() -> Reached:
    """Rows of rates in the table that the kind keeps, under keys of a user's id each."""
    gc.collect()
    tracemalloc.start()
    table = Table()
    row = row_of_rate(RateState(1, 1, 1.0, 1.0, 1.0), Gate())
    for n in range(_KEYS):
        table.put(f"{n + 10**17}", RATE, row)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    each = held / _KEYS
    return Reached(
        "a million keys of a baseline", each * _MILLION / 1e6, 300, 160, "MB", f"{each:.0f} bytes a key"
    )
