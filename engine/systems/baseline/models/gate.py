"""One episode, one alert: what goes on is told again only when it gets worse than what was told."""

from __future__ import annotations

from typing import Final

import msgspec

_WORSE: Final = 1.25


class Gate(msgspec.Struct, gc=False):
    """`height`: the digits last told, as they were at `time`."""

    height: float = 0.0
    time: float = 0.0


def level(gate: Gate, time: float, half_life: float) -> float:
    """The digits that have to be passed at `time`; they halve with `half_life` seconds."""
    passed = time - gate.time
    if gate.height <= 0:
        return 0.0
    return float(gate.height * 0.5 ** (passed / half_life)) if passed > 0 else gate.height


def opens(gate: Gate, time: float, digits: float, half_life: float) -> bool:
    """Whether so many digits are news: the first of an episode, or a quarter worse than what was told."""
    return digits > _WORSE * level(gate, time, half_life)


def tell(gate: Gate, time: float, digits: float) -> None:
    """So many digits have been told."""
    gate.height = digits
    gate.time = time
