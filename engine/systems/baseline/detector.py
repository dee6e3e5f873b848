"""The detector of one metric: how unusual is a value, asked when it comes. Knows numbers alone."""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models.digits import score
from engine.systems.baseline.models.learning import learn
from engine.systems.baseline.models.reading import Reading, digits, read
from engine.systems.baseline.models.stream import Stream

_LARGEST: Final = 1e100
"""Values are cut off here, so that no square of one overflows."""
_LATEST: Final = 1e15
_SAME_EPISODE: Final = 0.25
"""What is no worse than what was told keeps so much of its digits."""


class Detector:
    """How unusual each value of one metric is, learned as they come.

        detector = Detector()
        for time, value in readings:
            score = detector.score_one(time, value)
            detector.learn_one(time, value)

    Times are POSIX seconds, in order; values any numbers. Nothing need be known of the metric.
    """

    def __init__(self) -> None:
        self._stream = Stream()
        self._asked: tuple[float, float] | None = None
        self._answer: tuple[Reading, float]

    def score_one(self, time: float, value: float) -> float:
        """From 0 to below 1, higher is rarer: `digits.score` of how many digits. Changes nothing.

        0 for a time or value that is no finite number, and for the first readings.
        """
        found = _readable(time, value)
        if found is None:
            return 0.0
        _, rarity = self._look(found)
        told = self._stream.told + self._stream.fresh
        return score(rarity if rarity > told else _SAME_EPISODE * rarity)

    def learn_one(self, time: float, value: float) -> None:
        """Take a value in. One that is no finite number is passed over."""
        found = _readable(time, value)
        if found is None:
            return
        reading, rarity = self._look(found)
        self._asked = None
        learn(self._stream, *found, reading, rarity)

    def snapshot(self) -> bytes:
        """All that it has learned."""
        return msgspec.msgpack.encode(self._stream)

    @classmethod
    def load(cls, snapshot: bytes) -> Detector:
        """One that has learned what a `snapshot` holds. Raises `msgspec.MsgspecError` for what is none."""
        made = cls()
        made._stream = msgspec.msgpack.decode(snapshot, type=Stream)
        return made

    def _look(self, asked: tuple[float, float]) -> tuple[Reading, float]:
        """The reading and its rarity; that of `score_one` is there still when `learn_one` asks."""
        if asked != self._asked:
            reading = read(self._stream, *asked)
            self._answer = reading, digits(self._stream, reading, asked[1])
            self._asked = asked
        return self._answer


def _readable(time: float, value: float) -> tuple[float, float] | None:
    try:
        time, value = float(time), float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if -_LATEST < time < _LATEST and -_LARGEST < value < _LARGEST:
        return time, value
    if not -_LATEST < time < _LATEST or not math.isfinite(value):
        return None
    return time, math.copysign(_LARGEST, value)
