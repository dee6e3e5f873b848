"""Any value at any place of a scoring or a baseline: a diagnostic in its place, or a document that works.

What loads without an error is run: no step of it fails, whatever it says.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from engine.catalogue import Catalogue
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.loading import load_rulebook
from tests.documents.test_fuzz import judge, no_hang

CATALOGUE: Final = Catalogue.load()
START: Final = 1_800_000_000_000
DOCUMENTS: Final = [*yaml.safe_load_all("""\
kind: scoring
title: T
types: [threat.detected, '>']
match: {severity: high}
severities: {low: 3, high: 60}
tops: {low: 24, medium: 79, high: 99}
confidence: 0.5
bonus: {discord.webhook.>: 0.5}
novelty: {often: 6, least: 0.1, after: 24h, up_to: medium}
criticality: {new_staff: 1.5, owner: 2}
patterns:
  - {name: a, title: x, sequence: [threat.detected, discord.message.create], within: 1h, severity: high}
  - {name: b, systems: 3, from: low, again: 2h}
half_lives: {guild: 2h, actor: 6h}
levels: {medium: 30, high: 55, critical: 80}
hysteresis: 5
cool_down: 1h
escalate: [guild, actor]
most_actors: 500
tocsin: {mode: propose, guilds: ['1'], advice: hi}
---
kind: baseline
title: T
logsource: {product: discord, category: message_create}
match: {is_bot: false}
measure: count
by: [channel]
bucket: 15m
season: hour_of_week
zone: Europe/Berlin
shape: true
warm_up: 1h
half_life: 3w
direction: both
rarity: 4
least: 50
budget: 2
most_keys: 500
level: medium
tocsin: {system: baseline, own: true, advice: x}
---
kind: baseline
title: T
measure: {new: [type, 'host or source']}
by: [system]
warm_up: 1h
---
kind: baseline
title: T
measure: {value: load}
sigmas: 3
season: hour_of_day
direction: down
""")]  # fmt: skip
ODD: Final[tuple[Any, ...]] = (
    0, -1, 1, -0.0, 0.5, 1e308, -1e308, 1e-320, 10**20, 10**400, float("inf"), float("nan"), True, None, "",
    "~", "0s", "-1h", "1h", "400y", "99999999999h", "1.5h", "1 h", "PT1H", "25h", "7m", "2w", "Mars/Phobos",
    "europe/berlin", "../../etc/passwd", "Asia/Kolkata", "Etc/GMT+12", "hour_of_month", ">", "*", "threat.>",
    "a.*.b", "threat.level_changed", "@everyone", "x" * 3_000, [], {}, [[]], [1, [2, [3]]], {"a": {"b": {}}},
    ["", ""], [None], {"": 1}, {"low": -5}, {"medium": 80, "high": 50}, "%list%", "host or ", " or ",
    99.999, 24,
)  # fmt: skip


def places(value: Any, where: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if where:
        yield where
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from places(each, (*where, key))


def changed(document: Any, rng: random.Random) -> Any:
    """With one value put, or taken away, somewhere."""
    made = copy.deepcopy(document)
    *above, last = rng.choice([*places(made)])
    inside = made
    for key in above:
        inside = inside[key]
    if rng.random() < 0.1:
        del inside[last]
    else:
        inside[last] = rng.choice(ODD)
    return made


def run(documents: Any) -> None:
    """An error of a step is one of the test."""
    programs = Programs(KINDS, CATALOGUE)
    core = Core(programs.add(documents), programs.provide)

    def fail(document: str, error: Exception) -> None:
        raise AssertionError(document) from error

    core.on_failure = fail
    for n in range(230):
        now = START + n * 60_000 + (n > 220) * 10_000_000
        for type_ in ("discord.message.create", "threat.detected", "alert.x"):
            data = {"is_bot": False, "load": n % 5, "host": f"h{n % 9}"}
            about = {"guild": 1, "actor": n % 7 + 1, "channel": 5, "system": f"s{n % 3}", "data": data}
            severity = "high" if n % 2 else "low"
            core.take(Signal(f"{type_}:{n}", type_, now, severity=severity, confidence=0.5, **about), now)


@pytest.mark.parametrize("seed", range(4))
def test_any_value_anywhere_is_told_or_works(seed: int, tmp_path: Path) -> None:
    rng, path, works, codes = random.Random(seed), tmp_path / "odd.yml", 0, set[str]()
    for n in range(60):
        text = yaml.safe_dump(changed(rng.choice(DOCUMENTS), rng), sort_keys=False)
        path.write_text(text, encoding="utf-8")
        with no_hang(f"seed {seed}, {n}"):
            loaded = load_rulebook([path])
            judge(loaded, text)
            codes |= {each.code for each in loaded.diagnostics}
            if loaded.rulebook.documents:
                run(loaded.rulebook)
                works += 1
    assert works > 5
    assert len(codes) > 5
