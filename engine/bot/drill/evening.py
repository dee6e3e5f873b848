"""An evening on which everybody talks: no rule is met, but it is not usual; somebody says what it was."""

from __future__ import annotations

from typing import Any, Final

from engine.bot.charts.canvas import warm
from engine.bot.drill.bot import DrillBot
from engine.bot.drill.community import Community
from engine.bot.drill.narrator import Narrator
from engine.bot.sentences import said

_LATER_S: Final = 4 * 3600
_WRITERS: Final = ("fern", "lark", "ana", "bo", "mika")
_TALK: Final = (
    "the owl chicks are out, all four of them!",
    "I can see them from the bridge",
    "number three just spread its wings",
    "who has a lens long enough?",
    "on my way with the scope",
    "do not go too close, please",
    "the mother is on the left branch",
)
_MESSAGES: Final = 90
_APART_S: Final = 6
_QUESTIONS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("anomalyreport", {"hours": 24}),
    ("baselineinfo", {"system": "More messages than usual"}),
)


class Evening:
    """Plays the scene on a running bot that knows what is usual, or does not."""

    def __init__(self, community: Community, bot: DrillBot, narrator: Narrator) -> None:
        self._community = community
        self._bot = bot
        self._narrator = narrator

    async def play(self) -> None:
        """Talk, the alert with its sentence, a word on it, and what the owner asks."""
        await self._pass(_LATER_S)
        before = len(self._narrator.alerts)
        self._narrator.event(f"#general  everybody: {_TALK[0]} … {_MESSAGES} messages in nine minutes")
        for number in range(_MESSAGES):
            await self._pass(_APART_S)
            writer = self._community.people[_WRITERS[number % len(_WRITERS)]]
            await writer.send(self._community.channels["general"], _TALK[number % len(_TALK)])
        self._bot.assembly.engine.look_at_clock()
        await self._community.env.settle()
        self._narrator.look()
        if len(self._narrator.alerts) == before:
            self._narrator.screen.said("nobody is told: no baseline watches over messages")
            return
        await self._judge()
        await self._ask()

    async def _judge(self) -> None:
        """The owner says that it was none."""
        owner, label = self._community.people["ana"], said("button.not_anomaly")
        await self._pass(30)
        self._narrator.event(f"@ana presses [{label}]")
        self._narrator.answer("ana", await owner.click(self._narrator.alerts[-1], label=label))
        await self._pass(3)
        self._bot.assembly.engine.look_at_clock()
        await self._community.env.settle()
        self._narrator.look()

    async def _ask(self) -> None:
        owner, general = self._community.people["ana"], self._community.channels["general"]
        warm()
        for command, options in _QUESTIONS:
            await self._pass(5)
            typed = " ".join([f"/{command}", *(f"{name}: {value}" for name, value in options.items())])
            self._narrator.event(f"@ana types {typed}")
            answer = await owner.slash(general, command, **options)
            self._narrator.answer("ana", answer)
            await self._narrator.pictures(answer, self._bot.path.parent)

    async def _pass(self, seconds: float) -> None:
        await self._community.env.advance_time(seconds)
