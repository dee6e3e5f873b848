"""Which signal types a document may emit. Knows the engine's own types, no kind of document.

A pack is written by people who are not the engine: no document may say that someone voted,
that an action succeeded or that Discord reported something.
"""

from __future__ import annotations

from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.matching.candidates import OWN_FAMILIES
from engine.signal import SignalType

FORBIDDEN_EMIT: Final = "TOC319"

_OPEN: Final = frozenset(
    own.value.partition(".")[0]
    for own in (
        SignalType.THREAT_DETECTED,
        SignalType.POLICY_VIOLATION,
        SignalType.UNAUTHORIZED_ACCESS,
        SignalType.ANOMALY_DETECTED,
        SignalType.ESCALATION_REQUIRED,
    )
)
RESERVED_FAMILIES: Final = (OWN_FAMILIES - _OPEN) | {"discord"}
"""First tokens of the types that only sensors, people and the engine speak."""


def check_emit(signal_type: Any, where: Where) -> list[Problem]:
    """A problem if a document may not emit this type."""
    family = signal_type.partition(".")[0] if isinstance(signal_type, str) else ""
    if family not in RESERVED_FAMILIES:
        return []
    message = f"a document may not emit `{signal_type}`: types `{family}.*` say what really happened"
    return [Problem(FORBIDDEN_EMIT, where, message, help="choose `threat.detected` or a type of your own")]
