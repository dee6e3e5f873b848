"""Which refusals are written down and answered: of a flood the first few, and then how many there were.

Whoever is refused costs the journal and Discord a bounded share. Knows no wording and no Discord.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Final

import msgspec

MINUTE_S: Final = 60.0
PER_PERSON: Final = 3
"""Of one person in a guild in a minute."""
PER_GUILD: Final = 30
"""Of all together in a guild in a minute."""
MOST_PEOPLE: Final = 1_000
"""So many people who were refused without a word are told apart in a minute."""


class Flood(msgspec.Struct, frozen=True):
    """Refusals of a minute in a guild that were neither written down nor answered one by one.

    `actor` is whose they were, if they were all of one; `since` in milliseconds; `people`: at least so many.
    """

    guild: int | None
    since: int
    times: int
    people: int
    actor: int | None


class _Minute:
    """What was refused in one guild since a minute began."""

    def __init__(self, since: int) -> None:
        self.since = since
        self.told: Counter[int] = Counter()
        self.untold: Counter[int] = Counter()
        self.times = 0


class Refusals:
    """Of one bot. `clock` gives milliseconds since 1970; `tell` hears of a flood after its minute."""

    def __init__(self, *, clock: Callable[[], int], tell: Callable[[Flood], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._minutes: dict[int | None, _Minute] = {}

    async def run(self) -> None:
        """Tell of floods that nobody goes on with, until cancelled."""
        while True:
            await asyncio.sleep(MINUTE_S)
            self.sweep()

    def take(self, guild: int | None, person: int) -> bool:
        """Whether one more is written down and answered; else it is only counted."""
        self.sweep()
        minute = self._minutes.get(guild)
        if minute is None:
            minute = self._minutes[guild] = _Minute(self._clock())
        if minute.told[person] < PER_PERSON and minute.told.total() < PER_GUILD:
            minute.told[person] += 1
            return True
        minute.times += 1
        if person in minute.untold or len(minute.untold) < MOST_PEOPLE:
            minute.untold[person] += 1
        return False

    def sweep(self) -> None:
        """Tell of the minutes that are over. A clock that was set back ends one, too."""
        now = self._clock()
        for guild, minute in list(self._minutes.items()):
            if not 0 <= now - minute.since < MINUTE_S * 1_000:
                self._over(guild)

    def close(self) -> None:
        """Tell now what would be told later."""
        for guild in list(self._minutes):
            self._over(guild)

    def _over(self, guild: int | None) -> None:
        minute = self._minutes.pop(guild)
        if minute.times:
            people = list(minute.untold)
            actor = people[0] if len(people) == 1 else None
            self._tell(Flood(guild, minute.since, minute.times, len(people), actor))
