"""What commands and exports read of baselines: what was found, what people said, and what is usual.

Pure: specs and states in, plain numbers and our own words out. Instants in milliseconds, lengths in seconds.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from engine.instants import DAY_MS, HOUR_MS, iso
from engine.systems.baseline.desk.book import Desk, Told
from engine.systems.baseline.desk.steps import rule_and_method
from engine.systems.baseline.keys import values_of
from engine.systems.baseline.models.rate import RateState
from engine.systems.baseline.models.wall_clock import HOURS
from engine.systems.baseline.rates import rate_model
from engine.systems.baseline.rows import RATE, VALUE, rate_of, value_of
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline
from engine.systems.baseline.telling import ENOUGH, is_warm
from engine.systems.baseline.values import as_read, share_of

MOST_KEYS: Final = 10
"""Keys of a baseline that are told of, those with most evidence first."""
_NORMAL: Final = 1.2533


class Found(msgspec.Struct, frozen=True):
    """What one document found in one way: how often it was noticed, how often told, and how often
    held back because people had read enough that day.
    """

    rule: str
    method: str
    noticed: int
    told: int
    held: int = 0


class Summary(msgspec.Struct, frozen=True):
    """What the desk of a server did since an instant. `found` by document and method, `worst` the rarest
    first, `rarity` how many alerts there were by whole digits, `words` what people said of them.
    """

    since: int
    found: tuple[Found, ...]
    worst: tuple[Told, ...]
    rarity: Mapping[int, int]
    words: Mapping[str, int]


class Usual(msgspec.Struct, frozen=True):
    """What is usual at one key: mean and standard deviation, from so many buckets or values.

    `adopted`: when a new normal was taken over last, and `before`: what was usual until then; None: never.
    """

    key: tuple[str | None, ...]
    mean: float
    deviation: float
    evidence: int
    adopted: int | None = None
    before: float | None = None


class Known(msgspec.Struct, frozen=True):
    """What a baseline knows of a server. `since`, `last`: its first and last signal. `warm_from` is when it
    begins to tell; None: once it has seen enough. `dropped` keys were let go of because there were too many.
    `expected` are the keys of which nothing is told for a while, `values` those, or pairs of them, that are
    no news.
    """

    rule: str
    title: str
    method: str
    by: tuple[str, ...]
    since: int
    last: int
    seen: int
    keys: int
    dropped: int
    is_warm: bool
    warm_from: int | None
    usual: tuple[Usual, ...]
    expected: Mapping[str, int]
    values: int = 0


class Hour(msgspec.Struct, frozen=True):
    """An hour that begins at an instant: mean and standard deviation of what is usual, and what was counted;
    None: before the first signal, or not yet.
    """

    at: int
    mean: float
    deviation: float
    counted: float | None


def summary(desk: Desk, since: int, rules: Iterable[str] | None = None, most: int = 10) -> Summary:
    """What was found since an instant; `rules`: of these documents alone. Days are counted whole."""
    wanted = None if rules is None else frozenset(rules)
    counts: dict[str, list[int]] = {}
    for day, names in desk.counts.items():
        if (day + 1) * DAY_MS > since:
            for name, each in names.items():
                sums = counts.setdefault(name, [0, 0, 0])
                for place, count in enumerate((each.noticed, each.told, each.held)):
                    sums[place] += count
    found = [Found(*rule_and_method(name), *each) for name, each in sorted(counts.items())]
    told = [each for each in desk.told if each.time >= since and _is_of(each, wanted)]
    worst = sorted(told, key=lambda each: (-each.excess, -each.time))
    return Summary(
        since,
        tuple(each for each in found if wanted is None or each.rule in wanted),
        tuple(worst[:most]),
        dict(sorted(Counter(int(each.said["digits"]) for each in told).items())),
        dict(Counter(each.word.verdict for each in told if each.word is not None)),
    )


def known(spec: BaselineSpec, state: Baseline, now: int) -> Known:
    """What a baseline knows of a server now."""
    warm = is_warm(spec, state.since / 1000, state.seen, now / 1000)
    begins = state.since + spec.warm_up
    return Known(
        rule=spec.id,
        title=spec.title,
        method=spec.method,
        by=spec.by,
        since=state.since,
        last=state.last,
        seen=state.seen,
        keys=len(state.firsts) if spec.method == "novel" else len(state.table),
        dropped=state.table.dropped,
        is_warm=warm,
        warm_from=None if state.seen < ENOUGH and now >= begins else begins,
        usual=tuple(_usual(spec, state)),
        expected={each.key: int(each.until * 1000) for each in state.expected if each.until * 1000 > now},
        values=sum(len(each.pairs) or len(each.kinds) for each in state.firsts.values()),
    )


def week(spec: BaselineSpec, state: Baseline, key: str = "") -> list[float]:
    """The usual week of a count at a key, by the hour from Monday midnight in its zone; empty without one."""
    row = state.table.get(key, RATE) if spec.is_rate else None
    if row is None or spec.season == "none":
        return []
    rate, _ = rate_of(row, state.season)
    model, an_hour = rate_model(spec), HOUR_MS / spec.bucket
    level = rate.a / rate.b if rate.b > 0 else 0.0
    return [level * model.factor_of(rate, hour) * an_hour for hour in range(HOURS)]


def hours(spec: BaselineSpec, state: Baseline, wanted: range, now: int) -> list[Hour]:
    """Hours (since 1970) of a count, of all keys together: what is usual, and what was until now."""
    rate, model = _whole(spec, state), rate_model(spec)
    if rate is None or rate.b <= 0:
        return []
    buckets = HOUR_MS / spec.bucket
    spread = max(0.0, rate.odd / rate.squares) if rate.squares > 0 else 0.0
    found = []
    for hour in wanted:
        mean = model.mean(rate, hour * HOUR_MS // spec.bucket)
        deviation = math.sqrt(buckets * (mean + mean * mean * spread))
        is_known = state.since // HOUR_MS <= hour <= now // HOUR_MS
        counted = state.lately.get(hour, 0.0) if is_known else None
        found.append(Hour(hour * HOUR_MS, mean * buckets, deviation, counted))
    return found


def _whole(spec: BaselineSpec, state: Baseline) -> RateState | None:
    """The rate of all keys of a count, in the season that they share."""
    if not spec.is_rate:
        return None
    if spec.by:
        return None if state.whole is None else msgspec.structs.replace(state.whole, season=state.season)
    row = state.table.get("", RATE)
    return None if row is None else rate_of(row, state.season)[0]


def printable(told: Told) -> dict[str, Any]:
    """An alert for other programs."""
    said = {name: each for name, each in told.said.items() if name != "where"}
    word = None
    if told.word is not None:
        word = {"verdict": told.word.verdict, "by": str(told.word.by), "at": iso(told.word.at)}
        if told.word.until is not None:
            word["until"] = iso(told.word.until)
    return {
        **said,
        "time": iso(told.time),
        "document": told.document,
        "severity": told.severity,
        "more": told.more,
        "feedback": word,
    }


def _is_of(told: Told, wanted: frozenset[str] | None) -> bool:
    return wanted is None or told.said.get("rule") in wanted


def _usual(spec: BaselineSpec, state: Baseline) -> list[Usual]:
    if spec.method == "novel":
        return []
    form = RATE if spec.is_rate else VALUE
    rows = sorted(state.table.items(form), key=lambda each: (-each[1][0], each[0]))[:MOST_KEYS]
    read = _of_rate if spec.is_rate else _of_value
    return [read(spec, state, key, row) for key, row in rows]


def _of_rate(spec: BaselineSpec, state: Baseline, key: str, row: tuple[float, ...]) -> Usual:
    rate, _ = rate_of(row, state.season)
    mean = rate.a / rate.b if rate.b > 0 else 0.0
    spread = max(0.0, rate.odd / rate.squares) if rate.squares > 0 else 0.0
    return Usual(_named(spec, key), mean, math.sqrt(mean + mean * mean * spread), rate.buckets)


def _of_value(spec: BaselineSpec, state: Baseline, key: str, row: tuple[float, ...]) -> Usual:
    value, _ = value_of(row, state.season)
    mean, deviation = value.level, _NORMAL * value.spread
    if spec.method == "confidence":
        low, mean, high = (share_of(mean + side * deviation) for side in (-1, 0, 1))
        deviation = (high - low) / 2
    moved = state.moves.get(key)
    if moved is None:
        return Usual(_named(spec, key), mean, deviation, value.n)
    before = as_read(spec, moved.before)
    return Usual(_named(spec, key), mean, deviation, value.n, int(moved.time * 1000), before)


def _named(spec: BaselineSpec, key: str) -> tuple[str | None, ...]:
    return tuple(values_of(key, len(spec.by)))
