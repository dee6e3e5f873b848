"""Counts of events by bucket: a gamma-Poisson rate with forgetting, over-dispersed, seasonal where asked for.

The rate is a/b: `a <- g*a + count`, `b <- g*b + factor`, with `g = 2^(-bucket/half_life)` and the factor of
the hour of the week. A bucket's count is then negative binomial; its size joins what is not known of the rate
(a) with what the stream scatters more than Poisson (r, by moments): 1/size = 1/a + 1/r.
Buckets in which nothing happened are taken in when the next event comes, in closed form for each hour.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models import season as seasons
from engine.systems.baseline.models.digits import negative_binomial, within_evidence
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.wall_clock import HOURS, WallClock

HOUR: Final = 3_600.0
SLOW: Final = 21 * 86_400.0
_LEAST: Final = 10
"""Buckets before anything is said."""
_PRIOR_BUCKETS: Final = 4.0
_PRIOR_ODD: Final = 2.0
"""Until the stream has shown how it scatters: variance = mean + 2 mean^2."""
_LEAST_SIZE: Final = 0.02
_CLIP: Final = 6.0
_UNUSUAL: Final = 3.0
_CAREFUL: Final = 0.1
_LEAST_FACTOR: Final = 0.05
_SILENT: Final = 10.0
"""Silence is told only where so many are expected."""


class RateState(msgspec.Struct, gc=False):
    """`buckets` closed ones were seen; the open one, number `bucket` since 1970, holds `count`."""

    buckets: int = 0
    bucket: int = -1
    count: float = 0.0
    a: float = 0.0
    b: float = 0.0
    odd: float = _PRIOR_ODD
    squares: float = 1.0
    season: Season | None = None


class Rate:
    """How unusual a number of events is. `bucket` and `half_life` are in seconds, a bucket at most an hour if
    there is a season, which is of the week, or not `weekly` of the day.
    """

    def __init__(
        self, *, bucket: float, half_life: float = SLOW, season: bool = False, weekly: bool = True,
        zone: str | None = None,
    ) -> None:  # fmt: skip
        self._bucket = bucket
        self._decay = 0.5 ** (bucket / half_life)
        self._seasonal = season
        self._weekly = weekly
        self._clock = WallClock(zone)

    def fresh(self, parent: RateState | None = None, share: float = 1.0) -> RateState:
        """A state that has seen nothing; with a parent it begins with `share` of the parent's rate."""
        made = RateState(season=Season() if self._seasonal else None)
        if parent is not None and parent.b > 0:
            made.a, made.b = _PRIOR_BUCKETS * share * parent.a / parent.b, _PRIOR_BUCKETS
            made.odd, made.squares = _scatter(parent), 1.0
        return made

    def judge(self, state: RateState, time: float, count: float = 1.0) -> Judgement:
        """How rare the open bucket is once `count` more have happened at `time`. Changes nothing.

        It can be asked while the bucket is open, since its count only grows. `advance` comes first; else what
        happened since the open bucket is not yet known to the rate.
        """
        bucket = int(time // self._bucket)
        already = state.count if bucket <= state.bucket else 0.0
        return self._judged(state, bucket, already + count)

    def advance(self, state: RateState, time: float) -> None:
        """Close the buckets that are over at `time`: their counts, also of empty ones, are learned."""
        bucket = int(time // self._bucket)
        if state.bucket < 0:
            state.bucket = bucket
        elif bucket > state.bucket:
            self._close(state, bucket)

    def learn(self, state: RateState, time: float, count: float = 1.0) -> None:
        """Take `count` events in. Those of a closed bucket are for `learn_late`."""
        self.advance(state, time)
        state.count += count

    def usual(self, state: RateState, bucket: int) -> Judgement:
        """What is usual in a bucket, by its number since 1970. Changes nothing."""
        return self._judged(state, bucket, 0.0)

    def learn_late(self, state: RateState, bucket: int) -> None:
        """Take an event of a closed bucket in: rate and hour are what they were had it come in time.

        How the stream scatters was learned without it.
        """
        if state.b <= 0 or bucket >= state.bucket:
            return
        state.a += self._decay ** (state.bucket - 1 - bucket)
        if state.season is not None:
            hour = self._clock.hour_of_week(bucket * self._bucket)
            seasons.repair(state.season, hour, state.a / state.b, weekly=self._weekly)

    def silence(self, state: RateState, time: float) -> Judgement:
        """How rare it is that nothing more has happened in the closed buckets before `time`.

        Its `expected` is for all of them together. Nothing is said below ten that were expected.
        """
        bucket = int(time // self._bucket)
        expected = math.fsum(
            self.mean(state, start) * number for start, number in self._hours(state.bucket + 1, bucket)
        )
        if state.buckets < _LEAST or expected < _SILENT:
            return Judgement(0.0, 0.0, expected, 0.0, expected, math.sqrt(expected), state.buckets)
        size = self._size(state)
        rarity = within_evidence(-negative_binomial(0, expected, size), state.buckets)
        deviation = math.sqrt(expected + expected * expected / size)
        low = max(0.0, expected - 2 * deviation)
        high = expected + 2 * deviation
        return Judgement(
            rarity, -expected / deviation, expected, low, high, deviation, state.buckets, "silent"
        )

    def score(self, state: RateState, bucket: int, count: float) -> float:
        """How many standard deviations a bucket's count is off what is usual then. Changes nothing."""
        mean = self.mean(state, bucket)
        return (count - mean) / (math.sqrt(mean + mean * mean / self._size(state)) or 1.0)

    def of_level(self, state: RateState, bucket: int, count: float) -> float:
        """What a bucket's count would be at an hour that is like the mean of all."""
        return count / self._factor(state, bucket)

    def _judged(self, state: RateState, bucket: int, count: float) -> Judgement:
        mean = self.mean(state, bucket)
        size = self._size(state)
        deviation = math.sqrt(mean + mean * mean / size) or 1.0
        z = (count - mean) / deviation
        low, high = max(0.0, mean - 2 * deviation), mean + 2 * deviation
        if state.buckets < _LEAST:
            return Judgement(0.0, z, mean, low, high, deviation, state.buckets)
        rarity = within_evidence(max(0.0, negative_binomial(count, mean, size)), state.buckets)
        reason = "high" if count > high else ""
        return Judgement(rarity, z, mean, low, high, deviation, state.buckets, reason)

    def mean(self, state: RateState, bucket: int) -> float:
        """How many are usual in a bucket, by its number since 1970."""
        if state.b <= 0:
            return 0.0
        return state.a / state.b * self._factor(state, bucket)

    def factor_of(self, state: RateState, hour: int) -> float:
        """How many times the level are usual at an hour of the week (0 to 167)."""
        if state.season is None:
            return 1.0
        return max(_LEAST_FACTOR, 1.0 + seasons.offset(state.season, hour, weekly=self._weekly))

    def _factor(self, state: RateState, bucket: int) -> float:
        if state.season is None:
            return 1.0
        return self.factor_of(state, self._clock.hour_of_week(bucket * self._bucket))

    @staticmethod
    def _size(state: RateState) -> float:
        spread = max(0.0, _scatter(state))
        return max(_LEAST_SIZE, 1.0 / (spread + 1.0 / (state.a + 0.5)))

    def _close(self, state: RateState, bucket: int) -> None:
        """The open bucket is over; `bucket` is the open one now, and what lies between was empty."""
        self._take(state, state.bucket, state.count, 1.0)
        for start, number in self._hours(state.bucket + 1, bucket):
            self._take(state, start, 0.0, number)
        state.bucket, state.count = bucket, 0.0

    def _hours(self, start: int, end: int) -> list[tuple[int, float]]:
        """Buckets from `start` to before `end` in runs of an hour: (first, number). Beyond a week, one."""
        if end <= start:
            return []
        if not self._seasonal or (end - start) * self._bucket > HOURS * HOUR:
            return [(start, float(end - start))]
        runs: list[tuple[int, float]] = []
        while start < end:
            over = math.ceil((start * self._bucket // HOUR + 1) * HOUR / self._bucket)
            stop = min(end, max(over, start + 1))
            runs.append((start, float(stop - start)))
            start = stop
        return runs

    def _take(self, state: RateState, bucket: int, count: float, number: float) -> None:
        """`number` buckets (from `bucket` on) held `count` each: rate, scatter and hour learn it."""
        factor = self._factor(state, bucket)
        mean = state.a / state.b * factor if state.b > 0 else count
        size = self._size(state)
        deviation = math.sqrt(mean + mean * mean / size)
        care = 1.0
        if state.buckets >= _LEAST and count > mean + _CLIP * deviation:
            care = _CAREFUL if negative_binomial(count, mean, size) >= _UNUSUAL else 1.0
            count = mean + _CLIP * deviation
        kept = self._decay**number
        added = (1 - kept) / (1 - self._decay) if number > 1 else 1.0
        if state.season is not None and state.b > 0:
            level = max(mean / factor, 1e-9)
            hour = self._clock.hour_of_week(bucket * self._bucket)
            weight = care * level * added
            seasons.learn(state.season, hour, count / level - 1, weight, weekly=self._weekly)
        if state.buckets:
            state.odd = kept * state.odd + care * added * ((count - mean) * (count - mean) - mean)
            state.squares = kept * state.squares + care * added * mean * mean
        state.a = kept * state.a + care * added * count
        state.b = kept * state.b + care * added * factor
        state.buckets += int(number)


def _scatter(state: RateState) -> float:
    """What the stream scatters more than Poisson; the prior once that is forgotten."""
    return state.odd / state.squares if state.squares > 0 else _PRIOR_ODD
