"""The numeric metric: a level that forgets, a usual week where asked for, a robust scale, its rarity.

Level and spread are means with exponential forgetting: a weight `w <- w * 2^(-dt/half_life) + 1`, and each
value moves them by 1/w. A second level forgets within a day; when it stays away for a day,
the mean of that day is the new normal.
"""

from __future__ import annotations

import math
from typing import Final

import msgspec

from engine.systems.baseline.models import rarity as tails
from engine.systems.baseline.models import season as seasons
from engine.systems.baseline.models.digits import within_evidence
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.rarity import Tail
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.wall_clock import WallClock

DAY: Final = 86_400.0
SLOW: Final = 21 * DAY
_NORMAL: Final = 1.2533
"""The standard deviation of a normal stream in mean distances."""
_CLIP: Final = 5.0
_UNUSUAL: Final = 3.0
_CAREFUL: Final = 0.1
_LEAST: Final = 5
_TRUST: Final = 10.0
_TINY: Final = 1e-9
_OFF: Final = 3.0
_FARTHEST: Final = 1e12
"""Standard deviations: where a stream has never moved, any other number is farther than that."""


class ValueState(msgspec.Struct, gc=False):
    """Means and their weights. `off_since`: since when the fast level has been away; 0 when it is not.
    `away` is the mean of the `away_weight` values since then. `adopted`: when the last new normal was taken
    over; 0 when none was.
    """

    n: int = 0
    time: float = 0.0
    weight: float = 0.0
    level: float = 0.0
    spread: float = 0.0
    fast_weight: float = 0.0
    fast: float = 0.0
    off_since: float = 0.0
    adopted: float = 0.0
    tail: Tail = msgspec.field(default_factory=Tail)
    season: Season | None = None
    away: float = 0.0
    away_weight: float = 0.0


class Value:
    """How unusual a number is. `half_life` in seconds; `season` learns a week, or
    not `weekly` a day, by the clock of `zone`.
    """

    def __init__(
        self, *, half_life: float = SLOW, season: bool = False, weekly: bool = True, zone: str | None = None
    ) -> None:
        self._half_life = half_life
        self._seasonal = season
        self._weekly = weekly
        self._clock = WallClock(zone)

    def fresh(self) -> ValueState:
        """A state that has seen nothing."""
        return ValueState(season=Season() if self._seasonal else None)

    def judge(self, state: ValueState, time: float, value: float) -> Judgement:
        """How rare this value is now. Changes nothing."""
        expected = self._expected(state, time)
        scale = max(_NORMAL * state.spread, _TINY * abs(state.level), 1e-300)
        z = max(-_FARTHEST, min(_FARTHEST, (value - expected) / scale))
        usual = scale * state.tail.quantile
        if state.n < _LEAST:
            return Judgement(0.0, z, expected, expected - usual, expected + usual, scale, state.n)
        rarity = tails.digits(state.tail, abs(z)) * state.n / (state.n + _TRUST)
        rarity = within_evidence(rarity, state.n)
        reason = "" if abs(z) <= state.tail.quantile else "high" if z > 0 else "low"
        return Judgement(rarity, z, expected, expected - usual, expected + usual, scale, state.n, reason)

    def learn(self, state: ValueState, time: float, value: float, judgement: Judgement | None = None) -> None:
        """Take a value in, as it was judged. Values that are not finite are passed over."""
        if not math.isfinite(value):
            return
        told = judgement or self.judge(state, time, value)
        care = _CAREFUL if told.digits >= _UNUSUAL else 1.0
        self._forget(state, time)
        if state.n >= _LEAST:
            tails.learn(state.tail, abs(told.z), care)
        residual = value - told.expected
        clip = _CLIP * told.scale if state.n >= _LEAST else math.inf
        clipped = max(-clip, min(clip, residual))
        without_season = residual + state.level
        state.n += 1
        state.weight += care
        state.level += clipped * care / state.weight
        state.spread += (abs(clipped) * min(1.0, state.n - 1) - state.spread) * care / state.weight
        state.fast_weight += 1.0
        state.fast += (without_season - state.fast) / state.fast_weight
        if state.season is not None and state.n > 1:  # the first value is a level, and no offset from one
            hour = self._clock.hour_of_week(time)
            around = clipped + seasons.offset(state.season, hour, weekly=self._weekly)
            seasons.learn(state.season, hour, around, care, weekly=self._weekly)
        self._drift(state, time, without_season, told.scale)

    def _expected(self, state: ValueState, time: float) -> float:
        if state.season is None:
            return state.level
        hour = self._clock.hour_of_week(time)
        return state.level + seasons.offset(state.season, hour, weekly=self._weekly)

    def _forget(self, state: ValueState, time: float) -> None:
        passed = time - state.time
        if passed > 0:
            if state.n:
                state.weight *= 0.5 ** (passed / self._half_life)
                state.fast_weight *= 0.5 ** (passed / DAY)
            state.time = time

    def _drift(self, state: ValueState, time: float, value: float, scale: float) -> None:
        """A level that has been elsewhere for a day is where it has been since."""
        if state.n <= _LEAST or abs(state.fast - state.level) <= _OFF * scale:
            state.off_since = state.away_weight = 0.0
            return
        if not state.off_since:
            state.off_since, state.away_weight = time, 0.0
            return
        state.away_weight += 1.0
        state.away = (
            value if state.away_weight == 1 else state.away + (value - state.away) / state.away_weight
        )
        if time - state.off_since <= DAY or state.away_weight < _LEAST:
            return
        stays = abs(value - state.away) < abs(value - state.level)  # a few wild values are no level
        if stays and abs(state.away - state.level) > _OFF * scale:
            state.level, state.weight, state.adopted = state.away, state.away_weight, time
        state.fast, state.fast_weight = state.level, 1.0
        state.off_since = state.away_weight = 0.0
