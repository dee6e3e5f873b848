"""The whole program, killed with -9 while a raid goes on: no alert is lost, none is posted twice.

A real process with the rules that ship, on a Discord that outlives it; killed at random moments, at
random moments of its start, and while an alert is on its way. `make soak` kills it more often.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.store.connection import connect
from engine.store.queries import history, outbox
from engine.store.reader import SqliteReader
from tests.crash.community import GUILDS, Community
from tests.support.loop import until
from tests.support.loopback import served

ROOT = Path(__file__).parents[2]
MODERATOR = 10**17
GROUP = 5
"""So many bans of one person are an alert, by the one rule here."""
PAUSE_S = 0.2
"""Between two rounds of bans: a case is edited every two seconds at most, and kills wait for that."""


SORTS = ("start", "raid", "before", "after")
"""When to kill: while it starts, at any time, before and after Discord keeps a message it was sent."""

BACKUP = "import sqlite3; sqlite3.connect('data/tocsin.db').backup(sqlite3.connect('copy.db'))"


class Run(NamedTuple):
    """A process, its end, and what floods it."""

    process: asyncio.subprocess.Process
    ended: asyncio.Future[tuple[bytes, bytes]]
    flood: asyncio.Future[None]


class Raid:
    """A folder with rules and data, the Discord, and the process that runs on them now."""

    def __init__(self, folder: Path, port: int, discord: Community, rng: random.Random) -> None:
        self.folder = folder
        self.discord = discord
        self.rng = rng
        self.known: set[str] = set()
        self.kills = 0
        self._port = port
        self._actor = MODERATOR
        pack = folder / "rules" / "antinuke"
        pack.mkdir(parents=True)
        shutil.copy(ROOT / "rules" / "antinuke" / "mass-ban.yml", pack)
        for guild, channel in GUILDS.items():
            text = f"kind: settings\nname: s{guild}\nguild: '{guild}'\nalerts: {{channel: '{channel}'}}\n"
            (folder / "rules" / f"s{guild}.yml").write_text(text, encoding="utf-8")

    async def call(self, *words: str, seed: int = 0) -> tuple[int, str, str]:
        """A command beside the running bot: exit code, output, errors."""
        process = await self._spawn("-m", "engine", *words, seed=seed)
        said, errors = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, said.decode(), errors.decode()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Run]:
        """The bot in the middle of the raid; it does not outlive the block."""
        self.discord.ready.clear()
        words = ("-m", "tests.crash.bot", str(self._port), "run")
        process = await self._spawn(*words, seed=self.rng.randrange(99))
        ended = asyncio.ensure_future(process.communicate())
        flood = asyncio.ensure_future(self._flood())
        try:
            yield Run(process, ended, flood)
        finally:
            flood.cancel()
            if process.returncode is None:
                process.kill()
            await asyncio.gather(flood, ended, return_exceptions=True)

    async def kill_once(self, sort: str) -> None:
        """At a random moment of a sort."""
        async with self.running() as run:
            if sort == "start":
                await asyncio.sleep(self.rng.uniform(0.05, 2))
            elif sort == "raid":
                await self.connected(run)
                await self.back_up()
                await asyncio.sleep(self.rng.uniform(0, 1))
            else:
                await self._kill_at_a_post(run.process, sort)
            assert run.process.returncode in {None, -9}
        self.discord.forget_nonces()
        self.discord.sessions.invalidate()
        await self._while_away()
        if (self.folder / "data" / "tocsin.db").exists():
            ids = self.journalled()
            assert self.known <= set(ids)
            assert max(ids.values(), default=1) == 1
            self.known |= set(ids)

    async def back_up(self) -> None:
        """Another program opens the store while the bot writes to it, as a backup does."""
        process = await self._spawn("-c", BACKUP, seed=0)
        assert await asyncio.wait_for(process.communicate(), 60) == (b"", b"")

    async def connected(self, run: Run) -> None:
        """Until the bot is on Discord."""
        waiting = asyncio.ensure_future(self.discord.ready.wait())
        await asyncio.wait({waiting, run.ended}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert waiting.done(), "the bot did not come up"

    async def _kill_at_a_post(self, process: asyncio.subprocess.Process, sort: str) -> None:
        left = self.rng.randint(1, 5)

        async def post(moment: str) -> None:
            nonlocal left
            left -= moment == sort
            if left == 0 and process.returncode is None:
                process.kill()
                await process.wait()

        self.discord.on_post = post
        try:
            await asyncio.wait_for(process.wait(), 180)
        finally:
            self.discord.on_post = _quiet

    def journalled(self) -> Counter[str]:
        """How often each id stands in the journal."""
        with closing(connect(self.folder / "data" / "tocsin.db", read_only=True)) as db:
            return Counter(row.signal.id for rows in history(db, 0) for row in rows)

    def has_caught_up(self) -> bool:
        """Whether nothing is left that only the back-fill can tell."""
        with closing(connect(self.folder / "data" / "tocsin.db", read_only=True)) as db:
            owed = db.execute("SELECT count(*) FROM marks WHERE source = '/owed' AND id > 0").fetchone()
        return owed == (0,)

    async def _flood(self) -> None:
        """Messages, and moderators who ban five members each."""
        await self.discord.ready.wait()
        while True:
            try:
                for guild in GUILDS:
                    self._actor += 1
                    for _ in range(GROUP):
                        await self.discord.bans(guild, self._actor)
                        for _ in range(6):
                            await self.discord.says(guild, self._actor, "a word " * 5)
            except (ConnectionError, AssertionError):
                await self.discord.ready.wait()
            await asyncio.sleep(PAUSE_S)
            if not self.discord.sessions.is_open:
                await self.discord.ready.wait()

    async def _while_away(self) -> None:
        """What only the back-fill can tell."""
        for guild in GUILDS:
            self._actor += 1
            for _ in range(GROUP):
                await self.discord.bans(guild, self._actor)

    async def _spawn(self, *words: str, seed: int) -> asyncio.subprocess.Process:
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(seed), "DISCORD_TOKEN": "a.b.c"}
        return await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=self.folder, env=env,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def rest(self) -> None:
        """One last start: people look on during the raid, then everything planned is finished."""
        looks = (("status",), ("signals", "threat", "--format", "json", "--limit", "1000"))
        async with self.running() as run:
            await self.connected(run)
            for words in looks:
                code, said, errors = await self.call(*words)
                assert code == 0
                assert errors == "" or errors.startswith("the newest 1,000 are shown"), errors
                assert said
            run.flood.cancel()
            await asyncio.sleep(0.2)
            reader = SqliteReader(self.folder / "data" / "tocsin.db")
            await until(lambda: self.has_caught_up() and is_all_told(reader), 120)
            run.process.terminate()
            _, errors = await asyncio.wait_for(run.ended, 20)
            assert run.process.returncode == 0
            logged = [json.loads(line) for line in errors.decode().splitlines()]
            faults = [each for each in logged if each["level"] != "info" and each["event"] != "events.late"]
            assert faults == []


async def _quiet(_: str) -> None:
    """Discord is not asked to kill anybody."""


def check(raid: Raid) -> None:
    """Journal, outbox and Discord tell the same story."""
    store = raid.folder / "data" / "tocsin.db"
    rows = [row for rows in SqliteReader(store).history() for row in rows]
    bans, alerts = (
        Counter((row.signal.guild, row.signal.actor) for row in rows if row.signal.type == type_)
        for type_ in ("discord.member.ban", "threat.detected")
    )
    assert alerts == Counter(key for key, count in bans.items() if count >= GROUP)
    taken = Counter(int(row.signal.id[len("audit:") :]) for row in rows if row.signal.id.startswith("audit:"))
    assert taken == Counter(each for each in raid.discord.entries() if each >= min(taken))
    with closing(connect(store, read_only=True)) as db:
        states = Counter(state for (state,) in db.execute("SELECT state FROM outbox"))
        newest = {each.body["ref"]: each.body for each in outbox(db, "1 ORDER BY number")}
    assert set(states) <= {"sent", "unknown"}
    assert states["unknown"] <= raid.kills
    footers = Counter(
        message["embeds"][0]["footer"]["text"]
        for messages in raid.discord.messages.values()
        for message in messages
    )
    assert footers == Counter(f"case {body['case']} · ref {ref}" for ref, body in newest.items())
    shown = [
        message["embeds"][0]["description"] for each in raid.discord.messages.values() for message in each
    ]
    for body in newest.values():
        number = body["alerts"]
        told = "\nAt <t:" if number == 1 else f"\n{number:,} alerts since"
        assert any(told in f"\n{text}" for text in shown)


def is_all_told(reader: SqliteReader) -> bool:
    """Nothing is on its way, and every alarm is counted in what the cases said last."""
    totals, cases = reader.totals(), {}
    for guild in GUILDS:
        for action in reversed(reader.actions(guild, limit=100_000)):
            cases[action.body["ref"]] = action.body["alerts"]
    alarms = sum(len(reader.signals(guild, type_="threat.detected", limit=100_000)) for guild in GUILDS)
    return not {"pending", "sending"} & set(totals.outbox) and sum(cases.values()) == alarms


async def kill_and_look(folder: Path, kills: Iterable[str], seed: int) -> None:
    discord, rng = Community(), random.Random(seed)
    async with served(discord) as port:
        raid = Raid(folder, port, discord, rng)
        for sort in kills:
            await raid.kill_once(sort)
            raid.kills += 1
        await raid.rest()
        check(raid)
        for hash_seed in (1, 2):
            code, said, errors = await raid.call("replay", seed=hash_seed)
            assert (code, errors) == (0, ""), said
            assert "the same again" in said


async def test_kills_lose_no_alert_and_repeat_none(tmp_path: Path) -> None:
    await kill_and_look(tmp_path, ("after", "raid", "start"), 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2))
async def test_twenty_kills_lose_no_alert_and_repeat_none(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    await kill_and_look(tmp_path, [rng.choice(SORTS) for _ in range(20)], seed)
