"""An ordinary month: talk in bursts, by the hour of the day and the day of the week, never twice the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from tests.bench.month.people import ANNOUNCEMENTS, CHANNELS, COLOUR, MODERATION_BOT, VOICE, People
from tests.bench.month.scene import BEGIN, DAYS, GUILD, USUAL, Told, local, poisson

SLOT_S: Final = 300
_DAY: Final = (
    .50, .30, .18, .12, .10, .12, .20, .35, .55, .70, .80, .90,
    1.0, 1.0, 1.0, 1.1, 1.3, 1.5, 1.7, 1.9, 2.0, 1.9, 1.5, .95,
)  # fmt: skip
_WEEK: Final = (0.9, 0.9, 0.95, 0.95, 1.15, 1.3, 1.2)
_TEXTS: Final = (
    "good night", "who plays tonight around nine", "my cat sits on the keyboard again", "it works now",
    "did anyone see the patch notes", "this build is slow today, but fun", "we could try another map", "ok",
    "thanks for the help yesterday", "what a week", "coffee first, then work", "lol", "see you later maybe",
    "same here",
    "I think the second season was better", "can somebody look at my settings", "well, that was really close",
)  # fmt: skip
_ENDS: Final = ("", "", "", "!", " :)", " haha", "...", " though", " tbh", " anyone?")
GROWTH_FROM, GROWTH = 16, 2.2
"""From this day on a newsletter names the community, and so many times as many people come."""


class Usual:
    """What happens of itself."""

    def __init__(self, rng: random.Random, people: People) -> None:
        self._rng = rng
        self._people = people
        self._message = GUILD + 10**12

    def month(self) -> Iterator[Told]:
        """All of it, in no order within five minutes."""
        begin = BEGIN.timestamp()
        end = begin + DAYS * 86_400
        mood = 1.0
        while begin < end:
            mood = 0.8 * mood + 0.2 * self._rng.lognormvariate(0, 0.35)
            yield from self._slot(begin, mood * rhythm(begin))
            begin += SLOT_S

    def _slot(self, begin: float, pace: float) -> Iterator[Told]:
        day = (begin - BEGIN.timestamp()) / 86_400
        growth = 1.0 if day < GROWTH_FROM else min(GROWTH, 1 + (day - GROWTH_FROM) * 0.6)
        for mean, told in (
            (1.0, self._conversation),
            (0.09 * growth, self._join),
            (0.05, self._leave),
            (4.0, self._reaction),
            (0.9, self._voice),
            (0.25, self._delete),
            (0.5, self._edit),
            (0.02, self._invite),
            (0.12, self._colour),
            (0.06, self._nickname),
            (0.012, self._timeout),
            (0.006, self._clearing),
            (0.03, self._automod),
            (0.02, self._thread),
            (0.002, self._channel),
            (0.001, self._emoji),
            (0.003, self._staff_delete),
        ):
            for _ in range(poisson(self._rng, mean * pace)):
                yield from told(begin + self._rng.random() * SLOT_S)

    def say(self, time: float, number: int, channel: int, text: str | None = None, **more: Any) -> Told:
        """A message of somebody."""
        self._message += 1
        content = text or f"{self._rng.choice(_TEXTS)}{self._rng.choice(_ENDS)}"
        line = {"channel": channel, "message": self._message, "content": content, "length": len(content)}
        line |= {"mentions": 0, "links": 0, "attachments": 0, "source": "gateway"}
        return self.told(time, "discord.message.create", **self._people.author(number), **line | more)

    def told(self, time: float, type_: str, **fields: Any) -> Told:
        """Something that belongs to no scene."""
        return Told(time, USUAL, {"type": type_, "guild": GUILD, **fields})

    def _conversation(self, time: float) -> Iterator[Told]:
        rng = self._rng
        channel = rng.choices(CHANNELS, [1 / (n + 1) for n in range(len(CHANNELS))])[0]
        circle = self._people.writers(rng.randint(2, 6))
        for _ in range(1 + int(rng.expovariate(1 / 9))):
            time += rng.expovariate(1 / 25)
            number = rng.choice(circle)
            more: dict[str, Any] = {}
            if rng.random() < 0.12:
                more["mentions"] = 1
            if rng.random() < 0.05:
                more |= {"links": 1, "text": "look at https://www.wikipedia.org/wiki/Cat"}
            yield self.say(time, number, channel, **more)

    def _join(self, time: float) -> Iterator[Told]:
        number = self._people.newcomer(self._rng.lognormvariate(6, 1.4))
        yield self.joined(time, number)

    def joined(self, time: float, number: int) -> Told:
        """Somebody comes in."""
        return self.told(
            time,
            "discord.member.join",
            actor=self._people.id(number),
            account_age_days=round(self._people.age(number), 2),
            has_avatar=True,
            is_bot=False,
            member_count=self._people.joined,
            source="gateway",
        )

    def _leave(self, time: float) -> Iterator[Told]:
        number = self._rng.randrange(700, self._people.joined)
        yield self.told(time, "discord.member.leave", target=self._people.id(number), is_bot=False)

    def _reaction(self, time: float) -> Iterator[Told]:
        number = self._people.writers(1)[0]
        line = {"channel": self._rng.choice(CHANNELS), "message": self._message, "emoji": "👍"}
        yield self.told(time, "discord.reaction.add", actor=self._people.id(number), **line)

    def _voice(self, time: float) -> Iterator[Told]:
        line = {"actor": self._people.id(self._people.writers(1)[0]), "channel": self._rng.choice(VOICE)}
        yield self.told(time, "discord.voice.join", **line)
        yield self.told(time + self._rng.expovariate(1 / 2_400), "discord.voice.leave", **line)

    def _delete(self, time: float) -> Iterator[Told]:
        line = {"channel": self._rng.choice(CHANNELS), "message": self._message, "message_age_seconds": 40}
        yield self.told(time, "discord.message.delete", **line)

    def _edit(self, time: float) -> Iterator[Told]:
        told = self.say(time, self._people.writers(1)[0], self._rng.choice(CHANNELS))
        told.line.update(type="discord.message.edit", content_changed=True, edited_after_seconds=20)
        yield told

    def _invite(self, time: float) -> Iterator[Told]:
        number = self._people.writers(1)[0]
        yield self.told(time, "discord.invite.create", actor=self._people.id(number), max_age_seconds=86_400)

    def _colour(self, time: float) -> Iterator[Told]:
        """A bot gives a role that people choose themselves."""
        line = {"actor": MODERATION_BOT, "actor_is_bot": True, "roles_added": [COLOUR], "roles_removed": []}
        target = self._people.id(self._people.writers(1)[0])
        yield self.told(time, "discord.member.roles", target=target, **line, source="audit")

    def _nickname(self, time: float) -> Iterator[Told]:
        person = self._people.id(self._people.writers(1)[0])
        line = {"actor": person, "target": person, "changed": ["nick"]}
        yield self.told(time, "discord.member.update", **line, source="audit")

    def _by_staff(self, time: float, type_: str, number: int | None = None, **fields: Any) -> Told:
        if number is None:
            number = self._people.staff()
        return self.told(time, type_, **self._people.moderator(number), **fields)

    def _timeout(self, time: float) -> Iterator[Told]:
        target = self._people.id(self._people.writers(1)[0])
        yield self._by_staff(time, "discord.member.timeout", target=target, seconds=600)

    def _clearing(self, time: float) -> Iterator[Told]:
        """Somebody of the staff removes those who advertise: mostly one, at times a few."""
        moderator = self._people.staff()
        for _ in range(1 + int(self._rng.expovariate(1 / 0.6))):
            time += self._rng.uniform(15, 90)
            number = self._rng.randrange(3_000, self._people.joined)
            act = self._rng.choice(("ban", "ban", "kick"))
            target = {"target": self._people.id(number), "target_is_bot": False}
            yield self._by_staff(time, f"discord.member.{act}", moderator, **target)

    def _automod(self, time: float) -> Iterator[Told]:
        target = self._people.id(self._people.writers(1)[0])
        line = {"actor": target, "target": target, "trigger": "keyword", "automod_rule": "words"}
        yield self.told(time, "discord.automod.block", **line, channel=CHANNELS[0], source="audit")

    def _thread(self, time: float) -> Iterator[Told]:
        number = self._people.writers(1)[0]
        line = {"actor": self._people.id(number), "channel": CHANNELS[1], "channel_type": "public_thread"}
        yield self.told(time, "discord.thread.create", **line, source="audit")

    def _channel(self, time: float) -> Iterator[Told]:
        act = self._rng.choice(("create", "update", "update"))
        fields = {"channel": self._rng.choice(CHANNELS), "channel_type": "text", "alert_channel": False}
        yield self._by_staff(time, f"discord.channel.{act}", **fields)

    def _emoji(self, time: float) -> Iterator[Told]:
        yield self._by_staff(time, "discord.emoji.create", expression_name="hello")

    def _staff_delete(self, time: float) -> Iterator[Told]:
        target = self._people.id(self._people.writers(1)[0])
        fields = {"channel": self._rng.choice((*CHANNELS, ANNOUNCEMENTS)), "target": target, "count": 1}
        yield self._by_staff(time, "discord.audit.message_delete", **fields)


def rhythm(time: float) -> float:
    """How much goes on at an hour of the week, the mean being about 1."""
    now = local(time)
    following = _DAY[(now.hour + 1) % 24]
    share = now.minute / 60
    return (_DAY[now.hour] * (1 - share) + following * share) * _WEEK[now.weekday()]
