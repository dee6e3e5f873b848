"""What a change of a document means: whether it does the same, and whether its state can still be read."""

from __future__ import annotations

from typing import Any

import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.kind import Compiled
from engine.systems.meaning import means_the_same

DETECTION: dict[str, Any] = {
    "title": "Bans",
    "logsource": {"product": "discord", "category": "member_ban"},
    "detection": {"selection": {"actor|exists": True}, "condition": "selection"},
}
CORRELATION: dict[str, Any] = {
    "title": "Mass ban",
    "correlation": {
        "type": "event_count", "rules": ["ban", "kick"], "group-by": ["actor"], "timespan": "10s",
        "condition": {"gte": 5},
    },
}  # fmt: skip


def compiled(detection: dict[str, Any], correlation: dict[str, Any]) -> dict[str, Compiled]:
    documents = [
        Document("detection", "ban", "pack", "d.yml", 0, detection, {}),
        Document("detection", "kick", "pack", "d.yml", 1, DETECTION, {}),
        Document("correlation", "mass", "pack", "c.yml", 0, correlation, {}),
    ]
    return {each.id: each for each in compile_all(Rulebook(documents), KINDS).values()}


BEFORE = compiled(DETECTION, CORRELATION)


def changed(body: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A copy; a part that is a mapping is put over the one there, and None takes it away."""
    merged = {
        key: {**body.get(key, {}), **value} if isinstance(value, dict) else value
        for key, value in parts.items()
    }
    return {key: value for key, value in {**body, **merged}.items() if value is not None}


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "x"}, {"description": "x"}, {"tags": ["attack.t1098"]}, {"tests": [{"name": "x"}]},
        {"author": "x"}, {"falsepositives": ["x"]}, {"references": ["x"]}, {"name": "other"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("which", ["ban", "mass"])
def test_what_is_for_people_changes_nothing(parts: dict[str, Any], which: str) -> None:
    detection = changed(DETECTION, **parts) if which == "ban" else DETECTION
    correlation = changed(CORRELATION, **parts) if which == "mass" else CORRELATION
    after = compiled(detection, correlation)
    assert [each.behaviour for each in after.values()] == [each.behaviour for each in BEFORE.values()]


def test_the_order_of_keys_changes_nothing() -> None:
    after = compiled(dict(reversed(DETECTION.items())), CORRELATION)
    assert after["ban"].behaviour == BEFORE["ban"].behaviour


@pytest.mark.parametrize(
    "parts",
    [
        {"correlation": {"timespan": "20s"}}, {"correlation": {"condition": {"gte": 3}}}, {"level": "high"},
        {"tocsin": {"rearm": "1s"}}, {"tocsin": {"lateness": "1s"}}, {"tocsin": {"emit": "a.b"}},
        {"tocsin": {"guilds": [1]}},
    ],
)  # fmt: skip
def test_the_window_and_what_is_emitted_keep_the_state_of_a_correlation(parts: dict[str, Any]) -> None:
    after = compiled(DETECTION, changed(CORRELATION, **parts))
    assert after["mass"].behaviour != BEFORE["mass"].behaviour
    assert means_the_same(BEFORE["mass"], after["mass"])


@pytest.mark.parametrize(
    "parts",
    [
        {"group-by": ["target"]}, {"group-by": None}, {"rules": ["ban"]},
        {"type": "value_count", "condition": {"gte": 5, "field": "x"}},
        {"type": "temporal", "condition": None},
    ],
)  # fmt: skip
def test_what_a_group_is_and_what_is_counted_in_it_begins_anew(parts: dict[str, Any]) -> None:
    section = {
        key: value for key, value in {**CORRELATION["correlation"], **parts}.items() if value is not None
    }
    after = compiled(DETECTION, {**CORRELATION, "correlation": section})
    assert not means_the_same(BEFORE["mass"], after["mass"])


def test_the_order_of_the_rules_matters_only_where_items_say_which_was_hit() -> None:
    for type_, same in (("event_count", True), ("temporal", False)):
        one, other = (
            compiled(DETECTION, changed(CORRELATION, correlation={"type": type_, "rules": rules}))["mass"]
            for rules in (["ban", "kick"], ["kick", "ban"])
        )
        assert means_the_same(one, other) is same


CHANGED_MATCH = changed(DETECTION, detection={"selection": {"actor": 7}})


def test_another_match_of_a_counted_rule_begins_anew() -> None:
    assert not means_the_same(BEFORE["mass"], compiled(CHANGED_MATCH, CORRELATION)["mass"])


def test_another_log_source_of_a_counted_rule_begins_anew() -> None:
    other = changed(DETECTION, logsource={"category": "member_kick"})
    assert not means_the_same(BEFORE["mass"], compiled(other, CORRELATION)["mass"])


def test_who_asks_for_it_keeps_the_windows_over_another_match() -> None:
    keeping = changed(CORRELATION, tocsin={"on_change": "keep"})
    assert means_the_same(BEFORE["mass"], compiled(CHANGED_MATCH, keeping)["mass"])
    assert means_the_same(BEFORE["mass"], compiled(DETECTION, keeping)["mass"])


@pytest.mark.parametrize(
    "parts", [{"level": "critical"}, {"tocsin": {"emit": "a.b"}}, {"tocsin": {"mode": "observe"}}]
)
def test_what_a_counted_rule_emits_itself_keeps_the_windows(parts: dict[str, Any]) -> None:
    after = compiled(changed(DETECTION, **parts), CORRELATION)
    assert after["ban"].behaviour != BEFORE["ban"].behaviour
    assert after["mass"].behaviour != BEFORE["mass"].behaviour
    assert means_the_same(BEFORE["mass"], after["mass"])


def test_a_document_without_state_is_never_begun_anew() -> None:
    assert means_the_same(BEFORE["ban"], compiled(CHANGED_MATCH, CORRELATION)["ban"])
