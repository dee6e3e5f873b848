"""Two guilds under one bot, with whatever happens in either: nothing of one is ever said in the other.

Random sequences of edited settings, rules, scoring and baselines, signals, clicks and commands, on the real
bot. Everything that it says, wherever it says it, and what it draws and exports of a guild, is searched for
ids and names of the other one.
"""

from __future__ import annotations

import asyncio
import io
import random
import re
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import matplotlib.text
import orjson
import pytest
import simcord
from simcord.http import router

from engine.bot.anomalies import names_of
from engine.bot.attempt import NOTHING_REFUSED, Attempt
from engine.bot.charts import anomalies, canvas, scores, usual
from engine.bot.exports import VIEWS
from engine.documents.document import Document
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import propose
from engine.signal import Signal
from engine.systems.library import Library
from tests.discord.world import World, world
from tests.documents.test_load import write

SEQUENCES: Final = 1_000
SOAKED: Final = 100_000
A_WORLD: Final = 100
"""Sequences that are played on one bot, one after the other."""
A_MOMENT_S: Final = 0.001
"""How long the fake Discord sleeps between two looks whether the bot is done."""
OPERATOR: Final = "operator"
WORDS: Final = ("alder", "birch")

RULE: Final = """\
title: {word} {n}
name: {word}_{n}
logsource: {{product: discord, category: member_ban}}
detection: {{s: {{actor: {actor}}}, condition: s}}
level: high
tocsin: {{mode: {mode}{guilds}}}
"""

OFFERED: Final = {
    "rules": "text", "explain": "rule", "threattimeline": "system", "anomalyreport": "system",
    "baselineinfo": "system",
}  # fmt: skip
"""What is offered to who types it."""
SCORING: Final = (Path(__file__).parents[2] / "rules/scoring/threat.yml").read_text(encoding="utf-8")
BASELINES: Final = """\
title: Alerts
name: alerts
kind: baseline
logsource: {product: alert}
measure: count
by: [system]
bucket: 5m
season: hour_of_day
---
title: New hosts
name: hosts
kind: baseline
logsource: {product: alert}
measure: {new: [host, actor]}
rarity: 1
---
title: Load
name: load
kind: baseline
logsource: {product: alert}
measure: {value: load}
by: [host]
"""
OWN_BASELINE: Final = """\
title: {word} baseline {n}
kind: baseline
logsource: {{product: alert}}
measure: {measure}
match: {{host: {word}-host}}
warm_up: 1m
tocsin: {{advice: "{word} knows"}}
"""
OWN_SCORING: Final = """\
title: {word} scoring
kind: scoring
levels: {{medium: {n}}}
patterns: [{{name: {word}, title: {word} pattern, actors: 2, severity: high}}]
tocsin: {{advice: "{word} knows"}}
"""
PAST: Final = 300
"""Alerts of each guild before all else, one in ten minutes: baselines know what is usual, and tell."""
MINUTE: Final = 60_000


class Guild:
    """One of the two: its people, its places, and all that nobody of the other may ever read."""

    def __init__(self, w: World, word: str, operator: simcord.UserHandle) -> None:
        env = w.env
        self.word = word
        self.boss = env.create_user(f"{word}_boss")
        self.guild = env.create_guild(f"{word} club", owner=self.boss)
        self.alerts, self.talk = (self.guild.create_text_channel(f"{word}-{n}") for n in ("alerts", "talk"))
        self.staff = self.guild.create_role(f"{word} staff")
        people = [self.guild.add_member(env.create_user(f"{word}_{n}")) for n in ("one", "two")]
        people.append(self.guild.add_member(env.create_user(f"{word}_mod"), roles=[self.staff]))
        self.people = people
        self.askers = [
            simcord.MemberActor(env, self.guild, self.boss),
            self.guild.add_member(operator),
            *people,
        ]
        self.guest = self.guild.add_member(env.create_user(f"{word}_guest"))
        ids = [self.guild, self.boss, self.alerts, self.talk, self.staff, self.guest, *people]
        self.ids = [str(each.id) for each in ids]
        self.signals: list[str] = []
        self.said: set[str] = set()

    @property
    def secrets(self) -> list[str]:
        """What gives this guild away."""
        return [self.word, *self.ids]


class Both:
    """The bot, its two guilds and its folder; what it says is looked at as it is said."""

    def __init__(self, w: World, root: Path, rng: random.Random) -> None:
        self.w, self.root, self.rng = w, root, rng
        self.operator = w.env.create_user(OPERATOR)
        self.guilds = [Guild(w, word, self.operator) for word in WORDS]
        self.texts = 0
        self.number = 0
        self.direct: dict[str, str] = {}

    def other(self, guild: Guild) -> Guild:
        return self.guilds[1 - self.guilds.index(guild)]

    def look(self, guild: Guild, text: str, typed: str = "") -> None:
        """Search what is said in a guild for the other; what the asker typed is no news to them."""
        self.texts += 1
        for secret in self.other(guild).secrets:
            if secret in guild.said or secret in typed:
                continue
            assert secret not in text, f"{secret} of the other in {guild.word}: {text}"

    def home_of(self, channel: str) -> Guild | None:
        """Whose a channel is, or a direct message."""
        for guild in self.guilds:
            if channel in guild.ids or self.direct.get(channel) == str(guild.boss.id):
                return guild
        return None

    # what happens

    async def edit(self) -> None:
        """Somebody saves settings, a rule, a baseline or a way to score, good or bad."""
        guild, rng = rng_guild(self), self.rng
        write(self.root, rng.choice((self.settings, self.rule, self.operators, self.threat))(guild))
        await self.look_now()

    async def look_now(self) -> Attempt:
        """At once, without the waits until files have come to rest."""
        reloading = self.w.assembly.reloading
        assert reloading is not None
        await reloading._take_in(reloading._library.look())
        return reloading.last

    def settings(self, guild: Guild) -> dict[str, str]:
        rng, some = self.rng, self.rng.choice(guild.people).id
        foreign, alerts = rng.choice(self.other(guild).ids), str(guild.alerts.id)
        if rng.random() < 0.1:
            alerts = str(self.other(guild).alerts.id)
            guild.said.add(alerts)
        lines = [
            "kind: settings",
            f"name: {guild.word} settings {rng.randrange(9)}",
            f"alerts: {{channel: {alerts}, least: {rng.choice(('low', 'medium', 'high'))}}}",
            f"access: {{view: [{guild.staff.id}], {rng.choice(('operate', 'admin'))}: [{some}]}}",
            f"mode: {rng.choice(('observe', 'propose', 'enforce'))}",
            f"mod: {guild.word}",
            f"zone: {rng.choice(('UTC', 'Europe/Berlin', guild.word))}",
        ]
        kept = [lines[0], *(each for each in lines[1:5] if rng.random() < 0.8)]
        kept += [each for each in lines[5:] if rng.random() < 0.1]
        if rng.random() < 0.1:
            kept.append(f"guild: {foreign}")
            guild.said.add(foreign)
        return {f"guilds/{guild.guild.id}/settings.yml": "\n".join(kept) + "\n"}

    def rule(self, guild: Guild) -> dict[str, str]:
        n, is_own = self.rng.randrange(3), self.rng.random() < 0.7
        text = self.rule_text(guild, n, is_own=is_own)
        if self.rng.random() < 0.2:
            text = text.replace("level: high", f"level: {guild.word}")
        place = f"guilds/{guild.guild.id}" if is_own else f"rules/{guild.word}"
        return {f"{place}/{guild.word}_{n}.yml": text}

    def rule_text(self, guild: Guild, n: int, *, is_own: bool) -> str:
        return RULE.format(
            word=guild.word,
            n=n if is_own else n + 10,
            actor=self.rng.choice(guild.people).id,
            mode=self.rng.choice(("observe", "propose", "enforce")),
            guilds="" if is_own else f", guilds: ['{guild.guild.id}']",
        )

    def threat(self, guild: Guild) -> dict[str, str]:
        """What a guild measures and scores itself."""
        n, place = self.rng.randrange(1, 40), f"guilds/{guild.guild.id}/{guild.word}"
        if self.rng.random() < 0.3:
            return {f"{place}_scoring.yml": OWN_SCORING.format(word=guild.word, n=n)}
        measure = self.rng.choice(
            ("count", "{new: host}", "confidence", "{value: load}", "{distinct: port}", "what")
        )
        return {f"{place}_baseline_{n % 2}.yml": OWN_BASELINE.format(word=guild.word, n=n, measure=measure)}

    def operators(self, guild: Guild) -> dict[str, str]:
        lines = [
            "kind: settings",
            f"alerts: {{channel: {guild.alerts.id}, mention: {guild.staff.id}}}",
            f"access: {{view: [{self.operator.id}]}}",
            f"mode: {self.rng.choice(('observe', 'propose', 'enforce'))}",
            f"ceiling: {{mode: {self.rng.choice(('propose', 'enforce'))}, access: operate}}",
        ]
        return {
            "settings.yml": "\n".join([lines[0], *(x for x in lines[1:] if self.rng.random() < 0.6)]) + "\n"
        }

    async def happen(self) -> None:
        """A few signals in one guild, with its people's words in them."""
        guild, rng = rng_guild(self), self.rng
        for _ in range(rng.randrange(1, 4)):
            self.number += 1
            who, whom = rng.sample(guild.people, 2)
            signal = Signal(
                id=f"{guild.word}-signal-{self.number}",
                type=rng.choice(("discord.member.ban", "threat.detected", "discord.message.create")),
                time=self.w.clock(),
                guild=guild.guild.id,
                channel=guild.talk.id,
                actor=who.id,
                target=whom.id,
                severity=rng.choice(("medium", "high", "critical")),
                text={"content": f"{guild.word} {guild.word}"},
            )
            guild.signals.append(signal.id)
            self.w.assembly.engine.ingest(signal)
        await self.w.sent()

    def past(self) -> None:
        """An ordinary time in both, before anybody asks anything."""
        begin = self.w.clock() - PAST * 10 * MINUTE
        for n in range(PAST):
            for guild in self.guilds:
                self.alert(guild, time=begin + n * 10 * MINUTE)

    def alert(self, guild: Guild, *, time: int | None = None, host: str = "host", load: float = 5.0) -> None:
        """One from outside, of a host and a system that are named after their guild."""
        self.number += 1
        rng = self.rng
        self.w.assembly.engine.ingest(
            Signal(
                id=f"{guild.word}-alert-{self.number}",
                type=f"alert.{guild.word}",
                time=self.w.clock() if time is None else time,
                guild=guild.guild.id,
                actor=guild.guest.id,  # nobody who asks: who is suspected may not
                channel=guild.talk.id,
                system=f"{guild.word}-system",
                severity="low",
                confidence=round(rng.uniform(0.7, 0.9), 2),
                data={"host": f"{guild.word}-{host}", "load": load + rng.random(), "port": rng.randrange(9)},
            )
        )

    def asker(self, guild: Guild) -> simcord.MemberActor:
        """Mostly somebody who may, and no suspect."""
        return self.rng.choices(guild.askers, (4, 2, 1, 1, 1))[0]

    async def deviate(self) -> None:
        """Something that its guild never saw, or far more than usual; time goes by."""
        guild, rng = rng_guild(self), self.rng
        for _ in range(rng.choice((1, 1, 30))):
            self.alert(guild, host=rng.choice(("host", f"new{rng.randrange(99)}")), load=rng.choice((5, 900)))
        for _ in range(rng.choice((1, 12, 180))):  # a long step is more than a busy computer does in its time
            await self.w.env.advance_time(5)
        self.w.assembly.engine.look_at_clock()
        await self.w.sent()

    async def click(self) -> None:
        """Somebody presses what they see, or what they saw elsewhere."""
        guild, rng = rng_guild(self), self.rng
        shown = [(each, row) for each in guild.alerts.history() for row in each.components]
        if not shown:
            return
        message, row = rng.choice(shown)
        label = rng.choice([each.label for each in row.children if each.label != "Expected"])
        self.w.assembly.client.desk.refusals.close()
        result = await self.asker(guild).click(message, label=label)
        self.look(guild, await response_text(result))

    async def ask(self) -> None:
        """Somebody asks something in one guild, perhaps for what is the other's."""
        guild, rng = rng_guild(self), self.rng
        asked = rng.choice(self.guilds)
        command, options = rng.choice(
            (
                ("status", {}),
                ("reload", {}),
                ("rules", {"text": f"{asked.word} {rng.randrange(3)}"}),
                ("rules", {}),
                ("signals", {"hours": 720}),
                ("explain", {"signal": rng.choice(asked.signals)} if asked.signals else {}),
                ("explain", {"rule": f"{asked.word} {rng.randrange(3)}"}),
                ("explain", {}),
                ("doctor", {}),
                ("threatsummary", {"hours": 48}),
                ("threattimeline", {"system": f"{asked.word}-system"}),
                ("threattimeline", {}),
                ("anomalyreport", {"hours": 720}),
                ("anomalyreport", {"system": f"{asked.word}-system"}),
                ("baselineinfo", {}),
                (
                    "baselineinfo",
                    {"system": rng.choice(("Alerts", "New hosts", "Load", f"{asked.word} baseline 3"))},
                ),
                ("config get", {}),
            )
        )
        self.w.assembly.client.desk.refusals.close()
        result = await self.asker(guild).slash(guild.talk, command, **options)
        said = [await response_text(result)]
        if command in OFFERED:
            option = OFFERED[command]
            offered = await guild.askers[1].autocomplete(guild.talk, command, option, "")
            said.append(str(offered))
        self.look(guild, "\n".join(said), str(options))

    def look_at_exports(self) -> None:
        """What `data/*.json` says of a guild is of nothing else."""
        core, ids = self.w.assembly.engine.core, [each.guild.id for each in self.guilds]
        for view in VIEWS:
            made = view.make(core, ids, self.w.clock())["guilds"]
            for guild in self.guilds:
                self.look(guild, orjson.dumps(made[str(guild.guild.id)]).decode())
        for guild in self.guilds:
            self.look(guild, str(names_of(core, guild.guild.id)))

    def look_at_journal(self) -> None:
        """The rows of a guild are of nothing else."""
        for guild in self.guilds:
            for row in self.w.assembly.client.desk.reader.signals(guild.guild.id, limit=10_000):
                self.look(guild, str((row.signal.fields(), row.hits)))


def rng_guild(both: Both) -> Guild:
    return both.rng.choice(both.guilds)


async def response_text(result: simcord.InteractionResult) -> str:
    """All of an answer, with what is attached, unpacked."""
    response = result.response
    assert response is not None
    assert response.ephemeral
    parts = [response.content, *(str(each.to_dict()) for each in response.embeds), str(response.components)]
    for attached in response.attachments:
        parts += [attached.filename, attached.description or "", *unpacked(await attached.read())]
    return "\n".join(parts)


def lettering(figure: Any) -> bytes:
    """All that is written in a picture, in the place of the picture: to draw so many would take hours."""
    for axes in figure.axes:
        axes.get_xticklabels()
    return "\n".join(each.get_text() for each in figure.findobj(matplotlib.text.Text)).encode()


def unpacked(body: bytes) -> list[str]:
    """The text of a file, or the names and texts of those in an archive."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return [body.decode()]
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        names = [name for name in packed.namelist() if name != "settings.yml"]  # what the operator wrote
        return [part for name in names for part in (name, packed.read(name).decode())]


@asynccontextmanager
async def two_guilds(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Both]:
    """A bot in two guilds that starts with nothing; what it posts is looked at as it goes out."""
    write(root, {"settings.yml": "kind: settings\n", "rules/none.yml": "", "guilds/none.txt": ""})
    write(root, {"rules/threat/scoring.yml": SCORING, "rules/threat/baselines.yml": BASELINES})
    made: list[Both] = []
    library = Library([Home(root)])
    library.load()

    def documents(w: World) -> list[Document]:
        both = Both(w, root, random.Random(seed))
        made.append(both)
        for guild in both.guilds:  # whose a pack is shows once it was in force
            write(root, {f"rules/{guild.word}/{guild.word}_9.yml": both.rule_text(guild, 9, is_own=False)})
        return list(propose(library.load(), Rulebook(())).rulebook.documents)

    dispatch = router.dispatch

    def look(backend: Any, method: str, path: str, **options: Any) -> Any:
        answer = dispatch(backend, method, path, **options)
        sent = re.fullmatch(r"/channels/(\d+)/messages(/\d+)?", path)
        if path == "/users/@me/channels":
            made[0].direct[str(answer["id"])] = str(options["json"]["recipient_id"])
        if sent is not None and method in {"POST", "PATCH"}:
            guild = made[0].home_of(sent[1])
            assert guild is not None, path
            made[0].look(guild, orjson.dumps(options["json"]).decode())
        return answer

    async def at_once(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        return call(*args, **options)

    canvas.warm()
    for each in (anomalies, scores, usual):
        monkeypatch.setattr(each, "png", lettering)
    monkeypatch.setattr(router, "dispatch", look)
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    async with world(root / "data", documents=documents, library=library, attempt=NOTHING_REFUSED) as w:
        w.assembly.client.desk._owner = made[0].operator.id
        monkeypatch.setattr(w.assembly.reloading, "now", made[0].look_now)
        monkeypatch.setattr(w.env, "_validate_idle", lambda _: A_MOMENT_S)
        made[0].past()
        await w.sent()
        yield made[0]


async def play(root: Path, seed: int, monkeypatch: pytest.MonkeyPatch, sequences: int = A_WORLD) -> Both:
    async with two_guilds(root, seed, monkeypatch) as both:
        for _ in range(sequences):
            for _ in range(both.rng.randrange(2, 6)):
                doing = (both.edit, both.happen, both.deviate, both.click, both.ask)
                await both.rng.choices(doing, (2, 3, 2, 1, 6))[0]()
        both.look_at_journal()
        both.look_at_exports()
        return both


@pytest.mark.parametrize("seed", range(SEQUENCES // A_WORLD))
async def test_nothing_of_one_guild_is_said_in_the_other(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = await play(tmp_path, seed, monkeypatch)
    assert both.texts > 2 * A_WORLD


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_000 + SOAKED // A_WORLD))
async def test_nothing_of_one_guild_is_said_in_the_other_in_very_many(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await play(tmp_path, seed, monkeypatch)
