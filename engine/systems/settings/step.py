"""What an alarming signal causes: one alert in the guild's channel, if it is bad enough.

Its body holds ids, numbers and the text of documents and of our own, never text of people. What
came from outside, not from a step, may say anything in its `data`, so only its ids are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.effects import OUTCOME, Act
from engine.signal import DEFAULT_SEVERITY, SEVERITIES, Severity, Signal, SignalType
from engine.systems.kind import Moment
from engine.systems.modes import lowest
from engine.systems.settings.spec import SettingsSpec

ALARMING: Final = (
    SignalType.THREAT_DETECTED,
    SignalType.POLICY_VIOLATION,
    SignalType.UNAUTHORIZED_ACCESS,
    SignalType.ANOMALY_DETECTED,
    SignalType.ESCALATION_REQUIRED,
    SignalType.STEP_FAILED,
    SignalType.GAP_EXPIRED,
    SignalType.CASCADE_CUT,
    SignalType.ACTION_UNKNOWN,
    SignalType.RULEBOOK_OUTDATED,
)
"""Types that a person should hear of."""
FRESH_MS: Final = 60 * 60 * 1000
"""An alert that could not be posted within this time is not posted at all."""

_TITLES: Final[dict[str, str]] = {
    SignalType.STEP_FAILED: "A document failed",
    SignalType.GAP_EXPIRED: "Events were missed, and windows went on without them",
    SignalType.CASCADE_CUT: "Signals that caused each other without end were cut off",
    SignalType.RULEBOOK_OUTDATED: "A change of the rules was refused, the old ones go on; /reload says why",
    SignalType.ACTION_UNKNOWN: "Nobody can tell whether an action was carried out",
}
_TEXTS: Final = ("title", "rule", "rule_name", "timespan")
_NUMBERS: Final = ("count", "value", "from", "to", "seconds")
_BLAMED: Final = ("failed", "at")
"""Where the engine's own signals name the document that they are about."""


def step(spec: SettingsSpec, signal: Signal, moment: Moment) -> Sequence[Act]:
    """One message, or none."""
    severity = signal.severity or DEFAULT_SEVERITY
    if SEVERITIES.index(severity) < SEVERITIES.index(spec.least):
        return ()
    if spec.channel is None or _is_only_observed(spec, signal) or _is_about_an_alert_about_an_outcome(signal):
        return ()
    return (Act("discord.message", _body(spec, signal, severity), expires=moment.now + FRESH_MS),)


def _is_only_observed(spec: SettingsSpec, signal: Signal) -> bool:
    """Where the mode is to observe nobody is told, but of what is wrong with the bot itself."""
    return signal.type not in _TITLES and lowest(spec.mode, signal.data.get("mode")) == "observe"


def _is_about_an_alert_about_an_outcome(signal: Signal) -> bool:
    """While Discord is out of reach the alert about an unknown end ends unknown, too: enough was said."""
    return signal.type == SignalType.ACTION_UNKNOWN and any(each.startswith(OUTCOME) for each in signal.cause)


def _body(spec: SettingsSpec, signal: Signal, severity: Severity) -> dict[str, Any]:
    body = {
        "kind": "alert",
        "channel": spec.channel,
        "signal": signal.id,
        "type": signal.type,
        "severity": severity,
        "time": signal.time,
        "actor": signal.actor,
        "target": signal.target,
        "where": signal.channel,
        "cause": list(signal.cause) or None,
        "title": _TITLES.get(signal.type),
    }
    if signal.origin == "derived":
        body |= _said(signal)
    return {name: value for name, value in body.items() if value is not None}


def _said(signal: Signal) -> dict[str, Any]:
    """What the step that emitted the signal said about it."""
    data = signal.data
    said: dict[str, Any] = {}
    for name in _TEXTS:
        value = data.get(name)
        if value and isinstance(value, str):
            said[name] = value
    for name in _NUMBERS:
        value = data.get(name)
        if value is not None and _is_number(value):
            said[name] = value
    for name in _BLAMED:
        value = data.get(name)
        if isinstance(value, str):
            said["rule"] = value
            break
    return said


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
