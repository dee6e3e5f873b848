"""What a hit of a detection causes: one signal. Knows nothing of why the detection was hit."""

from __future__ import annotations

from engine.effects import Emit
from engine.signal import Signal
from engine.systems.detection.spec import DetectionSpec


def step(spec: DetectionSpec, signal: Signal) -> tuple[Emit]:
    """One signal about the same people and place; `data` names the rule, and holds nothing people wrote."""
    emit = Emit(
        type=spec.emit,
        time=signal.time,
        channel=signal.channel,
        actor=signal.actor,
        target=signal.target,
        system=spec.system or signal.system,
        severity=spec.severity,
        confidence=spec.confidence,
        data={"rule": spec.rule, "rule_name": spec.rule_name, "title": spec.title},
    )
    return (emit,)
