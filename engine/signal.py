"""The signal: one thing that happened, from a Discord event to the result of an action.

Knows nothing of documents, stores or Discord; everything above speaks in signals.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, Literal

import msgspec

SEVERITIES: Final = ("informational", "low", "medium", "high", "critical")
Severity = Literal["informational", "low", "medium", "high", "critical"]
DEFAULT_SEVERITY: Final[Severity] = "medium"
"""What a signal that says none counts as."""
Origin = Literal["input", "derived"]

MAX_CAUSES: Final = 20
"""How many causing ids a signal carries; `causes` says how many there were."""


class SignalType(StrEnum):
    """The types that the engine itself speaks; all others come from sensors and documents."""

    THREAT_DETECTED = "threat.detected"
    POLICY_VIOLATION = "policy.violation"
    UNAUTHORIZED_ACCESS = "access.unauthorized"
    ANOMALY_DETECTED = "anomaly.detected"
    BASELINE_NOTICED = "baseline.noticed"
    BASELINE_FEEDBACK = "baseline.feedback"
    BASELINE_ADOPTED = "baseline.adopted"
    BASELINE_DROPPED = "baseline.keys_dropped"
    BASELINE_HELD = "baseline.held_back"
    THREAT_LEVEL_CHANGED = "threat.level_changed"
    ESCALATION_REQUIRED = "escalation.required"
    APPROVAL_REQUESTED = "approval.requested"
    APPROVAL_VOTED = "approval.voted"
    ACTION_SUCCEEDED = "action.succeeded"
    ACTION_FAILED = "action.failed"
    ACTION_UNKNOWN = "action.unknown"
    OVERRIDE_RECORDED = "override.recorded"
    ABSTAINED = "abstained"
    RULEBOOK_LOADED = "rulebook.loaded"
    RULEBOOK_REJECTED = "rulebook.rejected"
    RULEBOOK_OUTDATED = "rulebook.outdated"
    GATEWAY_GAP = "gateway.gap"
    GAP_EXPIRED = "gateway.gap_expired"
    BACKFILL_DONE = "backfill.done"
    TIMER_DUE = "timer.due"
    TICK = "engine.tick"
    STEP_FAILED = "engine.step_failed"
    CASCADE_CUT = "engine.cascade_cut"
    GROUPS_DROPPED = "engine.groups_dropped"
    SENSOR_FAILED = "engine.sensor_failed"
    ERASED = "engine.erased"
    DRILL_CALLED = "drill.called"
    COMMAND_USED = "command.used"
    CONFIG_CHANGED = "config.changed"
    COMMAND_REFUSED = "command.refused"


INWARD: Final = frozenset(
    {
        SignalType.BASELINE_NOTICED.value,
        SignalType.BASELINE_ADOPTED.value,
        SignalType.BASELINE_DROPPED.value,
        SignalType.BASELINE_HELD.value,
    }
)
"""What parts of the engine say to each other: no news for anybody else."""


class Signal(msgspec.Struct, array_like=True, omit_defaults=True):
    """One thing that happened.

    `time` (when it happened) and `seen` (when the engine took it in) are integer
    milliseconds since 1970, UTC. `guild`, `channel`, `actor` and `target` are Discord ids.
    `data` holds further fields, `text` those that people wrote (the catalogue marks them
    `personal`): they are stored apart, so that a person can be forgotten; an empty `text` says
    that there was some and it is gone. `cause` names at
    most `MAX_CAUSES` signals this one came from, `causes` counts them all. `seq` is its
    place in the journal, given by the loop. Read-only by convention once it is ingested.

    The order of the fields is the order in the journal: fields are only ever added at the end.
    """

    id: str
    type: str
    time: int
    seen: int = 0
    seq: int = 0
    guild: int | None = None
    channel: int | None = None
    actor: int | None = None
    data: dict[str, Any] = {}
    text: dict[str, Any] | None = None
    target: int | None = None
    system: str | None = None
    severity: Severity | None = None
    confidence: float | None = None
    cause: tuple[str, ...] = ()
    causes: int = 0
    origin: Origin = "input"

    def fields(self) -> dict[str, Any]:
        """Every field under its bare name, as rules address them; what is absent is left out."""
        fields = {**self.data, **self.text} if self.text else self.data.copy()
        fields["id"] = self.id
        fields["type"] = self.type
        fields["time"] = self.time
        fields["seen"] = self.seen
        if self.guild is not None:  # one by one, as every signal comes here
            fields["guild"] = self.guild
        if self.channel is not None:
            fields["channel"] = self.channel
        if self.actor is not None:
            fields["actor"] = self.actor
        if self.target is not None:
            fields["target"] = self.target
        if self.system is not None:
            fields["system"] = self.system
        if self.severity is not None:
            fields["severity"] = self.severity
        if self.confidence is not None:
            fields["confidence"] = self.confidence
        return fields


CORE_FIELDS: Final = frozenset(
    {
        *("id", "type", "time", "seen", "guild", "channel"),
        *("actor", "target", "system", "severity", "confidence"),
    }
)
"""The fields every signal may have, whatever its type."""
SNOWFLAKES: Final = ("guild", "channel", "actor", "target")
"""Fields that are Discord ids: ints inside, strings in any JSON that leaves the process."""
_HIGHEST_ID: Final = 2**63 - 1
_LONGEST_ID: Final = 20


def discord_id(value: Any) -> int | None:
    """A Discord id, from a number or from digits; None when the value is none."""
    if isinstance(value, str) and len(value) < _LONGEST_ID and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _HIGHEST_ID:
        return value
    return None
