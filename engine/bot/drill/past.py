"""The days before the drill, from which baselines learn: signals as the sensors would have made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.bot.drill.community import Community
from engine.bot.sensors.message import CREATE
from engine.instants import DAY_MS, HOUR_MS
from engine.signal import Signal

DAYS: Final = 9
"""Longer than the warm-up of the baselines that ship, which is a week."""
_BY_HOUR: Final = (1, 0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 4, 5, 4, 4, 4, 5, 6, 7, 8, 8, 6, 4, 2)
"""Messages in each hour of a day."""
_WRITERS: Final = ("fern", "cleo", "dov", "ines", "juno", "kit", "lark")
_CHANNELS: Final = ("general", "bird-photos", "trail-reports", "meetups")


def past(community: Community) -> Iterator[Signal]:
    """What people wrote until now, oldest first; each hour has as much on every day, or one more."""
    now = community.now()
    begin = now // DAY_MS * DAY_MS - DAYS * DAY_MS
    number = 0
    for day in range(DAYS + 1):
        for hour, usual in enumerate(_BY_HOUR):
            count = usual + (day + hour) % 2 if usual else 0
            for place in range(count):
                number += 1
                time = begin + day * DAY_MS + hour * HOUR_MS + (2 * place + 1) * HOUR_MS // (2 * count)
                if time >= now:
                    return
                yield _message(community, number, time)


def _message(community: Community, number: int, time: int) -> Signal:
    writer, channel = _WRITERS[number % len(_WRITERS)], _CHANNELS[number % len(_CHANNELS)]
    return Signal(
        id=f"past-{number}",
        type=CREATE,
        time=time,
        guild=community.guild.id,
        channel=community.channels[channel].id,
        actor=community.people[writer].id,
        data={"is_bot": False, "length": 40, "links": 0, "mentions": 0, "role_mentions": 0},
    )
