"""Whatever a library held before, it says what one that was opened just now says."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.home import Home
from engine.systems.kind import Compiled
from engine.systems.library import Edition, Library
from engine.systems.loading import load_rulebook

PLACES = [f"{pack}/{name}.yml" for pack in ("p", "q", "r/deep") for name in ("a", "b")] + ["own.yml"]
HOME = ["settings.yml", "settings.yml", *(f"rules/{each}" for each in PLACES), "guilds/x/a.yml"]
HOME += [f"guilds/{guild}/{name}.yml" for guild in (1, 2) for name in ("settings", "a", "b")]
SHIPPED = [f"rules/{pack}/{name}.yml" for pack in ("s", "t") for name in ("a", "b")] + ["playbooks/s/a.yml"]
TUNES = [
    "threshold: 3",
    "window: 5s",
    "level: high",
    "off: true",
    "off: false",
    "except: {actor: [7]}",
    "thrshold: 1",
]
NAMES = ["ban", "kick", "ring", "many", "more"]


def tuning(rng: random.Random) -> str:
    """Settings that name packs and tune rules, well or badly."""
    guild = rng.choice(["", "", "guild: 1\n", "guild: 2\n"])
    packs = rng.choice(
        ["", "packs: [s]\n", "packs: [s, t]\n", "packs: [s, t]\n", "packs: [tt]\n", "packs: s\n"]
    )
    tunes = ", ".join(f"{name}: {{{rng.choice(TUNES)}}}" for name in rng.sample([*NAMES, "ban-1", "bann"], 2))
    return f"kind: settings\n{guild}{packs}tune: {{{tunes}}}\n"


def pieces(rng: random.Random) -> str:
    """One document: most are good beside most others, and each can clash with another one."""
    name, other = rng.choice(NAMES), rng.choice(NAMES)
    id_ = rng.choice(["", "", f"id: {rng.choice(NAMES)}\n", f"id: {name}-{rng.randrange(3)}\n"])
    head = f"title: {name}\nname: {name}\n{id_}"
    types = rng.choice(["member_ban", "member_kick", "member_bann"])
    source = f"logsource: {{product: discord, category: {types}}}\n"
    detection = "detection: {s: {actor: 1}, condition: s}\n"
    emit = rng.choice(["", "", "tocsin: {emit: ring.one}\n", "tocsin: {emit: ring.two}\n"])
    inner = rng.choice(["ring.one", "ring.two"]).split(".")
    shapes = [
        head + source + detection + emit,
        head + source + detection + f"level: {rng.choice(['low', 'high', 'hgih'])}\n",
        head + source + "detection: {s: {actor: 1}, t: {actor: 2}, condition: s}\n",
        head + source + "detection: {s: {actor: 1}, condition: t}\n",
        head + source + "detection: {s: {actor|exists: true}, condition: s or not s}\n",
        head + f"logsource: {{product: {inner[0]}, category: {inner[1]}}}\n" + detection + emit,
        head + f"correlation: {{type: event_count, rules: [{other}], group-by: [actor], timespan: 10s, "
        f"condition: {{gte: {rng.randrange(2, 5)}}}}}\n" + emit,
        head + f"correlation: {{type: temporal, rules: [{other}, {rng.choice(NAMES)}], timespan: 1m}}\n",
        head + source + "detection: {s: {actor|expand: '%staff%'}, condition: s}\n",
        f"kind: list\nname: {rng.choice(['staff', name])}\nvalues: [{rng.randrange(3)}]\n",
        f"title: x\nname: {name}_filter\nfilter: {{rules: {rng.choice(['any', f'[{other}]'])}, "
        "selection: {actor: 7}, condition: not selection}\n" + source,
        f"kind: settings\nguild: {rng.randrange(1, 3)}\nalerts: {{channel: 1}}\n",
        "kind: settings\nalerts: {channel: 1}\n",
        f"kind: strange\nname: {name}\n",
        "just text\n",
        "",
    ]
    return rng.choice(shapes)


def content(rng: random.Random, place: Path) -> str:
    if place.name == "settings.yml" and rng.random() < 0.8:
        return tuning(rng)
    if rng.random() < 0.06:
        return rng.choice(["a: [", "\ta: 1", "a: 1\na: 2\n", "# nothing\n", "a: *b\n"])
    comment = "# a comment\n" * rng.randrange(3)
    return comment + "---\n".join(pieces(rng) for _ in range(rng.choice([1, 1, 1, 2, 3])))


def edit(root: Path, rng: random.Random, places: list[str] = PLACES) -> None:
    place = root / rng.choice(places)
    match rng.randrange(8):
        case 0:
            place.unlink(missing_ok=True)
        case 1:
            shutil.rmtree(
                root / rng.choice(["p", "q", "r"] if places is PLACES else ["rules", "guilds/1"]),
                ignore_errors=True,
            )
        case 2 if place.exists():
            place.write_text("# moved down\n" + place.read_text())
        case 3 if place.exists():
            to = root / rng.choice(places)
            to.parent.mkdir(parents=True, exist_ok=True)
            place.rename(to)
        case _:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content(rng, place))


def meaning(compiled: Compiled) -> dict[str, Any]:
    left_out = {"test", "condition", "spec", "variants", "unless"}
    found = {name: getattr(compiled, name) for name in compiled.__struct_fields__ if name not in left_out}
    return {**found, "variants": {guild: meaning(each) for guild, each in compiled.variants.items()}}


def said(edition: Edition) -> dict[str, Any]:
    """All of an edition that can be held against another."""
    return {
        "hash": edition.rulebook.hash,
        "rulebook": edition.rulebook.documents,
        "documents": edition.documents,
        "diagnostics": edition.diagnostics,
        "refused": edition.refused,
        "texts": edition.texts,
        "files": edition.files,
        "unnamed": edition.unnamed,
        "compiled": {identity: meaning(each) for identity, each in edition.compiled.items()},
    }


def hold_against_cold(seed: int, edits: int) -> set[str]:
    """Returns the codes that came up."""
    rng = random.Random(seed)
    codes: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "rules"
        root.mkdir()
        library = Library([root])
        for _ in range(edits):
            for _ in range(rng.choice([1, 1, 1, 4])):
                edit(root, rng)
            now, cold = library.load(), load_rulebook([root])
            assert said(now) == said(cold)
            codes |= {each.code for each in now.diagnostics}
    return codes


def hold_home_against_cold(seed: int, edits: int) -> tuple[set[str], int]:
    """The same of a community's folder, and of packs that ship; also says how many variants came up."""
    rng = random.Random(seed)
    codes: set[str] = set()
    variants = 0
    with tempfile.TemporaryDirectory() as folder:
        root, ships = Path(folder) / "home", Path(folder) / "tocsin"
        for each in (root, *(ships / "rules" / pack for pack in "st")):
            each.mkdir(parents=True)
        library = Library([Home(root, str(ships))])
        for _ in range(edits):
            for _ in range(rng.choice([1, 1, 1, 4])):
                if rng.random() < 0.3:
                    edit(ships, rng, SHIPPED)
                else:
                    edit(root, rng, HOME)
            now, cold = library.load(), load_rulebook([Home(root, str(ships))])
            assert said(now) == said(cold)
            codes |= {each.code for each in now.diagnostics}
            variants += sum(len(each.variants) for each in now.compiled.values())
    return codes, variants


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32))
def test_after_any_edits_it_says_what_a_cold_start_says(seed: int) -> None:
    hold_against_cold(seed, 12)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32))
def test_after_any_edits_of_a_home_it_says_what_a_cold_start_says(seed: int) -> None:
    hold_home_against_cold(seed, 16)


@pytest.mark.soak
def test_after_very_many_edits_too() -> None:
    for seed in range(300):
        hold_against_cold(seed, 30)
        hold_home_against_cold(seed, 40)


def test_the_edits_bring_up_what_can_go_wrong_between_documents() -> None:
    codes = set().union(*(hold_against_cold(seed, 20) for seed in range(14)))

    assert codes >= {f"TOC50{n}" for n in range(1, 8)}


def test_the_edits_of_a_home_bring_up_what_can_go_wrong_with_packs_and_guilds() -> None:
    found = [hold_home_against_cold(seed, 40) for seed in range(6)]
    codes = set().union(*(each for each, _ in found))

    assert codes >= {f"TOC6{n}" for n in (11, 12, 14, 15, 16, 18, 19)}
    assert sum(count for _, count in found) > 0
