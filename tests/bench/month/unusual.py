"""What is unusual and no attack: an evening with an event, a draw, a spring clean, a new bot, an outage."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from tests.bench.month.people import CHANNELS, VOICE, People
from tests.bench.month.scene import GUILD, Told, at
from tests.bench.month.usual import Usual

EVENT: Final = 19
"""The day of the event, a Friday."""
AWAY: Final = ("10", "14:00", "15:10")
"""The day and times between which Discord was away, and nothing came."""
_NEW_BOT: Final = GUILD + 910


class Unusual:
    """Each scene is told as it would be, and named by nobody: an alert about it is a false one."""

    def __init__(self, rng: random.Random, people: People, usual: Usual) -> None:
        self._rng = rng
        self._people = people
        self._usual = usual

    def month(self) -> Iterator[Told]:
        yield from self._event()
        yield from self._draw()
        yield from self._clean()
        yield from self._new_bot()
        yield from self._new_moderator()

    def _event(self) -> Iterator[Told]:
        """Two hours of an evening: a full voice channel, a loud chat, and friends who are brought along."""
        rng, begin = self._rng, at(EVENT, "20:00")
        for number in sorted(set(self._people.writers(400))):
            line = {"actor": self._people.id(number), "channel": VOICE[0]}
            came = begin + rng.gauss(0, 400)
            yield self._usual.told(came, "discord.voice.join", **line)
            yield self._usual.told(begin + rng.uniform(3_000, 7_500), "discord.voice.leave", **line)
        for _ in range(900):
            time = begin + rng.uniform(0, 7_200)
            yield self._usual.say(time, self._people.writers(1)[0], CHANNELS[0])
        for _ in range(40):
            newcomer = self._people.newcomer(rng.lognormvariate(6, 1.2))
            yield self._usual.joined(begin + rng.gauss(600, 1_200), newcomer)

    def _draw(self) -> Iterator[Told]:
        """Who wants to win reacts to one message."""
        begin = at(13, "18:00")
        for n, number in enumerate(self._rng.sample(range(700), 420)):
            line = {
                "actor": self._people.id(number),
                "channel": CHANNELS[3],
                "message": GUILD + 5,
                "emoji": "🎁",
            }
            yield self._usual.told(
                begin + self._rng.expovariate(1 / 1_500) + n / 100, "discord.reaction.add", **line
            )

    def _clean(self) -> Iterator[Told]:
        """An administrator takes three old channels away and makes four, in a quarter of an hour."""
        time, who = at(17, "17:00"), self._people.moderator(1)
        for n in range(7):
            time += self._rng.uniform(60, 180)
            act = "delete" if n < 3 else "create"
            fields = {"channel": GUILD + 300 + n, "channel_type": "text", "alert_channel": False}
            yield self._usual.told(time, f"discord.channel.{act}", **who, **fields)

    def _new_bot(self) -> Iterator[Told]:
        """The team adds a bot for music. That it is told is wanted: it belongs to the scene `told`."""
        who = self._people.moderator(1)
        target = {"target": _NEW_BOT, "target_is_bot": True, "target_account_age_days": 900.0}
        yield Told(
            at(5, "19:00"), "told", {"type": "discord.member.bot_add", "guild": GUILD, **who, **target}
        )

    def _new_moderator(self) -> Iterator[Told]:
        """A member of two years becomes a helper."""
        who = self._people.moderator(1)
        target = {"target": self._people.id(40), "target_is_bot": False, "target_member_age_hours": 17_000.0}
        fields = {"roles_added": [GUILD + 12], "roles_removed": [], "staff_granted": True}
        line = {"type": "discord.member.roles", "guild": GUILD, **who, **target, **fields}
        yield Told(at(8, "20:00"), "told", line)


def is_away(time: float) -> bool:
    """Whether Discord was away."""
    day, begin, end = AWAY
    return at(int(day), begin) <= time < at(int(day), end)
