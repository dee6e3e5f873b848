"""Scores and baselines while they learn, tell and are told: the rules that ship, and one for each method.

People judge what they were told, by clicks that are waited for; levels rise and fall, people are called, and
the documents change under way.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.usual import desk_of
from engine.signal import Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.baseline.desk.book import find
from engine.systems.baseline.desk.words import said_of
from engine.systems.baseline.feedback import VERDICTS
from engine.systems.loading import load_rulebook
from tests.crash.ledger import CHECKED, HONOURS, PLAIN
from tests.crash.scenario import Scenario
from tests.support.kinds import KINDS as SMALL
from tests.support.kinds import document

GUILDS: Final = (11, 22)
START: Final = 1_800_000_000_000
MINUTE: Final = 60_000
LEARNING: Final = 210
"""Ordinary alerts of each guild, one in eight minutes: so long until the rules that ship tell of anything."""
RULES: Final = Path(__file__).parents[2] / "rules"
CATALOGUE: Final = Catalogue.load()
ALL_KINDS: Final = {**KINDS, "acting": SMALL["acting"]}
TOLD: Final = frozenset(
    {
        SignalType.BASELINE_NOTICED.value,
        SignalType.ANOMALY_DETECTED.value,
        SignalType.THREAT_LEVEL_CHANGED.value,
        SignalType.ESCALATION_REQUIRED.value,
    }
)
SHIPPED: Final = load_rulebook([RULES / "scoring", RULES / "baselines"]).rulebook.documents
_ALERT: Final[dict[str, Any]] = {"logsource": {"product": "alert"}, "warm_up": "2h", "half_life": "1d"}
OWN: Final[dict[str, dict[str, Any]]] = {
    "rate": {
        "measure": "count", "by": ["host"], "bucket": "15m", "season": "hour_of_day", "direction": "both",
    },
    "distinct": {"measure": {"distinct": "port"}, "bucket": "30m"},
    "value": {"measure": {"value": "load"}, "by": ["host"], "zone": "Europe/Berlin", "shape": True},
    "sure": {"measure": "confidence", "by": ["system"], "sigmas": 4},
    "novel": {"measure": {"new": ["type", "host"]}, "rarity": 1},
}  # fmt: skip


def rulebook(*without: str, scoring: dict[str, Any] | None = None, **changes: dict[str, Any]) -> Rulebook:
    """All documents but some, with changes to some."""
    documents = [
        document("acting", "escalated", types=["escalation.required"], action=HONOURS),
        document("acting", "anomaly", types=["anomaly.detected"], action=CHECKED),
        document("acting", "level", types=["threat.level_changed"], action=PLAIN),
    ]
    for name, own in OWN.items():
        body = {"kind": "baseline", "title": name, **_ALERT, **own, **changes.get(name, {})}
        documents.append(Document("baseline", name, "own", f"{name}.yml", 0, body, {}))
    documents += [_with(each, **(scoring or {})) if each.kind == "scoring" else each for each in SHIPPED]
    return Rulebook([each for each in documents if each.id not in without])


def _with(given: Document, **changes: Any) -> Document:
    return msgspec.structs.replace(given, body={**given.body, **changes}, digest=b"")


FIRST: Final = rulebook()
LOWER: Final = {"levels": {"medium": 20, "high": 45, "critical": 75}}
RELOADS: Final = {
    425: rulebook(value={"rarity": 4, "budget": 9}, scoring=LOWER),
    470: rulebook("rate", novel={"warm_up": "3h"}),  # one is put aside
    500: rulebook(distinct={"bucket": "1h"}),  # it is brought back, another begins anew
    540: FIRST,
}  # fmt: skip


class Story:
    """The signals of both guilds in order, and what people say of what they were told: played to find out."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.programs = Programs(ALL_KINDS, CATALOGUE)
        self.core = Core(self.programs.add(FIRST), self.programs.provide)
        self.signals: list[Signal] = []
        self.now = START
        self._unjudged: list[Signal] = []
        for _ in range(LEARNING):
            self.now += 8 * MINUTE
            for guild in GUILDS:
                self.ordinary(guild)
        for _ in range(3):
            for guild in GUILDS:
                self.incidents(guild)

    def say(self, type_: str, guild: int, **fields: Any) -> None:
        """One signal more, after what comes into force before it."""
        n = len(self.signals)
        if n in RELOADS:
            self.programs.add(RELOADS[n])
            self._take(Signal(f"reload-{n}", "rulebook.loaded", self.now, data={"hash": RELOADS[n].hash}))
        signal = Signal(f"{guild}:{n}", type_, self.now, guild=guild, **fields)
        self.signals.append(signal)
        self._take(signal)

    def _take(self, signal: Signal) -> None:
        rows: Sequence[Row] = self.core.take(signal, self.now) or ()
        self._unjudged += [row.signal for row in rows if row.signal.type == SignalType.ANOMALY_DETECTED]

    def ordinary(self, guild: int, **data: Any) -> None:
        rng = self.rng
        said = {
            "host": rng.choice(("web", "mail")),
            "load": round(5 + rng.random(), 2),
            "port": rng.randrange(3),
            "note": f"words {rng.random()}",
        }
        sure = data.pop("confidence", round(rng.uniform(0.7, 0.9), 2))
        type_ = data.pop("type", "alert.ids.scan")
        self.say(
            type_, guild, system="ids", severity="low", confidence=sure, data={**said, **data},
            text={"content": f"words {rng.random()}"},
        )  # fmt: skip

    def incidents(self, guild: int) -> None:
        """One of each method and each level, with what people say in between."""
        for step in (self._burst, self._strange, self._new, self._attack):
            self.now += 27 * MINUTE
            step(guild)
            self._talk(guild)
            self.now += MINUTE
            self._judge()
        self.now += 3 * 60 * MINUTE  # the other guild is silent meanwhile, too
        self._judge()

    def _burst(self, guild: int) -> None:
        for _ in range(25):
            self.now += 1_000
            self.ordinary(guild, host="web", port=self.rng.randrange(60))

    def _strange(self, guild: int) -> None:
        self.ordinary(guild, load=900.0, confidence=0.02)

    def _new(self, guild: int) -> None:
        self.ordinary(guild, type=f"alert.ids.upload{self.rng.randrange(9)}", host="attic")

    def _talk(self, guild: int) -> None:
        """What only baselines count: it is packed."""
        for actor in range(100, 104):
            self.say("discord.message.create", guild, actor=actor, channel=7, data={"is_bot": False})

    def _attack(self, guild: int) -> None:
        actor = self.rng.randrange(100, 110)
        for system, severity in (("antinuke", "high"), ("automod", "high"), ("permissions", "critical")):
            self.now += 5_000
            self.say(
                "threat.detected", guild, actor=actor, channel=7, system=system, severity=severity,
                confidence=1.0,
            )  # fmt: skip

    def _judge(self) -> None:
        """Every alert that nobody judged, as its buttons do; one is judged twice."""
        for alert in self._judged():
            assert alert.guild is not None
            desk = desk_of(self.core, alert.guild)
            told = find(desk, alert.data["ref"]) if desk is not None else None
            assert told is not None
            verdict = VERDICTS[len(self.signals) % len(VERDICTS)]
            data = said_of(told, verdict, 3_600)
            self.now += 10
            self.say(SignalType.BASELINE_FEEDBACK.value, alert.guild, actor=1, data=data)

    def _judged(self) -> Iterator[Signal]:
        found, self._unjudged = self._unjudged, []
        yield from found
        yield from found[:1]


@cache
def signals(seed: int) -> list[Signal]:
    return Story(seed).signals


THREATS = Scenario(
    kinds=ALL_KINDS,
    catalogue=CATALOGUE,
    first=FIRST,
    reloads=RELOADS,
    signals=signals,
    last=Signal("end", "alert.ids.scan", START + 14 * 24 * 60 * MINUTE, guild=GUILDS[0]),
    actions=(HONOURS, CHECKED, PLAIN),
    durable=frozenset({SignalType.BASELINE_FEEDBACK.value}),
    told=TOLD,
    longer=True,
)
