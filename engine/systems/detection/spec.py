"""What a detection's step works with, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.signal import Severity, SignalType

DEFAULT_LEVEL: Final[Severity] = "medium"
"""The severity of a rule without a `level`, which Sigma leaves open."""


class DetectionSpec(msgspec.Struct, frozen=True):
    """What one hit emits. `rule` is the document's id; name and title are as written, or empty."""

    rule: str
    rule_name: str
    title: str
    emit: str
    severity: Severity
    system: str | None
    confidence: float | None


def read_spec(rule_id: str, body: Mapping[str, Any]) -> DetectionSpec:
    """The spec of a document that its schema has passed."""
    tocsin = body.get("tocsin") or {}
    return DetectionSpec(
        rule=rule_id,
        rule_name=str(body.get("name") or ""),
        title=str(body.get("title") or ""),
        emit=tocsin.get("emit", SignalType.THREAT_DETECTED.value),
        severity=body.get("level") or DEFAULT_LEVEL,
        system=tocsin.get("system"),
        confidence=tocsin.get("confidence"),
    )
