"""What a scoring document has wrong beyond its schema. Stands a body of any shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite, isinf
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.documents.durations import read_duration
from engine.matching.candidates import concerns
from engine.matching.patterns import is_pattern
from engine.signal import SEVERITIES, SignalType
from engine.systems.scoring.bands import BAND_OF, TOPS, Caps, weight_for
from engine.systems.scoring.check_patterns import check_patterns
from engine.systems.scoring.spec import BANDED, FLOORS, LEVELS
from engine.systems.sections import section_of

LEVELS_OUT_OF_ORDER: Final = "TOC651"
NO_DURATION: Final = "TOC652"
SEVERITIES_OUT_OF_ORDER: Final = "TOC653"
TOPS_OUT_OF_ORDER: Final = "TOC654"
TOO_MUCH_HYSTERESIS: Final = "TOC655"
NO_TYPES: Final = "TOC659"
FEEDS_ITSELF: Final = "TOC660"

_POINTS: Final = (1, 5, 25, 50, 80)
_DURATIONS: Final[tuple[Where, ...]] = (
    *(("half_lives", scope) for scope in ("guild", "actor", "channel", "system")),
    ("cool_down",),
    ("novelty", "after"),
)
_MAY_BE_NONE: Final = frozenset({"cool_down", "after"})


def check(body: Mapping[str, Any]) -> Iterator[Problem]:
    """All that is wrong with a document by itself."""
    yield from _levels(body)
    yield from _tops(body)
    yield from _severities(body)
    for where in _DURATIONS:
        yield from check_duration(body, where, may_be_none=where[-1] in _MAY_BE_NONE)
    yield from _types(body)
    yield from check_patterns(body)


def check_duration(body: Any, where: Where, *, may_be_none: bool = False) -> Iterator[Problem]:
    """A duration that is none, or of nothing."""
    text = body
    for name in where:
        is_there = isinstance(text, Mapping) or (isinstance(text, Sequence) and isinstance(name, int))
        text = text[name] if is_there and (isinstance(name, int) or name in text) else None
    if not isinstance(text, str):
        return
    length = read_duration(text)
    if length is None or (not length and not may_be_none):
        message = f"`{text}` is not a duration of up to ten years"
        if length == 0:
            message = f"`{text}` is no time at all: everything would be forgotten at once"
        yield Problem(NO_DURATION, where, message, help="write such as `30m`, `6h` or `1d`")


def _levels(body: Mapping[str, Any]) -> Iterator[Problem]:
    said = section_of(body, "levels")
    found = [(name.lower(), said.get(name.lower(), FLOORS[n])) for n, name in enumerate(LEVELS) if n]
    if not all(_is_number(each) for _, each in found):
        return
    for (name, floor), (above, next_floor) in pairwise(found):
        if floor >= next_floor:
            where = above if above in said else name
            message = f"`{above}` begins at {next_floor:g}, and `{name}` below it at {floor:g}"
            advice = "each level begins above the one before it, such as 25, 50 and 80"
            yield Problem(LEVELS_OUT_OF_ORDER, ("levels", where), message, help=advice)
    hysteresis = body.get("hysteresis")
    least = min(floor - before for before, floor in pairwise([0.0, *(each for _, each in found)]))
    if _is_number(hysteresis) and 0 < least <= hysteresis:
        message = f"a level is left {hysteresis:g} below its floor, and the next floor is {least:g} below"
        yield Problem(
            TOO_MUCH_HYSTERESIS, ("hysteresis",), message, help="make it less than the smallest level is wide"
        )


def _tops(body: Mapping[str, Any]) -> Iterator[Problem]:
    said = section_of(body, "tops")
    found = [(name, said.get(name, top)) for name, top in zip(BANDED, TOPS, strict=True)]
    if not all(_is_number(each) for _, each in found):
        return
    for (name, top), (above, next_top) in pairwise(found):
        if top >= next_top:
            message = f"`{above}` ends at {next_top:g}, and `{name}` below it at {top:g}"
            advice = "each top is above the one before it, such as 24, 79 and 99"
            yield Problem(TOPS_OUT_OF_ORDER, ("tops", above if above in said else name), message, help=advice)


def _severities(body: Mapping[str, Any]) -> Iterator[Problem]:
    """More severe is never less, and no lone signal comes to more than its band can."""
    said, tops = section_of(body, "severities"), section_of(body, "tops")
    points = [(name, said.get(name, usual)) for name, usual in zip(SEVERITIES, _POINTS, strict=True)]
    of_bands = [tops.get(name, top) for name, top in zip(BANDED, TOPS, strict=True)]
    if not all(_is_number(each) and 0 <= each < 100 for each in [*(each for _, each in points), *of_bands]):
        return
    for (name, score), (above, next_score) in pairwise(points):
        if score > next_score and (name in said or above in said):
            message = f"`{above}` comes to {next_score:g}, and `{name}`, which is less severe, to {score:g}"
            where = ("severities", above if above in said else name)
            yield Problem(SEVERITIES_OUT_OF_ORDER, where, message, help="what is more severe weighs more")
    if not all(0 < each < 100 for each in of_bands):
        return
    caps = Caps.of(of_bands)
    for severity in SEVERITIES:
        band = BAND_OF[severity]
        if severity in said and isinf(weight_for(said[severity], band, caps)):
            message = f"one `{severity}` signal is to come to {said[severity]:g}"
            message += f", and all `{BANDED[band]}` ones end at {of_bands[band]:g}"
            advice = f"write less, or raise `tops.{BANDED[band]}`"
            yield Problem(SEVERITIES_OUT_OF_ORDER, ("severities", severity), message, help=advice)


def _types(body: Mapping[str, Any]) -> Iterator[Problem]:
    types = body.get("types")
    for place, each in enumerate(types if isinstance(types, list) else ()):
        if isinstance(each, str) and not is_pattern(each):
            yield _no_pattern(each, ("types", place))
        elif isinstance(each, str):
            yield from _own(each, ("types", place))
    for each in section_of(body, "bonus"):
        if not is_pattern(str(each)):
            yield _no_pattern(str(each), ("bonus", each), on="key")


def _own(pattern: str, where: Where) -> Iterator[Problem]:
    for each in (SignalType.THREAT_LEVEL_CHANGED, SignalType.ESCALATION_REQUIRED):
        if concerns(pattern, each):
            message = f"`{pattern}` takes in `{each}`, which follows from scores: they would feed themselves"
            yield Problem(
                FEEDS_ITSELF, where, message, help="name what is evidence, such as `threat.detected`"
            )


def _no_pattern(text: str, where: Where, on: Any = "value") -> Problem:
    message = f"`{text}` is no pattern of signal types"
    advice = "write a type, `*` for a part of it, `>` at its end for the rest: discord.webhook.>"
    return Problem(NO_TYPES, where, message, on=on, help=advice)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
