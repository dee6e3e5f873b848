"""What alarms people, and what may be said of it: ids, numbers and the text of documents and of our own.

What came from outside, not from a step, may say anything in its `data`, so only its ids are taken.
"""

from __future__ import annotations

from math import floor
from typing import Any, Final

import msgspec

from engine.effects import OUTCOME
from engine.signal import DEFAULT_SEVERITY, Severity, Signal, SignalType
from engine.systems.emission import TARGET_IS_ROLE
from engine.systems.modes import DEFAULT_MODE, Mode

ALARMING: Final = (
    SignalType.THREAT_DETECTED,
    SignalType.POLICY_VIOLATION,
    SignalType.UNAUTHORIZED_ACCESS,
    SignalType.ANOMALY_DETECTED,
    SignalType.ESCALATION_REQUIRED,
    SignalType.STEP_FAILED,
    SignalType.GAP_EXPIRED,
    SignalType.CASCADE_CUT,
    SignalType.GROUPS_DROPPED,
    SignalType.ACTION_UNKNOWN,
    SignalType.RULEBOOK_OUTDATED,
    SignalType.DRILL_CALLED,
)
"""Types that a person should hear of."""

OWN: Final[dict[str, str]] = {
    SignalType.STEP_FAILED: "A document failed",
    SignalType.GAP_EXPIRED: "Events were missed, and windows went on without them",
    SignalType.CASCADE_CUT: "Signals that caused each other without end were cut off",
    SignalType.GROUPS_DROPPED: "A rule counts more at once than it can hold, and let go of the quietest",
    SignalType.RULEBOOK_OUTDATED: "A change of the rules was refused, the old ones go on; /reload says why",
    SignalType.DRILL_CALLED: "TEST ALERT, nothing happened",
    SignalType.ACTION_UNKNOWN: "Nobody can tell whether an action was carried out",
}
"""What is wrong with the bot itself, and how it is called."""
SUMS_UP: Final = SignalType.ESCALATION_REQUIRED
"""Says how bad it is, and not what happened: a case keeps the name of what it was opened for."""
_TEXTS: Final = ("title", "rule_name", "timespan", "advice", "led_by", "sentence")
_NUMBERS: Final = {"count": "count", "value": "value", "from": "since", "to": "until", "seconds": "seconds",
                   "actor_staff_hours": "staff_hours"}  # fmt: skip
_BLAMED: Final = ("rule", "failed", "at", "full")
"""Where a signal names the document that it is about, the engine's own signals too."""
_LONGEST: Final = 200
_LONGEST_SENTENCE: Final = 400
_MOST_REASONS: Final = 3


Reasons = tuple[tuple[str, int, int], ...]
"""What a threat score is made of: what was found, its share in per cent, and how often it came."""


class Alarm(msgspec.Struct, frozen=True):
    """A signal as people hear of it. Times in milliseconds, `staff_hours` in hours, `seconds` in seconds.

    `rule` is the id of what found it, or the signal's type. `count` is what was counted between `since`
    and `until`, or within `timespan`. `led_by` is the rule whose finding led to it. `sentence` says it
    all of an anomaly, `anomaly` is its reference. `score` is a threat score, of what `scope` says, with its
    `reasons`.
    """

    signal: str
    type: str
    severity: Severity
    time: int
    rule: str
    mode: Mode = DEFAULT_MODE
    actor: int | None = None
    target: int | None = None
    target_is_role: bool = False
    channel: int | None = None
    title: str = ""
    rule_name: str = ""
    timespan: str = ""
    advice: str = ""
    led_by: str = ""
    count: float | None = None
    value: float | None = None
    since: int | None = None
    until: int | None = None
    seconds: float | None = None
    staff_hours: float | None = None
    sentence: str = ""
    anomaly: str = ""
    score: int | None = None
    scope: str = ""
    reasons: Reasons = ()

    @property
    def subject(self) -> str:
        """What it is about: who did it; else to whom, else where; else what found it."""
        for name in ("actor", "target", "channel"):
            id_ = getattr(self, name)
            if id_ is not None:
                return f"{name}:{id_}"
        return f"rule:{self.led_by or self.rule}"


def alarm_of(signal: Signal, mode: Mode = DEFAULT_MODE) -> Alarm:
    """The alarm that a signal of an alarming type is; `mode` is how far anything goes about it."""
    said = _said(signal.type, signal.data) if signal.origin == "derived" else {}
    return Alarm(
        signal=signal.id,
        type=signal.type,
        severity=signal.severity or DEFAULT_SEVERITY,
        time=signal.time,
        mode=mode,
        actor=signal.actor,
        target=signal.target,
        target_is_role=signal.data.get(TARGET_IS_ROLE) is True,
        channel=signal.channel,
        **{"rule": signal.type, "title": OWN.get(signal.type, ""), **said},
    )


def is_about_itself(signal: Signal) -> bool:
    """While Discord is out of reach the alert about an unknown end ends unknown, too: enough was said."""
    return signal.type == SignalType.ACTION_UNKNOWN and any(each.startswith(OUTCOME) for each in signal.cause)


def _said(signal_type: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the step that emitted a signal said about it."""
    said: dict[str, Any] = {}
    for name in _TEXTS:
        value = data.get(name)
        if value and isinstance(value, str):
            said[name] = value[: _LONGEST_SENTENCE if name == "sentence" else _LONGEST]
    if signal_type == SignalType.ANOMALY_DETECTED and isinstance(data.get("ref"), str):
        said["anomaly"] = data["ref"]
    if "reasons" in data:
        said |= _scored(data)
    for name, own in _NUMBERS.items():
        value = data.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            said[own] = value
    for name in _BLAMED:
        value = data.get(name)
        if value and isinstance(value, str):
            said["rule"] = value[:_LONGEST]
            break
    return said


def _scored(data: dict[str, Any]) -> dict[str, Any]:
    """What the scoring said, in whole points and per cent."""
    found = [(str(what)[:_LONGEST], round(100 * share), times) for what, share, times, *_ in data["reasons"]]
    return {"score": floor(data["score"]), "scope": data["scope"], "reasons": tuple(found[:_MOST_REASONS])}
