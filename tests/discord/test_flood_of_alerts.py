"""A thousand alerts by three hundred people within a minute: a few messages, and phones that sound twice."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

import discord

from tests.bot.actions.test_case import alarm, calls, lines, of_cases, with_cases
from tests.discord.world import world

SECONDS, ALERTS, PEOPLE = 60, 1_000, 300
FIRST: Final = 10**17


def counted(case: discord.Message) -> int:
    """The alerts that a case says it has: `1,234 alerts since …`."""
    (line,) = (each for each in lines(case) if " alerts since " in each)
    return int(line.split()[0].replace(",", ""))


async def test_a_flood_is_ten_messages_and_two_mentions(tmp_path: Path) -> None:
    rng = random.Random(7)
    async with world(tmp_path, documents=with_cases) as w:
        actors = [FIRST + n % PEOPLE for n in range(ALERTS)]
        rng.shuffle(actors)
        for second in range(SECONDS):
            for n in range(second * ALERTS // SECONDS, (second + 1) * ALERTS // SECONDS):
                rule = rng.choice(["Scam link", "Mass mention", "Flood"])
                severity = rng.choice(["medium", "high", "critical"])
                alarm(w, f"a{n}", actor=actors[n], severity=severity, data={"rule": rule, "title": rule})
            await w.settled(1)
        await w.settled()
        posts = calls(w, "POST", "/messages")
        assert len(posts) <= 10
        assert sum("<@&" in str(post.json["content"]) for post in posts) == 2
        cases = of_cases(w.alerts)
        assert sum(counted(each) for each in cases) == ALERTS
        (raid,) = (each for each in cases if "people at once" in each.content)
        assert "🔴 CRITICAL: 295 people at once" in raid.content
