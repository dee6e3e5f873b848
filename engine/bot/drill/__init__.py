"""The drill: an incident played through the real bot on an in-memory Discord, which simcord provides."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Final

import discord
import simcord
from rich.console import Console

from engine.bot.drill.afternoon import Afternoon
from engine.bot.drill.bot import DrillBot, replay
from engine.bot.drill.community import AFTERNOON_S, Community
from engine.bot.drill.evening import Evening
from engine.bot.drill.incident import Crash, Incident
from engine.bot.drill.narrator import Narrator
from engine.bot.drill.past import DAYS, past
from engine.bot.drill.screen import Screen
from engine.bot.logs import configure
from engine.bot.options import STORE
from engine.errors import UsageError
from engine.runtime.replay import Report
from engine.store.rows import OutboxState

LOG: Final = "drill.log"
_UNREAL: Final = (
    "The bot is the real one. Discord is in memory, and the people are made up: nothing here is real."
)
TAKEOVER: Final = "takeover"
AFTERNOON: Final = "afternoon"
NAMES: Final = (TAKEOVER, AFTERNOON)
"""What can be played; the first is played when none is named."""
_TITLES: Final = {
    TAKEOVER: "a staff account is taken over",
    AFTERNOON: "an afternoon that goes on; save a rule, and see it fire",
}


def run(data: Path | None, console: Console, name: str = TAKEOVER, rules: Path | None = None) -> int:
    """Play one of `NAMES`; its files are kept in the folder `data`, if one is given.

    `rules` is a folder of rules to play with beside those that ship. Returns 0 when everything held
    that the drill shows, else 1. Raises `UsageError` for a folder in use.
    """
    if data is not None:
        return _run_in(data, console, name, rules)
    with tempfile.TemporaryDirectory(prefix="tocsin-drill-") as folder:
        return _run_in(Path(folder), console, name, rules)


def _run_in(data: Path, console: Console, name: str, rules: Path | None) -> int:
    if (data / STORE).exists():
        raise UsageError(f"{data}: a store is here already; give the drill a folder of its own")
    data.mkdir(parents=True, exist_ok=True)
    with (data / LOG).open("w", encoding="utf-8") as log:
        configure(stream=log)
        try:
            good = asyncio.run(_play(data, Screen(console), name, rules))
        except KeyboardInterrupt:
            good = True
    return 0 if good else 1


async def _play(data: Path, screen: Screen, name: str, rules: Path | None) -> bool:
    screen.title(f"DRILL: {_TITLES[name]}", _UNREAL)
    async with simcord.run(discord.Client(intents=discord.Intents(guilds=True))) as env:
        await env.advance_time(AFTERNOON_S)
        community = Community(env)
        bot = DrillBot(data, community, rules)
        await env.restart_bot(bot.make().client)
        screen.said(f"{bot.rules} rules are loaded; alerts go to #sec-alerts, or else to #mod-chat")
        narrator = Narrator(community, screen)
        try:
            if name == AFTERNOON:
                await Afternoon(community, bot, narrator).play()
                return True
            crash = await _scenes(community, bot, narrator)
        finally:
            await bot.assembly.close()
        screen.scene(7, "What must hold")
        return _check(screen, narrator, crash, replay(bot.path))


async def _scenes(community: Community, bot: DrillBot, narrator: Narrator) -> Crash:
    screen = narrator.screen
    incident = Incident(community, bot, narrator)
    screen.scene(1, "An ordinary afternoon")
    told = await _take_in(community, bot)
    screen.said(f"{told:,} messages of the last {DAYS} days are taken in at once: that is what is usual")
    await incident.ordinary()
    screen.scene(2, "An account is taken over")
    await incident.takeover()
    screen.scene(3, "Why?")
    await incident.why()
    screen.scene(4, "The power goes")
    crash = await incident.power_cut()
    screen.scene(5, "Afterwards")
    await incident.questions()
    screen.scene(6, "A livelier evening than usual")
    await Evening(community, bot, narrator).play()
    return crash


async def _take_in(community: Community, bot: DrillBot) -> int:
    """Give the bot a past to learn from: how many signals."""
    signals = [*past(community)]
    for each in signals:
        bot.assembly.engine.ingest(each)
    await bot.assembly.engine.caught_up()
    return len(signals)


def _check(screen: Screen, narrator: Narrator, crash: Crash, report: Report) -> bool:
    """Everything that the drill promises, with the figures it was judged by."""
    posted = [embed.footer.text for message in narrator.standing for embed in message.embeds]
    actions = crash.after.actions
    sent = sum(action.state is OutboxState.SENT for action in actions)
    cases = {action.body["case"] for action in actions}
    checks = (
        (
            crash.after.signals >= crash.before.signals and crash.after.twice == 0,
            (
                f"no signal lost, none twice: {crash.before.signals} before the power went, "
                f"{crash.after.signals} after (with the gap and the outcome), {crash.after.twice} twice"
            ),
        ),
        (
            len(actions) == sent and len(posted) == len(set(posted)) >= len(cases),
            (
                f"every case in one message: {len(cases)} cases, {len(actions)} posts and edits planned, "
                f"{sent} done, {len(posted)} messages"
            ),
        ),
        (
            report.is_equal,
            (
                f"verified by replay: {report.signals} signals, {report.effects} effects, "
                f"{'equal' if report.is_equal else f'{len(report.differences)} differ'}"
            ),
        ),
    )
    for good, text in checks:
        screen.check(good, text)
    screen.said("")
    screen.said(
        "Your own server: see README.md. In short: `tocsin init DIR`, then `make service FOLDER=DIR`."
    )
    return all(good for good, _ in checks)
