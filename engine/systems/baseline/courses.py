"""Patterns over time: how a key went lately, held against all that it has gone like before.

What is remembered are stretches in units of what is usual: counts of closed buckets, or numbers, as so many
standard deviations from what was expected, cut off, since heights are judged elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from engine.instants import DAY_MS
from engine.systems.baseline.keys import key_of
from engine.systems.baseline.models import shape as shapes
from engine.systems.baseline.models.digits import before_evidence
from engine.systems.baseline.models.gate import opens, tell
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.shape import SPAN, STRIDE, Memory
from engine.systems.baseline.noticed import Noticed
from engine.systems.baseline.rates import rate_model
from engine.systems.baseline.rows import LAST, RATE, VALUE, rate_of, value_of
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline, Course, ToldPattern
from engine.systems.baseline.telling import (
    FORGETS_S,
    how_seldom,
    is_expected,
    is_the_same,
    is_warm,
    peaks_of,
)
from engine.systems.baseline.values import as_learned, value_model

MOST_COURSES: Final = 40
"""Keys of which patterns are remembered, some 15 kB for each; a key that is quiet for a week makes room."""
_QUIET_S: Final = 7 * 86_400.0
_GOES_ON_S: Final = 43_200.0
"""What a key does within half a day after it was told counts as one."""
_DAY_S: Final = 86_400.0
_CLIP: Final = 3.0
_FAR: Final = 1.0
"""A stretch is no news unless it is so far from the nearest: 0.3 standard deviations, twelve times."""
ANSWERS_S: Final = 7 * _DAY_S
"""For so long what people say of a pattern that was told of changes what is known."""
_MOST_TOLD: Final = 3
_EDGE: Final = 1.645
"""Standard deviations up to the 95 % quantile of a normal stream."""


class Last(NamedTuple):
    """The last stretch of a key ended at `time` (seconds); `before` is what was known until then."""

    key: str
    time: float
    before: Memory


def observe(spec: BaselineSpec, state: Baseline, time: float, values: Sequence[Any]) -> Noticed | None:
    """Take in what a signal at `time` (seconds) adds to the course of its key; before its method does."""
    key = key_of(values[: len(spec.by)])
    going = _buckets(spec, state, key, time) if spec.is_rate else _number(spec, state, key, time, values)
    course = before = None
    for each in going:
        if course is None:
            course = _course(state, key, time)
            if course is None:
                return None
            course.time = time
        if math.isnan(each):
            shapes.forget_recent(course.shape)
        else:
            before = _taken(course, max(-_CLIP, min(_CLIP, each))) or before
    if course is None or before is None:
        return None
    return _told(spec, state, Last(key, time, before), course)


def _taken(course: Course, value: float) -> Memory | None:
    """Take a value in. Where it ends a stretch: what was known before that."""
    shape = course.shape
    if not shapes.ends_stretch(shape):
        shapes.learn(shape, value)
        return None
    before = shapes.memory(shape)
    shapes.learn(shape, value)
    if course.keeps_out:
        course.keeps_out -= 1
        if shape.unlike > before.test.quantile:
            shapes.put_back(shape, before)
            course.keeps_out = shapes.LENGTH
    return before


def _buckets(spec: BaselineSpec, state: Baseline, key: str, time: float) -> Iterator[float]:
    """The buckets that are over since the last signal of a key. A gap longer than a stretch is no pattern."""
    row, bucket = state.table.get(key, RATE), int(time // (spec.bucket / 1000))
    if row is None or row[LAST] < 0 or bucket <= row[LAST]:
        return
    rate, _ = rate_of(row, state.season)
    if bucket - rate.bucket > SPAN or is_expected(state, key, time):
        yield math.nan
        return
    model = rate_model(spec)
    yield model.score(rate, rate.bucket, rate.count)
    for empty in range(rate.bucket + 1, bucket):
        yield model.score(rate, empty, 0.0)


def _number(
    spec: BaselineSpec, state: Baseline, key: str, time: float, values: Sequence[Any]
) -> Iterator[float]:
    """The number that a signal has."""
    row, value = state.table.get(key, VALUE), as_learned(spec, values[len(spec.by)])
    if row is None or value is None:
        return
    if is_expected(state, key, time):
        yield math.nan
        return
    judgement = value_model(spec).judge(value_of(row, state.season)[0], time, value)
    yield 0.0 if is_the_same(value, judgement.expected) else judgement.z


def _course(state: Baseline, key: str, time: float) -> Course | None:
    """What is remembered of a key; None where too many others are."""
    found = state.courses.get(key)
    if found is not None:
        return found
    if len(state.courses) >= MOST_COURSES:
        quietest = min(state.courses, key=lambda each: (state.courses[each].time, each))
        if time - state.courses[quietest].time < _QUIET_S:
            return None
        del state.courses[quietest]
    found = state.courses[key] = Course(since=time)
    return found


def looks_of(spec: BaselineSpec, state: Baseline, time: float) -> float:
    """How many stretches a day are looked at."""
    if spec.is_rate:
        return len(state.courses) * DAY_MS / spec.bucket / STRIDE
    return state.seen / max((time - state.since / 1000) / _DAY_S, 1.0) / STRIDE


def _told(spec: BaselineSpec, state: Baseline, last: Last, course: Course) -> Noticed | None:
    shape, (key, time, before) = course.shape, last
    looks = looks_of(spec, state, time)
    needed = spec.needed(looks)
    if shape.digits < needed or shape.distance < _FAR:
        return None
    if not is_warm(spec, state.since / 1000, state.seen, time) or is_expected(state, key, time):
        return None
    height = before_evidence(shape.digits, before.seen + 1)
    if not opens(course.gate, time, height, FORGETS_S):
        return None
    gone = course.gate.height if time - course.gate.time < _GOES_ON_S else 0.0
    tell(course.gate, time, height)
    known = [each for each in course.told if time - each.time < ANSWERS_S]
    course.told = [*known, ToldPattern(time, tuple(shape.recent), before)][-_MOST_TOLD:]
    peaks = peaks_of(state, "shape", course.since)
    seldom = how_seldom(peaks, time, height, before_evidence(needed, before.seen + 1), gone)
    looked, judgement = time - course.since, _judgement(course)
    return Noticed(key, shape.unlike, judgement, needed, looks, looked, "shape", seldom)


def remember(spec: BaselineSpec, course: Course, told_at: float, now: float, seconds: float) -> None:
    """What was told of at an instant, and what came since, stays known for so long. One that was said to be
    no pattern to learn is learned.
    """
    a_day = DAY_MS / spec.bucket / STRIDE
    if not spec.is_rate:
        a_day = course.shape.seen / max((now - course.since) / _DAY_S, 1.0)
    looks = math.ceil(a_day * seconds / _DAY_S)
    told = _told_at(course, told_at, now)
    if told is None:
        return
    if course.keeps_out:
        course.keeps_out = 0
        shapes.teach(course.shape, told.stretch, looks)
    else:
        shapes.hold(course.shape, told.before.seen + 1, looks)


def take_back(course: Course, told_at: float, now: float, *, keeps_out: bool) -> None:
    """What was told of at an instant, and what came since, was never seen.

    `keeps_out`: nor is what goes on.
    """
    told = _told_at(course, told_at, now)
    if told is None:
        return
    shapes.put_back(course.shape, told.before)
    course.told = course.told[: course.told.index(told) + 1]
    course.keeps_out = shapes.LENGTH if keeps_out else 0


def _told_at(course: Course, told_at: float, now: float) -> ToldPattern | None:
    return next((e for e in course.told if e.time == told_at and now - e.time < ANSWERS_S), None)


def _judgement(course: Course) -> Judgement:
    """How far the last stretch is from the nearest one remembered, where 1 is usual."""
    shape = course.shape
    edge = shape.test.quantile
    scale = max(edge - 1.0, 0.1) / _EDGE
    z = (shape.unlike - 1.0) / scale
    return Judgement(shape.digits, z, 1.0, 0.0, edge, scale, shape.seen, "shape")
