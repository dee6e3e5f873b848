"""The attacks of the month. Each phase is a scene of its own, and to be found by itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from tests.bench.month.people import ANNOUNCEMENTS, CHANNELS, MODERATOR, STAFF_CHANNEL, People
from tests.bench.month.scene import GUILD, Told, at
from tests.bench.month.usual import Usual

_SCAM: Final = (
    "Steam is giving away free nitro for 3 months, claim it now: https://dlscord-gift.example/claim"
)
_STOLEN, _CLIMBER = 5, 600
"""The number of the moderator whose account is stolen, and of the member who works up patiently."""


class Attacks:
    """A raid, accounts that spread a scam, a nuke and a slow takeover."""

    def __init__(self, rng: random.Random, people: People, usual: Usual) -> None:
        self._rng = rng
        self._people = people
        self._usual = usual

    def month(self) -> Iterator[Told]:
        yield from self._scam()
        yield from self._raid()
        yield from self._nuke()
        yield from self._takeover()

    def _scam(self) -> Iterator[Told]:
        """Three members' accounts post the same link everywhere."""
        for n, number in enumerate((210, 388, 471)):
            time = at(9, "13:20") + n * 1_300
            for channel in CHANNELS[:9]:
                time += self._rng.uniform(0.7, 2.0)
                yield self._of("scam/links", self._usual.say(time, number, channel, _SCAM, links=1))

    def _raid(self) -> Iterator[Told]:
        """A night: young accounts pour in, then some of them flood."""
        rng, begin = self._rng, at(12, "02:30")
        raiders = [self._people.newcomer(rng.uniform(0.05, 4)) for _ in range(110)]
        for raider in raiders:
            yield self._of("raid/joins", self._usual.joined(begin + rng.uniform(0, 480), raider))
        for raider in raiders[:60]:
            time = begin + 560 + rng.uniform(0, 120)
            for _ in range(6):
                time += rng.uniform(0.6, 2.5)
                text = "COME TO OUR SERVER discord.gg/raiders NOW"
                mentions = {"mentions": rng.choice((0, 4, 12)), "links": 1}
                told = self._usual.say(time, raider, rng.choice(CHANNELS), text, **mentions)
                told.line.update(account_age_days=round(self._people.age(raider), 2), member_age_hours=0.2)
                yield self._of("raid/flood", told)

    def _nuke(self) -> Iterator[Told]:
        """At three in the morning, by the stolen account of a moderator."""
        rng, time = self._rng, at(18, "03:10")
        who = self._people.moderator(_STOLEN)
        alt = {"target": self._people.id(4_000), "target_is_bot": False, "target_member_age_hours": 9_000.0}
        grant = {"roles_added": [MODERATOR], "staff_granted": True, "dangerous": ["administrator"]}
        yield self._by("nuke/power", time, "discord.member.roles", who, **alt, **grant)
        for n in range(5):
            time += rng.uniform(8, 20)
            fields = {"channel": CHANNELS[n], "target": GUILD + 400 + n, "webhook_type": "incoming"}
            yield self._by("nuke/webhooks", time, "discord.webhook.create", who, **fields)
        for n in range(12):
            time += rng.uniform(1, 4)
            fields = {"channel": CHANNELS[23 - n], "channel_type": "text", "alert_channel": False}
            yield self._by("nuke/channels", time, "discord.channel.delete", who, **fields)
        for n in range(60):
            time += rng.uniform(0.5, 2)
            fields = {"target": self._people.id(1_500 + n), "target_is_bot": False}
            yield self._by("nuke/bans", time, "discord.member.ban", who, **fields)

    def _takeover(self) -> Iterator[Told]:
        """Six days, one small thing after another, each of which somebody might do in good faith."""
        rng = self._rng
        giver = self._people.moderator(4)
        climber = {
            "actor": self._people.id(_CLIMBER),
            "actor_is_bot": False,
            "actor_roles": [MODERATOR],
            "source": "audit",
        }
        target = {
            "target": self._people.id(_CLIMBER),
            "target_is_bot": False,
            "target_member_age_hours": 2_300.0,
        }
        grant = {
            "roles_added": [MODERATOR],
            "staff_granted": True,
            "dangerous": ["ban_members", "manage_roles"],
        }
        yield self._by("takeover/staff", at(21, "04:12"), "discord.member.roles", giver, **target, **grant)
        gained = {"target": GUILD + 12, "is_everyone": False, "permissions_gained": ["administrator"]}
        gained |= {"dangerous": ["administrator"], "role_name": "helper"}
        yield self._by(
            "takeover/permission",
            at(22, "04:40"),
            "discord.role.update",
            climber | {"actor_staff_hours": 24.0},
            **gained,
        )
        hook = {"channel": ANNOUNCEMENTS, "target": GUILD + 420, "webhook_type": "incoming"}
        yield self._by(
            "takeover/webhook",
            at(23, "05:02"),
            "discord.webhook.create",
            climber | {"actor_staff_hours": 48.0},
            **hook,
        )
        hidden = {
            "channel": STAFF_CHANNEL,
            "target": MODERATOR,
            "target_is_role": True,
            "target_is_staff": True,
        }
        hidden |= {"denied": ["view_channel"], "target_is_everyone": False, "alert_channel": False}
        yield self._by(
            "takeover/hidden",
            at(24, "04:20"),
            "discord.overwrite.update",
            climber | {"actor_staff_hours": 72.0},
            **hidden,
        )
        for n in range(4):
            fields = {"target": self._people.id(2 + n), "target_is_bot": False, "staff_removed": True}
            fields |= {"roles_removed": [MODERATOR], "roles_added": []}
            time = at(25, "03:00") + n * 2_700
            yield self._by(
                "takeover/staff removed",
                time,
                "discord.member.roles",
                climber | {"actor_staff_hours": 95.0},
                **fields,
            )
        time = at(26, "02:00")
        for n in range(45):
            time += rng.uniform(200, 420)
            fields = {"target": self._people.id(2_000 + n), "target_is_bot": False}
            yield self._by(
                "takeover/slow bans",
                time,
                "discord.member.ban",
                climber | {"actor_staff_hours": 120.0},
                **fields,
            )

    def _by(self, scene: str, time: float, type_: str, who: dict[str, Any], **fields: Any) -> Told:
        return Told(time, scene, {"type": type_, "guild": GUILD, **who, **fields})

    @staticmethod
    def _of(scene: str, told: Told) -> Told:
        return told._replace(scene=scene)
