"""What a hit of a detection causes: one signal. Knows nothing of why the detection was hit."""

from __future__ import annotations

from engine.effects import Emit
from engine.signal import Signal
from engine.systems.emission import Emission, carried


def step(emission: Emission, signal: Signal) -> tuple[Emit]:
    """One signal about the same people and place."""
    emit = Emit(
        type=emission.type,
        time=signal.time,
        channel=signal.channel,
        actor=signal.actor,
        target=signal.target,
        system=emission.system or signal.system,
        severity=emission.severity,
        confidence=emission.confidence,
        data=emission.data() | carried(signal),
    )
    return (emit,)
