"""The incident: a staff account is taken over. What people do, scene by scene; the bot does what it does."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec
import simcord

from engine.bot.charts.canvas import warm
from engine.bot.drill import moderators
from engine.bot.drill.bot import Counts, DrillBot
from engine.bot.drill.community import Community
from engine.bot.drill.narrator import Narrator
from engine.bot.views.signs import SHORT_ID
from engine.bot.views.why import Why

_TALK: Final = (
    ("fern", "general", "good afternoon! the kingfisher is back at the pond"),
    ("cleo", "bird-photos", "got it in flight today, uploading tonight"),
    ("dov", "trail-reports", "north loop is muddy, take boots"),
    ("ines", "general", "meetup on saturday, who brings the scope?"),
)
_BANNED: Final = ("cleo", "dov", "ines", "juno", "kit")
_DELETED: Final = ("bird-photos", "trail-reports", "plant-id")


class Crash(msgspec.Struct):
    """What stood in the store when the bot died, and after it was started again."""

    before: Counts
    after: Counts


class Incident:
    """Plays the scenes in order, on a running bot."""

    def __init__(self, community: Community, bot: DrillBot, narrator: Narrator) -> None:
        self._community = community
        self._env = community.env
        self._bot = bot
        self._narrator = narrator
        self._screen = narrator.screen

    async def ordinary(self) -> None:
        """People talk; nothing is alerted."""
        for who, channel, text in _TALK:
            await self._pass(20)
            self._narrator.event(f"#{channel}  @{who}: {text}")
            await self._community.people[who].send(self._community.channels[channel], text)
        await self._settled()
        self._screen.said(f"{len(_TALK)} messages, nothing to say about them")

    async def takeover(self) -> None:
        """The account of @mika gives power to @rook, who silences the staff first, and bans."""
        people = self._community.people
        await self._pass(60)
        self._narrator.event("@mika gives the role Moderator to @rook")
        await moderators.grant(self._env, people["mika"], people["rook"], self._community.moderator)
        await self._settled()
        await self._pass(30)
        self._narrator.event("@rook deletes #sec-alerts")
        await self._delete(self._community.alerts)
        await self._settled()
        for who in _BANNED:
            await self._pass(3)
            self._narrator.event(f"@rook bans @{who}")
            await moderators.ban(self._env, people["rook"], people[who], "spring cleaning")
            await self._settled(look=False)
        await self._pass(3)
        await self._settled()

    async def why(self) -> None:
        """The owner presses the button under the newest alert."""
        await self._pass(5)
        self._narrator.event("@ana presses [Why?]")
        owner = self._community.people["ana"]
        self._narrator.answer("ana", await owner.click(self._narrator.alerts[-1], label=Why.control))

    async def power_cut(self) -> Crash:
        """@rook deletes channels; the bot dies at the journal write of the alert, and is started again."""
        self._bot.store.armed = True
        for name in _DELETED:
            await self._pass(4)
            self._narrator.event(f"@rook deletes #{name}")
            await self._delete(self._community.channels[name])
        before = self._bot.counts()
        self._screen.stopped("The bot dies here: its alert is planned and written, and not sent.")
        await self._bot.assembly.abandon()
        self._screen.said("Nothing was drained or saved on the way out. On its disk stand:")
        self._screen.said(_inventory(before))
        self._screen.said("#mod-chat stays silent.")
        await self._pass(40)
        self._narrator.event("the bot is started again, on the same files")
        await self._env.restart_bot(self._bot.make().client)
        await self._settled()
        await self._pass(3)
        await self._settled()
        after = self._bot.counts()
        self._screen.said("Now there stand:")
        self._screen.said(_inventory(after))
        return Crash(before, after)

    async def questions(self) -> None:
        """The owner asks what happened, and somebody asks who may not."""
        people, general = self._community.people, self._community.channels["general"]
        await self._pass(10)
        self._narrator.event("@ana bans @rook")
        await moderators.ban(self._env, people["ana"], people["rook"], "taken over")
        first = self._alert_of("removal_by_new_staff")
        for command, options in (
            ("status", {}),
            ("explain", {}),
            ("explain", {"signal": first, "rule": "ban_by_new_staff"}),
        ):
            await self._pass(5)
            typed = " ".join([f"/{command}", *(f"{name}: {value}" for name, value in options.items())])
            self._narrator.event(f"@ana types {typed}")
            self._narrator.answer("ana", await people["ana"].slash(general, command, **options))
        warm()
        for command in ("threatsummary", "threattimeline"):
            await self._pass(5)
            self._narrator.event(f"@ana types /{command} hours: 1")
            answer = await people["ana"].slash(general, command, hours=1)
            self._narrator.answer("ana", answer)
            await self._narrator.pictures(answer, self._bot.path.parent)
        await self._pass(5)
        self._narrator.event("@fern types /status")
        self._narrator.answer("fern", await people["fern"].slash(general, "status"))

    async def _delete(self, channel: simcord.ChannelHandle) -> None:
        """@rook deletes a channel."""
        self._community.gone.add(channel.id)
        await moderators.delete_channel(self._env, self._community.people["rook"], channel)

    def _alert_of(self, rule: str) -> str:
        """How people name the signal of the alert of a rule."""
        return self._bot.newest_of(rule)[:SHORT_ID]

    async def _pass(self, seconds: float) -> None:
        await self._env.advance_time(seconds)

    async def _settled(self, *, look: bool = True) -> None:
        """Everything is on disk, and what was planned is done; then a look at the staff's channels."""
        self._bot.assembly.engine.look_at_clock()
        await self._env.settle()
        if look:
            self._narrator.look()


def _inventory(counts: Counts) -> str:
    states = Counter(action.state.value for action in counts.actions)
    actions = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return f"{counts.signals} signals; posts and edits: {actions}"
