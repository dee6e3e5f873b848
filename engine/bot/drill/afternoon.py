"""An afternoon that goes on: people talk, some of it is no good; a rule that is saved comes into force."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Final

from engine.bot.drill.bot import DrillBot
from engine.bot.drill.community import Community
from engine.bot.drill.narrator import Narrator
from engine.bot.reloaded import seen_in
from engine.bot.views.reload import reload as card_of

_TALK: Final = (
    ("fern", "general", "good afternoon! the kingfisher is back at the pond"),
    ("newt", "general", "FREE NITRO for the first ten: https://gift.example/claim"),
    ("cleo", "bird-photos", "got it in flight today, uploading tonight"),
    ("dov", "trail-reports", "north loop is muddy, take boots"),
    ("newt", "meetups", "claim your gift here https://gift.example/now"),
    ("ines", "general", "meetup on saturday, who brings the scope?"),
)
_STEP_S: Final = 20
_PAUSE_S: Final = 2.0


class Afternoon:
    """Rounds of the same talk: on a terminal until Ctrl-C, in a pipe one."""

    def __init__(self, community: Community, bot: DrillBot, narrator: Narrator) -> None:
        self._community = community
        self._bot = bot
        self._narrator = narrator
        self._screen = narrator.screen

    async def play(self) -> None:
        """Play; what is saved meanwhile is said, and counts from the next message on."""
        self._community.join("newt")
        for number in count(1):
            self._screen.scene(number, "People talk")
            for who, channel, text in _TALK:
                await self._say(who, channel, text)
                await self._look_at_rules()
            if not self._screen.is_paced:
                return

    async def _say(self, who: str, channel: str, text: str) -> None:
        await self._community.env.advance_time(_STEP_S)
        self._bot.assembly.engine.look_at_clock()
        self._narrator.event(f"#{channel}  @{who}: {text}")
        await self._community.people[who].send(self._community.channels[channel], text)
        await self._community.env.settle()
        self._narrator.look()

    async def _look_at_rules(self) -> None:
        """Leave time to edit, and say what came of it."""
        reloading = self._bot.reloading
        before = reloading.last
        await asyncio.sleep(_PAUSE_S if self._screen.is_paced else 0)
        if reloading.last is not before:
            program = self._bot.assembly.engine.program
            seen = seen_in(reloading.last, program, self._community.guild.id, is_operator=True)
            self._narrator.said("the rules were saved:", card_of(seen))
