"""A flood with timers, cascades, actions, failing steps and reloads, on kinds that each show one thing."""

from __future__ import annotations

import random
from typing import Any

from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.signal import Signal
from tests.crash.ledger import CHECKED, HONOURS, PLAIN
from tests.crash.scenario import Scenario
from tests.support.kinds import KINDS, document

GUILDS = (11, 22)
START = 1_800_000_000_000
SIGNALS = 140


def rulebook(lateness: int = 30, **busy: Any) -> Rulebook:
    documents = [
        document("acting", "honours", types=["test.many"], action=HONOURS),
        document("acting", "checked", types=["test.quiet"], action=CHECKED),
        document("acting", "plain", types=["test.loud"], action=PLAIN),
        document("echoing", "loud", types=["discord.member.ban"], emit="test.loud"),
        document("raising", "faulty", types=["discord.member.join", "test.many"]),
        document("tallying", "tally", types=["discord.voice.join"], keyed=True, counts="amount", every=6),
        document("settling", "settled", types=["discord.member.join"], span=40, lateness=lateness),
    ]
    if busy:
        documents.append(document("counting", "busy", types=["discord.message.create"], quiet=90, **busy))
    return Rulebook(documents)


FIRST = rulebook(every=7)
RELOADS = {
    30: rulebook(every=5, most=3, lateness=10),  # its state is trimmed, and timers are hastened
    60: rulebook(),  # put aside
    75: rulebook(every=5, most=3),  # brought back
    100: rulebook(every=4, meaning="another"),  # begun anew
    120: FIRST,
}
"""What comes into force before the signal of that number, and what becomes of the state of `busy` by it."""


def signals(seed: int) -> list[Signal]:
    """The same for a seed in every process: two guilds, some signals twice, text that people wrote."""
    rng = random.Random(seed)
    found: list[Signal] = []
    for n in range(SIGNALS):
        guild, actor = rng.choice(GUILDS), rng.randrange(6)
        time = START + 10 * n
        if rng.random() < 0.05:
            found.append(Signal(f"audit:{n}", "discord.member.ban", time, guild=guild, actor=actor))
        elif rng.random() < 0.3:
            data = {"amount": n, "bad": rng.random() < 0.25}
            found.append(
                Signal(f"join:{guild}:{n}", "discord.member.join", time, guild=guild, actor=actor, data=data)
            )
        elif rng.random() < 0.3:
            data = {"amount": n, "bad": rng.random() < 0.1}
            found.append(
                Signal(f"voice:{n}", "discord.voice.join", time, guild=guild, actor=actor % 2, data=data)
            )
        else:
            data = {"amount": rng.randrange(100), "stop": rng.random() < 0.3}
            text = {"content": f"words {rng.random()}"}
            found.append(
                Signal(
                    f"m:{n}", "discord.message.create", time, guild=guild, actor=actor, data=data, text=text
                )
            )
    return found


FLOOD = Scenario(
    kinds=KINDS,
    catalogue=Catalogue({}),
    first=FIRST,
    reloads=RELOADS,
    signals=signals,
    last=Signal("end", "discord.member.join", START + 10 * SIGNALS + 10_000, guild=GUILDS[0]),
    actions=(HONOURS, CHECKED, PLAIN),
)
