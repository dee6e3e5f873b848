"""What a moderator reads of an anomaly: how much it is, what is usual, how rare that is, how sure."""

from __future__ import annotations

from typing import Final

from engine.systems.baseline.keys import values_of
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.shape import SPAN
from engine.systems.baseline.spec import BaselineSpec, called

_UNITS: Final = ((604_800, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_MOST_DIGITS: Final = 9
_LONGEST: Final = 400
_TEN: Final = 10


def sentence_of(
    spec: BaselineSpec, key: str, value: float | tuple[str, ...], judgement: Judgement, evidence: float
) -> str:
    """Two plain sentences. `evidence` is for how long one has looked, in seconds."""
    if isinstance(value, tuple):
        named = ", ".join(f"{called(field)} {each}" for field, each in zip(spec.fields, value, strict=True))
        said = f"{named}: never seen here before; something new is {_once(judgement.digits)} signals."
    elif judgement.reason == "silent":
        said = f"nothing came, where about {number(judgement.expected)} were expected since the last."
    elif judgement.reason == "shape":
        said = _pattern(spec, judgement, evidence)
    else:
        said = _far(spec, value, judgement)
    said = _where(spec, key) + said
    return f"{said[:1].upper()}{said[1:]} {_evidence(judgement, evidence)}"[:_LONGEST]


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: `3 weeks`, `12 hours`, `90 seconds`."""
    for length, name in _UNITS:
        count = int(seconds // length)
        if count > 1 or (count == 1 and seconds % length < length / _TEN):
            return f"{count:,} {name}{'' if count == 1 else 's'}"
    return "less than a second"


def number(value: float) -> str:
    """A number for people: whole where it is large, else to three digits."""
    rounded = float(f"{value:.3g}")
    return f"{value:,.0f}" if abs(value) >= 100 or rounded == int(rounded) else f"{rounded:g}"


def _far(spec: BaselineSpec, value: float, judgement: Judgement) -> str:
    usual = f"{number(judgement.expected)} is usual ({number(judgement.low)} to {number(judgement.high)})"
    if spec.is_rate:
        what = f"different values of {called(spec.fields[0])} " if spec.measure == "distinct" else ""
        said = f"{number(value)} {what}in {span(spec.bucket / 1000)}"
    else:
        said = f"{called(spec.fields[0])} is {number(value)}"
    if spec.sigmas is not None:
        return f"{said}, where {usual}; {abs(judgement.z):.1f} standard deviations off."
    return f"{said}, where {usual}; {_once(judgement.digits)} times."


def _pattern(spec: BaselineSpec, judgement: Judgement, evidence: float) -> str:
    last = span(SPAN * spec.bucket / 1000) if spec.is_rate else f"{SPAN} values of {called(spec.fields[0])}"
    return (
        f"the last {last} look like none of the {span(evidence)} before; "
        f"so new a pattern over time comes {_once(judgement.digits)} times."
    )


def _once(digits: float) -> str:
    """How rare: once in about so many."""
    if digits >= _MOST_DIGITS:
        return "less than once in a billion"
    return f"once in about {int(float(f'{10**digits:.1g}')):,}"


def _where(spec: BaselineSpec, key: str) -> str:
    named = [
        f"{called(field)} {'unknown' if each is None else each}"
        for field, each in zip(spec.by, values_of(key, len(spec.by)), strict=True)
    ]
    return f"{', '.join(named)}: " if named else ""


def _evidence(judgement: Judgement, seconds: float) -> str:
    if judgement.low_evidence:
        return f"Low evidence: {span(seconds)} seen."
    return f"Learned from {span(seconds)}."
