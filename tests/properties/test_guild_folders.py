"""Whatever is written into the folder of one guild, nothing of it reaches another: no signal, no window, no
timer. Nor does that there was a reload at all."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.catalogue import shipped
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.runtime.proposal import propose
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from engine.systems.library import Library
from tests.support.loop import T0
from tests.support.stepwise import Stepwise, lines, replay

ONE, OTHER = 11, 22
A_BOT = 20
"""Sequences that are played on one bot, one after the other."""
IN_MEMORY = Path("/dev/shm")
"""Where files cost nothing, on Linux: a sequence writes and deletes a dozen."""
TYPES = ("member_ban", "member_kick")
RULES = """
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor|exists: true}, condition: s}
---
title: A kick
name: kick
logsource: {product: discord, category: member_kick}
detection: {s: {actor|exists: true}, condition: s}
---
title: A kick that nothing else counts
name: lone
logsource: {product: discord, category: member_kick}
detection: {s: {actor: 2}, condition: s}
---
title: Many bans
name: many
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 3}}
---
title: Both
name: both
correlation: {type: temporal, rules: [ban, kick], timespan: 20s}
---
title: No kicks
name: none
correlation: {type: absence, rules: [kick], timespan: 15s}
---
title: Again
name: again
correlation: {type: event_count, rules: [many], timespan: 1m, condition: {gte: 2}}
"""
NAMES = ("ban", "kick", "lone", "lone", "many", "both", "none", "again")
KNOBS = (
    "threshold: 2", "window: 3s", "window: 30s", "level: low", "mode: observe", "off: true", "off: false",
    "except: {actor: [1]}", "except: {channel: [7]}",
)  # fmt: skip


def piece(rng: random.Random) -> str:
    """What somebody may write into their folder: good or bad, of any kind."""
    name, other = rng.choice(NAMES), rng.choice(NAMES)
    type_ = rng.choice(TYPES)
    source = f"logsource: {{product: discord, category: {type_}}}\n"
    actor = rng.randrange(3)
    own = (
        f"title: Own\nname: {name}\nid: {name}\n{source}detection: {{s: {{actor: {actor}}}, condition: s}}\n"
    )
    counting = (
        f"timespan: 10s, condition: {{gte: {rng.randrange(1, 4)}}}, generate: {rng.choice(['true', 'false'])}"
    )
    counts = f"correlation: {{type: event_count, rules: [{other}], {counting}}}"
    rules = rng.choice(["any", f"[{name}]"])
    one, two = rng.choice(KNOBS), rng.choice(KNOBS)
    shapes = [
        f"kind: settings\ntune: {{{name}: {{{one}}}}}\n",
        f"kind: settings\ntune: {{{name}: {{{one}}}, {other}: {{{two}}}}}\n",
        f"{own}tocsin: {{emit: own.thing}}\n",
        f"title: Counts\nname: own_{name}\n{counts}\n",
        f"title: Counts\nname: own_{name}\n{counts}\n",
        f"title: Counts\nname: more\n{counts}\n",
        f"title: Not these\nname: f\n{source}filter: {{rules: {rules}, s: {{actor: 1}}, condition: not s}}\n",
        f"{CHAINED}detection: {{s: {{actor|exists: true}}, condition: s}}\n",
        "kind: list\nname: friends\nvalues: [1]\n",
        f"kind: settings\nguild: {OTHER}\n",
        f"{own}tocsin: {{guilds: [{OTHER}]}}\n",
        "a: [",
        "",
    ]
    return rng.choice(shapes)


CHAINED = "title: Chained\nname: chained\nlogsource: {product: own, category: thing}\n"


class Bot:
    """A loop on a folder; what somebody writes into that of `deaf` is not written, nor is there a reload."""

    def __init__(self, path: Path, deaf: int | None) -> None:
        self._path, self._deaf = path, deaf
        (path / "rules/house").mkdir(parents=True)
        (path / "rules/house/r.yml").write_text(RULES)
        self.store = MemoryStore()
        self.loop = Stepwise(self.store, ready=self.programs())
        self._library = Library([Home(path)])
        self._force = Rulebook(())
        self.edit(None, "none.yml", "kind: list\nname: nobody\nvalues: [0]\n", -1, 0)

    def programs(self) -> Programs:
        return Programs(KINDS, shipped(), stored=self.store.rulebook)

    def edit(self, guild: int | None, name: str, text: str, n: int, now: int) -> None:
        """Take a file over, as far as it is good."""
        if guild is not None and guild == self._deaf:
            return
        folder = self._path / ("rules/house" if guild is None else f"guilds/{guild}")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        book = propose(self._library.load(), self._force, graph=self._library.graph).rulebook
        self._force = book
        self.loop.ready.add(book)
        self.loop.play(Signal(f"load-{n}", "rulebook.loaded", T0 + now, data={"hash": book.hash}), T0 + now)

    def happen(self, guild: int, type_: str, actor: int, n: int, now: int) -> None:
        fields = {"guild": guild, "actor": actor, "channel": 6 + actor}
        self.loop.play(Signal(f"s-{n}", f"discord.{type_.replace('_', '.')}", T0 + now, **fields), T0 + now)

    def end(self, now: int) -> None:
        self.loop.play(Signal("end", "test.none", T0 + now), T0 + now)
        self.loop.commit()


def hold_apart(seed: int, steps: int, sequences: int = 1) -> int:
    """Returns how many effects the guild that is watched had. All of them count, timers among them.

    Each sequence goes on where the one before it ended: to set up two bots costs as much as to play one.
    """
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        bots = [Bot(Path(folder, "both"), None), Bot(Path(folder, "alone"), ONE)]
        now = 0
        for n in range(steps * sequences):
            now += rng.choice([1, 500, 2_000, 6_000])
            if rng.random() < 0.3:
                guild = rng.choice([ONE, OTHER])
                name, text = rng.choice(["settings.yml", "a.yml", "b.yml"]), piece(rng)
                for bot in bots:
                    bot.edit(guild, name, text, n, now)
            else:
                guild, type_, actor = rng.choice([ONE, OTHER]), rng.choice(TYPES), rng.randrange(3)
                for bot in bots:
                    bot.happen(guild, type_, actor, n, now)
        for bot in bots:
            bot.end(now + 120_000)
        both, alone = (list(lines(bot.store, OTHER)) for bot in bots)
        assert both == alone
        assert replay(bots[0].store, bots[0].programs()).is_equal
        return sum('"emit"' in each for each in both)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_a_guild_has_the_same_effects_whatever_stands_in_anothers_folder(seed: int) -> None:
    hold_apart(seed, 30)


def test_of_a_thousand_short_sequences_none_crosses_over() -> None:
    effects = sum(hold_apart(seed, 8, A_BOT) for seed in range(1_000 // A_BOT))

    assert effects > 1_000  # enough that could have differed


@pytest.mark.soak
def test_nor_of_a_hundred_thousand() -> None:
    for seed in range(100_000 // A_BOT):
        hold_apart(seed, 8 + seed % 16, A_BOT)
