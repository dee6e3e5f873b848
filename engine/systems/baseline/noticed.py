"""What a baseline noticed: all that its signal says of it. Numbers, names of fields, and our own words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.effects import Emit
from engine.signal import SNOWFLAKES, Signal, SignalType, discord_id
from engine.systems.baseline.keys import values_of
from engine.systems.baseline.models.digits import before_evidence
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.sentence import sentence_of
from engine.systems.baseline.spec import BaselineSpec, Method, called
from engine.systems.emission import kind_of

_PLACES: Final = 6
"""Digits that numbers are rounded to: more say nothing."""
_TYPE: Final = "type"
_NO_PLACES: Final = (_TYPE, "system")
_SURE_FROM: Final = 1_000
_LEAST_CONFIDENCE: Final = 0.3


class Noticed(msgspec.Struct, frozen=True):
    """`key` is the name of the key, `values` what was measured there: a number, or the new values.

    `needed` are the digits that it takes, `looks` how often a day one looks; `evidence` is for how long
    (seconds) one has looked. `method` where it is not that of the document. `seldom` is how many days, as a
    power of ten, lie between two that went so far.
    """

    key: str
    value: float | tuple[str, ...]
    judgement: Judgement
    needed: float
    looks: float
    evidence: float
    method: Method | None = None
    seldom: float = 0.0


def emit(spec: BaselineSpec, noticed: Noticed, signal: Signal) -> Emit:
    """The signal for the desk, which decides whether people are told."""
    judgement = noticed.judgement
    key = dict(zip(map(called, spec.by), values_of(noticed.key, len(spec.by)), strict=True))
    data: dict[str, Any] = {
        "rule": spec.id,
        "rule_name": spec.name,
        "title": spec.title,
        "method": noticed.method or spec.method,
        "measure": spec.measure,
        "key": [f"{name}={value}" for name, value in key.items() if value is not None],
        "where": noticed.key,
        "digits": round(judgement.digits, 2),
        "needed": round(noticed.needed, 2),
        "excess": round(excess(spec, judgement, noticed.needed), 2),
        "seldom": round(noticed.seldom, 2),
        "looks": round(noticed.looks, 2),
        "budget": spec.budget,
        "evidence": judgement.n,
        "evidence_seconds": int(noticed.evidence),
        "reason": judgement.reason,
        "level": spec.level,
        "sentence": sentence_of(spec, noticed.key, noticed.value, judgement, noticed.evidence),
    }
    if signal.type != SignalType.TIMER_DUE:
        data["of_kind"] = kind_of(signal)
    if spec.advice:
        data["advice"] = spec.advice
    if isinstance(noticed.value, tuple):
        data["new"] = list(noticed.value)
    else:
        data |= {
            "value": rounded(noticed.value),
            "expected": rounded(judgement.expected),
            "low": rounded(judgement.low),
            "high": rounded(judgement.high),
            "z": round(judgement.z, 2),
        }
    if spec.is_rate:
        data["bucket_seconds"] = spec.bucket // 1000
    named = {**key, **_new(spec, noticed)}
    data |= _kind_and_place(named)
    about = {name: id_ for name, value in named.items() if (id_ := _id(name, value)) is not None}
    return Emit(
        SignalType.BASELINE_NOTICED,
        time=signal.time,
        actor=about.get("actor"),
        target=about.get("target"),
        channel=about.get("channel"),
        system=spec.system or key.get("system") or signal.system,
        severity="informational",
        confidence=confidence(judgement.n),
        data=data,
    )


def _kind_and_place(named: Mapping[str, str | None]) -> dict[str, str]:
    """Which kind of signal it is about, where that is a field of it, and where that came: its last field."""
    places = [value for name, value in named.items() if name not in _NO_PLACES and value is not None]
    kind = named.get(_TYPE)
    return ({"kind": kind} if kind is not None else {}) | ({"place": places[-1]} if places else {})


def _new(spec: BaselineSpec, noticed: Noticed) -> dict[str, str]:
    """The fields whose values are new: who did something for the first time is who it is about."""
    if not isinstance(noticed.value, tuple):
        return {}
    return dict(zip(map(called, spec.fields), noticed.value, strict=True))


def excess(spec: BaselineSpec, judgement: Judgement, needed: float) -> float:
    """By how many digits it is rarer than it must be, whatever may be claimed after so little evidence.

    Under a plain rule of so many standard deviations: by how many of them it is further off.
    """
    if spec.sigmas is not None and judgement.reason != "shape":
        return abs(judgement.z) - spec.sigmas
    if judgement.reason == "new":
        return judgement.digits - needed
    return before_evidence(judgement.digits, judgement.n) - before_evidence(needed, judgement.n)


def confidence(evidence: int) -> float:
    """How sure one is after so many observations: 0.3 after none, 1 after a thousand."""
    share = min(evidence, _SURE_FROM) / _SURE_FROM
    return round(_LEAST_CONFIDENCE + (1 - _LEAST_CONFIDENCE) * math.sqrt(share), 3)


def _id(name: str, value: str | None) -> int | None:
    return discord_id(value) if name in SNOWFLAKES else None


def rounded(value: float) -> float:
    """A number as signals say it."""
    return float(f"{value:.{_PLACES}g}")
