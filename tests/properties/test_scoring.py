"""Scores over any stream: a replay gives the same, byte for byte, whatever was pruned or edited."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.replay import verify
from engine.signal import SEVERITIES, Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS

START = 1_800_000_000_000
CATALOGUE = Catalogue.load()
PATTERNS: list[dict[str, Any]] = [
    {"name": "agree", "systems": 2, "within": "10m"},
    {"name": "crowd", "actors": 2, "within": "1h", "from": "low", "severity": "high"},
    {"name": "order", "sequence": ["outside.a", "outside.b"], "within": "30m", "severity": "high"},
]
EDITIONS = (
    {"patterns": PATTERNS, "most_actors": 10},
    {
        "unusual": {"percentile": 50, "days": 2},
        "patterns": PATTERNS[:2],
        "half_lives": {"guild": "10m", "actor": "1h"},
        "most_actors": 10,
    },
    {"levels": {"medium": 10, "high": 20, "critical": 30}, "novelty": False, "criticality": {"bot": 2}},
)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("signal"),
            st.sampled_from(SEVERITIES),
            st.integers(1, 14),
            st.sampled_from(["outside.a", "outside.b", "threat.detected"]),
            st.sampled_from(["s", "t", None]),
            st.integers(0, 3_000),
        ),
        st.tuples(st.just("wait"), st.sampled_from([1, 60, 3_600, 86_400, 40 * 86_400])),
        st.tuples(st.just("prune")),
        st.tuples(st.just("noise"), st.sampled_from([1_800_000, 1_000])),
        st.tuples(st.just("edit"), st.integers(0, len(EDITIONS) - 1)),
    ),
    max_size=30,
)


def edition(body: dict[str, Any]) -> Rulebook:
    body = {"kind": "scoring", "title": "Scores", "cool_down": "10m", **body}
    baseline = {"kind": "baseline", "title": "More", "measure": "count", "by": ["type"], "bucket": "1h"}
    baseline |= {"season": "none", "warm_up": "1d"}
    return Rulebook(
        [
            Document("scoring", "s", "pack", "s.yml", 0, body, {}),
            Document("baseline", "b", "pack", "b.yml", 0, baseline, {}),
        ]
    )


def fresh() -> tuple[Core, Programs, list[str]]:
    programs = Programs(KINDS, CATALOGUE)
    hashes = [programs.add(edition(each)).rulebook.hash for each in EDITIONS]
    return Core(programs.empty(), programs.provide), programs, hashes


def played(stream: list[Any]) -> list[list[Row]]:
    """Every turn of a stream, as the journal would have it."""
    core, _, hashes = fresh()
    now, turns = START, []

    def take(signal: Signal) -> None:
        turns.append(core.take(signal, now) or [])

    take(Signal("load", SignalType.RULEBOOK_LOADED.value, now, data={"hash": hashes[0]}))
    for n, (what, *more) in enumerate(stream):
        if what == "signal":
            severity, actor, type_, system, late = more
            now += 7_000
            about = {"guild": 1, "actor": actor, "channel": 1 + actor % 3, "system": system}
            data = {"is_bot": actor % 2 == 0}
            take(Signal(f"s:{n}", type_, now - late, severity=severity, data=data, **about))
        elif what == "wait":
            now += 1_000 * more[0]
            take(Signal(f"t:{n}", SignalType.TICK.value, now))
        elif what == "noise":  # all day long, or a burst of it, which is an anomaly
            for each in range(60):
                now += more[0]
                take(Signal(f"n:{n}:{each}", "outside.a", now, guild=1, actor=99, severity="medium"))
        elif what == "prune":
            core.prune(100)
        else:
            take(Signal(f"r:{n}", SignalType.RULEBOOK_LOADED.value, now, data={"hash": hashes[more[0]]}))
    return turns


@settings(max_examples=80, deadline=None)
@given(steps)
def test_a_replay_gives_the_same(stream: list[Any]) -> None:
    turns = played(stream)
    core, _, _ = fresh()

    report = verify(turns, core)

    assert report.differences == []
    assert report.signals == sum(map(len, turns))


@settings(max_examples=25, deadline=None)
@given(steps)
def test_all_that_is_told_holds_together(stream: list[Any]) -> None:
    """A level is another than before, a score is within bounds, people are called at CRITICAL alone."""
    for rows in played(stream):
        for row in rows:
            data = row.signal.data
            if row.signal.type == SignalType.THREAT_LEVEL_CHANGED:
                assert data["level"] != data["before"]
                assert 0 <= data["score"] <= 100
                assert data.get("falls_at", row.now) >= row.now
            elif row.signal.type == SignalType.ESCALATION_REQUIRED:
                assert data["level"] == "CRITICAL"
            assert row.signal.type != SignalType.STEP_FAILED
