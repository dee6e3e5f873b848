"""No document says what only Discord, people or the engine can know, whatever kind of document it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.matching.candidates import RESERVED_FAMILIES
from engine.signal import Signal, SignalType
from engine.systems.detection.step import step
from engine.systems.emission import Emission, carried
from engine.systems.loading import load_rulebook

RULE = """\
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor|exists: true}, condition: s}
"""
COUNT = """\
title: Two
correlation: {type: event_count, rules: [ban], timespan: 1m, condition: {gte: 2}}
"""
FILTER = """\
title: Not me
logsource: {product: discord, category: member_ban}
filter: {rules: [ban], s: {actor: 1}, condition: not s}
"""
OURS_TO_SAY = {"threat", "policy", "access", "anomaly", "escalation"}
"""Families of types that a rule finds, not reports."""


def codes(folder: Path, *documents: str) -> list[str]:
    (folder / "a.yml").write_text("---\n".join(documents), encoding="utf-8")
    return [each.code for each in load_rulebook([folder]).diagnostics]


def test_every_type_of_the_engine_is_reserved_but_for_those_that_rules_find() -> None:
    types = {*map(str, SignalType), *Catalogue.load().types}

    assert {each.partition(".")[0] for each in types} - RESERVED_FAMILIES == OURS_TO_SAY


@pytest.mark.parametrize("family", sorted(RESERVED_FAMILIES))
def test_a_reserved_type_is_refused_of_rules_and_of_counts_over_them(tmp_path: Path, family: str) -> None:
    emits = f"tocsin: {{emit: {family}.anything}}\n"

    assert codes(tmp_path, RULE + emits) == ["TOC319"]
    assert codes(tmp_path, RULE, COUNT + emits) == ["TOC319"]


SPELLINGS = ["Engine.step_failed", "engine", "engine.", "'engine.x '", ".engine.x", "'*.member.ban'"]


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_no_spelling_gets_round_it(tmp_path: Path, spelt: str) -> None:
    assert codes(tmp_path, RULE, f"{COUNT}tocsin: {{emit: {spelt}}}\n") == ["TOC210"]


def test_a_filter_emits_nothing_at_all(tmp_path: Path) -> None:
    assert codes(tmp_path, RULE, FILTER) == []
    assert codes(tmp_path, RULE, f"{FILTER}tocsin: {{emit: threat.detected}}\n") == ["TOC205"]


def test_rules_of_a_refused_count_emit_nothing_either(tmp_path: Path) -> None:
    loaded_codes = codes(tmp_path, RULE, f"{COUNT}tocsin: {{emit: engine.groups_dropped}}\n")

    assert loaded_codes == ["TOC319"]
    assert load_rulebook([tmp_path]).rulebook.documents == ()


def test_what_follows_says_who_acts_as_far_as_the_signal_did() -> None:
    data = {"actor_is_staff": True, "member_age_hours": 5.0, "content_length": 7}
    signal = Signal("s", "discord.message.create", 1, actor=7, data=data, text={"content": "hello"})

    assert carried(signal) == {"actor_is_staff": True, "member_age_hours": 5.0}


@pytest.mark.parametrize(
    ("signal", "said"),
    [
        (Signal("a", "discord.role.delete", 0, target=5), True),
        (Signal("a", "discord.overwrite.update", 0, target=5, data={"target_is_role": True}), True),
        (Signal("a", "discord.overwrite.update", 0, target=5, data={"target_is_role": False}), False),
        (Signal("a", "threat.detected", 0, target=5, data={"target_is_role": True}), True),
        (Signal("a", "discord.member.ban", 0, target=5), False),
        (Signal("a", "discord.role.delete", 0), False),
    ],
)
def test_what_is_emitted_says_that_its_target_is_a_role(signal: Signal, said: bool) -> None:
    emission = Emission("r", "", "R", "threat.detected", "high", None, None)
    (emit,) = step(emission, signal)
    assert (emit.data.get("target_is_role") is True) == said
