"""Detections as documents: what is accepted, what they compile to, what a hit emits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.documents.document import Document
from engine.effects import Emit
from engine.matching import Event
from engine.signal import Signal
from engine.systems.detection.kind import DetectionKind
from engine.systems.kind import Compiled, Hit, Moment
from engine.systems.loading import load_rulebook
from tests.support.kinds import Alone

KIND = DetectionKind()
BODY: dict[str, Any] = {
    "title": "Bans by someone made staff today",
    "logsource": {"product": "discord", "category": "member_ban"},
    "detection": {"selection": {"actor_staff_hours|lt": 24}, "condition": "selection"},
}
SIGNAL = Signal(
    id="audit:1:1", type="discord.member.ban", time=5_000, seen=6_000, guild=1, channel=2, actor=3, target=4,
    data={"actor_staff_hours": 3}, text={"actor_name": "@everyone"}, system="watch", confidence=0.3,
)  # fmt: skip
RULE = """\
title: Bans by someone made staff today
logsource: {product: discord, category: member_ban}
detection:
  selection: {actor_staff_hours|lt: 24}
  condition: selection
"""


def document(**keys: Any) -> Document:
    return Document("detection", "rule-1", "pack", "pack/rule.yml", 0, {**BODY, **keys}, {})


def compiled(**keys: Any) -> Compiled:
    return KIND.compile(document(**keys), Alone())


def emitted(signal: Signal = SIGNAL, **keys: Any) -> Emit:
    ready = compiled(**keys)
    (effect,) = KIND.step(
        ready.spec, None, signal, Hit(ready.identity, (signal.guild,)), Moment(6_000, 1_000)
    )
    assert isinstance(effect, Emit)
    return effect


def codes(yaml: str, tmp_path: Path) -> list[tuple[str, int, int]]:
    (tmp_path / "rule.yml").write_text(yaml, encoding="utf-8")
    return [(each.code, each.line, each.column) for each in load_rulebook([tmp_path]).diagnostics]


def test_a_plain_rule_has_no_problem(tmp_path: Path) -> None:
    assert codes(RULE, tmp_path) == []


@pytest.mark.parametrize(
    "keys",
    [
        "id: 6d0f0c1e-8a53-4a1e-9a0e-3f2f0f3c9c11",
        "id: 5",
        "name: young_ban",
        "related: [{id: a, type: derived}]",
        "taxonomy: sigma",
        "status: experimental",
        "date: 2026-01-31",
        "modified: 2026/01/31",
        "tags: [attack.t1098]",
        "level: critical",
        "author: someone\nlicense: MIT\nreferences: [https://example.org]\nfields: [actor]\nscope: [all]",
        "falsepositives: [a new moderator clearing a raid]",
        "tocsin: {emit: shop.refund_asked, system: antinuke, confidence: 0.8, mode: observe, own: true}",
        "tocsin: {guilds: [123456789012345678, '5'], scope: guild}",
    ],
)
def test_keys_that_a_rule_may_have(keys: str, tmp_path: Path) -> None:
    assert codes(RULE + keys, tmp_path) == []


@pytest.mark.parametrize(
    ("keys", "code", "column"),
    [
        ("level: severe", "TOC209", 8),
        ("tocsin: {emits: a.b}", "TOC205", 10),
        ("tocsin: {emit: threat}", "TOC210", 16),
        ("tocsin: {confidence: 1.5}", "TOC211", 22),
        ("tocsin: {guilds: []}", "TOC211", 18),
        ("tocsin: {guilds: [me]}", "TOC210", 19),
        ("tocsin: {own: yes}", "TOC208", 15),
        ("tocsin: {mode: watch}", "TOC209", 16),
        ("tocsin: {emit: approval.voted}", "TOC319", 16),
        ("tocsin: {emit: discord.member.ban}", "TOC319", 16),
        ("tocsin: {scope: network}", "TOC320", 17),
        ("taxonomy: acme", "TOC321", 11),
        ("status: deprecated", "TOC321", 9),
        ("status: unsupported", "TOC321", 9),
        ("severity: high", "TOC206", 1),
    ],
)
def test_keys_that_a_rule_may_not_have(keys: str, code: str, column: int, tmp_path: Path) -> None:
    assert codes(RULE + keys, tmp_path) == [(code, 6, column)]


def test_problems_of_the_whole_document_come_at_once(tmp_path: Path) -> None:
    yaml = (
        RULE.replace("|lt", "|let").replace("category", "catgory")
        + "tocsin: {scope: network, emit: timer.due}"
    )

    assert codes(yaml, tmp_path) == [
        ("TOC322", 2, 31),
        ("TOC307", 4, 33),
        ("TOC320", 6, 17),
        ("TOC319", 6, 32),
    ]


def test_a_problem_in_a_condition_points_at_the_word(tmp_path: Path) -> None:
    assert codes(RULE.replace("condition: selection", "condition: not selektion"), tmp_path) == [
        ("TOC303", 5, 18),
    ]


def test_it_is_about_the_types_of_its_log_source_and_tests_their_fields() -> None:
    ready = compiled()

    assert (ready.identity, ready.kind, ready.id) == ("pack/detection/rule-1", "detection", "rule-1")
    assert ready.types == ("discord.member_ban",)
    assert ready.test is not None
    assert ready.test(Event(SIGNAL.fields()))
    assert not ready.test(Event({"actor_staff_hours": 30}))


def test_a_rule_without_a_block_of_ours_has_the_defaults() -> None:
    ready = compiled()

    assert (ready.guilds, ready.mode, ready.own, ready.emits) == (
        None,
        "enforce",
        False,
        ("threat.detected",),
    )


def test_the_block_says_where_how_and_about_whom() -> None:
    ready = compiled(tocsin={"guilds": ["5", 7], "mode": "observe", "own": True, "emit": "policy.violation"})

    assert ready.guilds == {5, 7}
    assert (ready.mode, ready.own, ready.emits) == ("observe", True, ("policy.violation",))


def test_a_hit_emits_one_signal_about_the_same_people_place_and_time() -> None:
    assert emitted(name="young_ban", level="high", tocsin={"system": "antinuke", "confidence": 0.8}) == Emit(
        "threat.detected",
        time=5_000,
        channel=2,
        actor=3,
        target=4,
        system="antinuke",
        severity="high",
        confidence=0.8,
        data={"rule": "rule-1", "rule_name": "young_ban", "title": "Bans by someone made staff today"},
    )


def test_what_to_do_about_it_goes_with_what_is_emitted() -> None:
    assert emitted(tocsin={"advice": "Call the owner"}).data["advice"] == "Call the owner"
    assert "advice" not in emitted().data


def test_a_rule_without_a_level_is_of_medium_severity() -> None:
    assert emitted().severity == "medium"


def test_the_type_may_be_another() -> None:
    assert emitted(tocsin={"emit": "shop.refund_asked"}).type == "shop.refund_asked"


def test_the_system_is_that_of_the_signal_unless_the_rule_has_one() -> None:
    assert emitted().system == "watch"
    assert emitted(tocsin={"system": "antinuke"}).system == "antinuke"


def test_the_confidence_is_the_rules_own() -> None:
    assert emitted().confidence is None


def test_nothing_that_people_wrote_is_emitted() -> None:
    assert "@everyone" not in repr(emitted())


def test_it_has_no_state_and_names_no_other_document() -> None:
    assert KIND.state is None
    assert list(KIND.references(document())) == []


def test_every_key_of_the_schema_says_what_it_is_for() -> None:
    def undescribed(schema: Any, path: str) -> list[str]:
        found = []
        for key, inner in schema.get("properties", {}).items():
            if "description" not in inner:
                found.append(f"{path}.{key}")
            found += undescribed(inner, f"{path}.{key}")
        return found

    assert undescribed(KIND.schema(), "") == []
