"""How bad it is with one entity: the guild, an actor, a channel or a system. Plain data and its arithmetic.

Instants are milliseconds. `at` is when its evidence was brought up to date last: nothing is lost by doing
that seldom, so it is done when something comes.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.systems.scoring.bands import BANDS, SPENT, Caps, add, exponent, kept, score_of

MOST_PARTS: Final = 12
"""Kinds of evidence that are told apart; what weighs least of more is one rest."""


class Part(msgspec.Struct, array_like=True):
    """Evidence of one kind in one band: how much is left, how often it came, and the newest signal."""

    label: str
    band: int
    amount: int
    times: int
    signal: str
    last: int


class Standing(msgspec.Struct):
    """`bands` hold evidence in billionths as of `at`, `parts` what it is made of by kind, `rest` all further.

    `heard` is when something came last, as the engine saw it. `level` is the place of the level that was
    told, `until` an instant before which it does not fall, 0 where there is nothing to ask.
    `escalated` is when people were called last; `held`: they were not, as days are often as bad. `since` is
    the first evidence that counts.
    `cause` is the one signal that the newest evidence came from, `caused` what that added as `caused_by`.
    """

    bands: list[int] = msgspec.field(default_factory=lambda: [0] * BANDS)
    at: int = 0
    heard: int = 0
    since: int = 0
    parts: dict[str, Part] = {}
    rest: list[int] = msgspec.field(default_factory=lambda: [0] * BANDS)
    level: int = 0
    until: int = 0
    escalated: int | None = None
    held: bool = False
    cause: str = ""
    caused: int = 0
    caused_by: str = ""

    def bands_at(self, time: int, half_life: int) -> list[int]:
        """What is left in each band at an instant; before `at` what there is then."""
        if time <= self.at:
            return list(self.bands)
        factor = kept(time - self.at, half_life)
        return [int(each * factor) for each in self.bands]

    def is_spent(self, time: int, half_life: int, least: int = SPENT) -> bool:
        """Whether nothing worth a word is left; never in the instant in which something came."""
        return time > self.heard and sum(self.bands_at(time, half_life)) < least

    def exponent(self, time: int, half_life: int, caps: Caps) -> float:
        """How bad it is at an instant, to rank by."""
        bands = self.bands_at(time, half_life)
        return 0.0 if sum(bands) < SPENT else exponent(bands, caps)

    def score(self, time: int, half_life: int, caps: Caps) -> float:
        """How bad it is at an instant, from 0 to 100."""
        return score_of(self.exponent(time, half_life, caps))

    def bring_to(self, time: int, half_life: int) -> None:
        """Let time pass."""
        if time <= self.at:
            return
        factor = kept(time - self.at, half_life)
        self.bands = [int(each * factor) for each in self.bands]
        self.rest = [int(each * factor) for each in self.rest]
        for part in self.parts.values():
            part.amount = int(part.amount * factor)
        self.at = time

    def begin_anew(self, time: int) -> None:
        """Forget what is spent; when people were called last is kept."""
        self.bands, self.rest = [0] * BANDS, [0] * BANDS
        self.parts, self.at, self.since = {}, time, time

    def take(self, part: Part, key: str, half_life: int, caps: Caps, cause: str = "") -> None:
        """Add evidence at the instant `part.last`; what comes late is less by then.

        What several rules find in one and the same signal, the `cause`, counts once, by the largest.
        """
        amount = part.amount
        if part.last < self.at:
            amount = int(amount * kept(self.at - part.last, half_life))
        else:
            self.bring_to(part.last, half_life)
        self.since = min(self.since, part.last)
        if cause and cause == self.cause:
            amount = self._beyond(part, amount)
        else:
            self.cause, self.caused, self.caused_by = cause, 0, ""
        before = self.bands[part.band]
        add(self.bands, caps, part.band, amount)
        if amount:
            self.caused, self.caused_by = self.caused + self.bands[part.band] - before, key
        self._note(part, key, amount)

    def _beyond(self, part: Part, amount: int) -> int:
        """What evidence adds to what its cause has added: in a higher band it takes the place of that."""
        if amount <= self.caused:
            return 0
        known = self.parts.get(self.caused_by)
        if known is None or part.band <= known.band:
            return amount - self.caused
        self.bands[known.band] -= min(self.caused, self.bands[known.band])
        known.amount = max(known.amount - self.caused, 0)
        self.caused = 0
        return amount

    def _note(self, part: Part, key: str, amount: int) -> None:
        known = self.parts.get(key)
        if known is None:
            self.parts[key] = Part(part.label, part.band, amount, part.times, part.signal, part.last)
            if len(self.parts) > MOST_PARTS:
                self._lump()
            return
        known.amount += amount
        known.times += part.times
        if (part.last, part.signal) >= (known.last, known.signal):
            known.label, known.signal, known.last = part.label, part.signal, part.last

    def _lump(self) -> None:
        """What weighs least joins the rest of its band."""
        least = min(self.parts, key=lambda key: (self.parts[key].band, self.parts[key].amount, key))
        part = self.parts.pop(least)
        self.rest[part.band] += part.amount


def falls_at(standing: Standing, below: float, now: int, half_life: int, caps: Caps) -> int:
    """When a score will be below another, if nothing more happens: `now` when it is already. Milliseconds."""
    if standing.score(now, half_life, caps) < below:
        return now
    low, high = now, now + half_life
    while standing.score(high, half_life, caps) >= below:
        low, high = high, high + 2 * (high - now)
    while high - low > 1:
        middle = (low + high) // 2
        if standing.score(middle, half_life, caps) >= below:
            low = middle
        else:
            high = middle
    return high
