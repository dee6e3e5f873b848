"""A reload is a cold start for what begins anew, and is not noticed by what it does not concern.

What is compared after a swap: every hit, and every effect, of each document of the new rulebook that has no
state from before, nor reads the signals of one that has. With no state at all that is every document.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.runtime.programs import Programs
from engine.runtime.proposal import propose
from engine.signal import Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.library import Library
from tests.documents.test_load import write
from tests.properties.worlds import (
    CATALOGUE,
    PLAIN_RULES,
    START,
    TYPES,
    Arrival,
    arrivals,
    copy_of,
    correlations,
    detection,
)

WATCHES = ("one", "two", "three")


class Pair(NamedTuple):
    before: list[Document]
    after: list[Document]
    first: list[Arrival]
    """Comes before the swap; then `rest`."""
    rest: list[Arrival]


@st.composite
def rulebooks(draw: st.DrawFn) -> list[Document]:
    """Detections, some of them narrowed, and correlations over them and over each other.

    None of the detections is met by what a correlation emits.
    """
    found = []
    for name in PLAIN_RULES:
        document = detection(name)
        if draw(st.integers(0, 3)) == 0:
            document.body["detection"] = {
                "sel": {**document.body["detection"]["sel"], "target": 1}, "condition": "sel"
            }  # fmt: skip
        found.append(document)
    below = PLAIN_RULES
    for name in WATCHES:
        if draw(st.booleans()):
            watch = draw(correlations(name, below))
            if draw(st.integers(0, 3)) == 0:
                watch.body["tocsin"]["guilds"] = ["1"]
            if draw(st.integers(0, 3)) == 0:
                watch.body["tocsin"]["on_change"] = "keep"
            found.append(watch)
            below = (*below, name)
    return found


@st.composite
def pairs(draw: st.DrawFn, *, empty: bool) -> Pair:
    """Often the second rulebook has documents of the first, as they were. Gaps would be a state, too."""
    before, after = draw(rulebooks()), draw(rulebooks())
    names = {each.id for each in after}
    kept = [each for each in before if each.id in names and draw(st.booleans())]
    same = {each.id for each in kept}
    after = [*kept, *(each for each in after if each.id not in same)]
    heard = [each for each in draw(arrivals(sizes=(4, 24))) if each.signal.id not in {"gap", "filled"}]
    cut = 0 if empty else draw(st.integers(0, len(heard)))
    return Pair(before, [each for each in after if _is_whole(each, after)], heard[:cut], heard[cut:])


def _is_whole(document: Document, all_of_them: list[Document]) -> bool:
    """Whether what it counts is there, and counts only what stands below it, as in its own rulebook."""
    rules = document.body.get("correlation", {}).get("rules", ())
    by_id = {each.id: each for each in all_of_them}
    order = (*PLAIN_RULES, *WATCHES)
    return all(
        rule in by_id and order.index(rule) < order.index(document.id) and _is_whole(by_id[rule], all_of_them)
        for rule in rules
    )


def swapped(pair: Pair) -> tuple[Core, list[Row], Program]:
    """The rows after a reload from the first rulebook to the second; the program that was in force before."""
    programs = Programs(KINDS, CATALOGUE)
    first, second = (programs.add(Rulebook(each)) for each in (pair.before, pair.after))
    core = Core(first, programs.provide)
    play(core, pair.first)
    now = _begin(pair)
    core.take(
        Signal("reload", SignalType.RULEBOOK_LOADED.value, now, data={"hash": second.rulebook.hash}), now
    )
    return core, play(core, pair.rest, end=True), first


def cold(pair: Pair) -> list[Row]:
    """The second rulebook alone, from the instant of the reload on."""
    program = Programs(KINDS, CATALOGUE).add(Rulebook(pair.after))
    core = Core(program, lambda _: program)
    core.last_seen = _begin(pair)
    return play(core, pair.rest, end=True)


def _begin(pair: Pair) -> int:
    return max((seen for seen, _ in pair.first), default=START)


def play(core: Core, stream: list[Arrival], *, end: bool = False) -> list[Row]:
    rows = [row for seen, signal in stream for row in core.take(copy_of(signal), seen) or ()]
    if end:
        at = START + 60_000
        rows += core.take(Signal("end", "test.tick", at), at) or []
    return rows


def lines(rows: list[Row], documents: set[str]) -> list[str]:
    """Every hit and every effect of these documents, in order, with the signals that caused them."""
    return [
        repr((row.signal.id, each))
        for row in rows
        for each in (*row.hits, *row.effects)
        if each.document in documents and row.signal.id != "reload"
    ]


def anew(before: Program, after: Program, *, empty: bool) -> set[str]:
    """The documents that have no state from before, nor read the signals of one that has."""

    def goes_on(identity: str) -> bool:
        old, new = of_before.get(identity), of_after[identity]
        carried = not empty and old is not None and reads_alike(old, new, of_before, of_after)
        return carried or any(goes_on(each.identity) for each in counted(new, of_after))

    of_before, of_after = (
        {each.identity: each for each in program.rulebook.documents} for program in (before, after)
    )
    own = {each.identity for each in after.rulebook.documents}
    return {identity for identity in own if not goes_on(identity)}


def reads_alike(
    old: Document, new: Document, before: dict[str, Document], after: dict[str, Document]
) -> bool:
    """Whether a correlation's windows can be read by another version of it, from what the two say."""
    if "correlation" not in new.body:
        return False
    one, other = old.body["correlation"], new.body["correlation"]
    if one["type"] != other["type"] or groups(one) != groups(other):
        return False
    if one["type"].startswith("temporal") and one["rules"] != other["rules"]:
        return False
    if field(one) != field(other):
        return False
    if new.body["tocsin"].get("on_change") == "keep":
        return True
    return met_by(counted(old, before), before) == met_by(counted(new, after), after)


def groups(section: dict[str, Any]) -> list[str]:
    """The guild is part of every key, named or not."""
    return [name for name in section["group-by"] if name != "guild"]


def field(section: dict[str, Any]) -> Any:
    condition = section.get("condition")
    return condition.get("field") if isinstance(condition, dict) else None


def counted(document: Document, all_of_them: dict[str, Document]) -> list[Document]:
    rules = document.body.get("correlation", {}).get("rules", ())
    return [each for each in all_of_them.values() if each.id in rules]


def met_by(documents: list[Document], all_of_them: dict[str, Document]) -> list[Any]:
    """What decides when documents are hit, down to the detections."""
    found = []
    for each in sorted(documents, key=lambda document: document.id):
        parts = [
            each.id,
            each.body.get("logsource"),
            each.body.get("detection"),
            each.body.get("correlation"),
        ]
        found.append(
            [
                *parts,
                each.body.get("tocsin", {}).get("rearm"),
                met_by(counted(each, all_of_them), all_of_them),
            ]
        )
    return found


def check(pair: Pair, *, empty: bool) -> None:
    core, rows, before = swapped(pair)
    documents = anew(before, core.program, empty=empty)
    assert lines(rows, documents) == lines(cold(pair), documents)


quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
thousand = settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(pairs(empty=True))
def test_a_reload_before_any_signal_equals_a_cold_start(pair: Pair) -> None:
    check(pair, empty=True)


@quick
@given(pairs(empty=False))
def test_what_begins_anew_at_a_reload_begins_as_at_a_cold_start(pair: Pair) -> None:
    check(pair, empty=False)


@pytest.mark.soak
@thousand
@given(st.booleans().flatmap(lambda empty: st.tuples(pairs(empty=empty), st.just(empty))))
def test_a_thousand_reloads_equal_cold_starts(drawn: tuple[Pair, bool]) -> None:
    check(drawn[0], empty=drawn[1])


# -- two hundred reloads

WATCHED = """\
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor|exists: true}, condition: s}
---
title: Three bans
name: three
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 3s, condition: {gte: 3}}
tocsin: {lateness: 1s}
---
title: Two targets
name: targets
correlation: {type: value_count, rules: [ban], timespan: 4s, condition: {gte: 2, field: target}}
tocsin: {lateness: 2s, rearm: 1s}
---
title: Nobody kicks
name: calm
correlation: {type: absence, rules: [kick], group-by: [actor], timespan: 2s}
tocsin: {lateness: 1s}
"""
BASE = """\
title: A kick
name: kick
logsource: {product: discord, category: member_kick}
detection: {s: {actor|exists: true}, condition: s}
"""
OTHER = """\
title: Another {n}
name: other{m}
logsource: {{product: discord, category: member_{type}}}
detection: {{s: {{actor: {actor}}}, condition: s}}
tests:
  - name: it fires
    signals: [{{type: discord.member.{type}, actor: {tested}}}]
    expect: [{{emits: threat.detected}}]
"""
BAD = ("title: [", "a: 1\na: 2\n", "\x00", "title: x\ndetection: {}\n", "kind: nothing\n")


def edit(rng: random.Random, folder: Path, n: int) -> None:
    """One edit: of what the watched rules say to people, of other rules, or a bad one of any file."""
    what = rng.randrange(6)
    if what == 0:
        comment = "# an edit\n" * rng.randrange(3) + WATCHED.replace(
            "title: A ban", f"description: {n}\ntitle: A ban"
        )
        write(folder, {"watched/all.yml": comment})
    elif what in (1, 2):
        actor, type_ = rng.choice([7, 8]), rng.choice(["ban", "kick", "join"])
        tested = actor + rng.choice([0, 0, 0, 1])  # now and then its test fails
        text = OTHER.format(n=n, m=rng.randrange(4), actor=actor, type=type_, tested=tested)
        write(folder, {f"others/{rng.randrange(3)}.yml": text})
    elif what == 3:
        name = rng.choice(["watched/all.yml", "base/kick.yml", "others/0.yml", "others/2.yml", "new/x.yml"])
        write(folder, {name: rng.choice(BAD)})
    elif what == 4:
        for file in list((folder / "others").glob("*.yml"))[: rng.randrange(2)]:
            file.unlink()
    else:
        write(folder, {"watched/all.yml": WATCHED, "base/kick.yml": BASE})


def stream(rng: random.Random, count: int) -> list[Arrival]:
    found = []
    for n in range(count):
        time = START + 200 * n
        kind = rng.choice(["ban", "ban", "kick", "join"])
        signal = Signal(
            f"s{n}", TYPES[kind], time - rng.choice([0, 0, 500, 1_500]), guild=rng.choice([1, 1, 2]),
            actor=rng.choice([7, 8]), target=rng.randrange(4), data={"loud": 0},
        )  # fmt: skip
        found.append(Arrival(time, signal))
    return found


def flow(seed: int, folder: Path, reloads: int, signals: int) -> tuple[list[str], dict[str, int]]:
    """Signals with so many edits between them (none: undisturbed); what the watched rules did."""
    write(folder, {"watched/all.yml": WATCHED, "base/kick.yml": BASE})
    edits, rng = random.Random(seed), random.Random(seed + 1)
    library, programs = Library([folder]), Programs(KINDS, CATALOGUE)
    force = propose(library.load(), Rulebook(()), graph=library.graph).rulebook
    core = Core(programs.add(force), programs.provide)
    rows: list[Row] = []
    counts = {"swapped": 0, "held": 0}
    for n, (seen, signal) in enumerate(stream(rng, signals)):
        if n < reloads:
            edit(edits, folder, n)
            proposal = propose(library.load(), force, graph=library.graph)
            counts["held"] += bool(proposal.held)
            if proposal.rulebook.hash != force.hash:
                force = programs.add(proposal.rulebook).rulebook
                loaded = Signal(f"reload-{n}", "rulebook.loaded", seen, data={"hash": force.hash})
                rows += core.take(loaded, seen) or []
                counts["swapped"] += 1
        rows += core.take(copy_of(signal), seen) or []
    rows += core.take(Signal("end", "test.tick", START + 10**6), START + 10**6) or []
    watched = {f"watched/{kind}" for kind in ("detection", "correlation")}
    return [
        repr((row.signal.id, each.document, each.key, each.effect))
        for row in rows
        for each in row.effects
        if each.document.rpartition("/")[0] in watched
    ], counts


def undisturbed(seed: int, reloads: int) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        told, counts = flow(seed, Path(one), reloads, reloads + 20)
        calm, _ = flow(seed, Path(other), 0, reloads + 20)
    assert told == calm
    assert len(told) > 20
    assert min(counts.values()) > reloads // 10


@pytest.mark.parametrize("seed", [1, 2])
def test_two_hundred_reloads_good_and_bad_change_no_alert_of_other_rules(seed: int) -> None:
    undisturbed(seed, 200)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_edited_other_rules_go_on(seed: int) -> None:
    undisturbed(seed + 100, 400)
