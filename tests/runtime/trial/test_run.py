"""Tests in documents, run: what passes, and what must not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.runtime import trial
from engine.systems.loading import load_rulebook
from tests.runtime.trial.rules import (
    ABSENCE,
    BAN,
    CHANNEL,
    CORRELATION,
    DETECTION,
    SETTINGS,
    case,
    failures,
    outcomes,
)


def test_a_test_of_a_document_that_does_what_it_says_passes(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}}}]", "[{emits: threat.detected, severity: high, at: +0s, count: 1}]")

    (outcome,) = outcomes(tmp_path, DETECTION + tests)

    assert outcome.passed
    assert (outcome.document.id, outcome.place, outcome.name) == ("ban", 0, "it")


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        (f"{BAN}, actor: 1", "[{emits: threat.detected, fields: {actor: 1, rule: ban, target: null}}]"),
        (f"{BAN}, actor: '1'", "[{emits: threat.detected, fields: {actor: '1'}}]"),
        (f"{BAN}, at: +1m30s", "[{emits: threat.detected, at: +90s}]"),
        (f"{BAN}, repeat: {{times: 3, every: 2s}}", "[{emits: threat.detected, at: +0s, count: 3}]"),
        (f"{BAN}, repeat: {{times: 2}}", "[{emits: threat.detected}, {emits: threat.detected, at: +1s}]"),
        (f"{BAN}, self: true", "[]"),
        (f"{BAN}, repeat: {{times: 4}}", "[{matches: true, count: 4}]"),
        (BAN, "[{matches: true, at: +0s}, {emits: threat.detected}]"),
        ("type: discord.member.ban, actor_staff_hours: 30", "[{matches: false}]"),
        ("type: discord.member.ban", "[]"),
        ("type: discord.member.kick, actor_staff_hours: 3", "[]"),
        ("type: discord.member.ban, actor_staff_hours: null", "[]"),
        ("type: discord.member.ban, data: {actor_staff_hours: 3}", "[{emits: threat.detected}]"),
    ],
)
def test_what_is_expected_of_a_detection_comes(tmp_path: Path, given: str, expect: str) -> None:
    assert failures(tmp_path, DETECTION + case(f"[{{{given}}}]", expect)) == []


def test_signals_say_themselves_whether_they_match(tmp_path: Path) -> None:
    signals = (
        f"[{{{BAN}, matches: true, repeat: {{times: 2}}}}, {{type: discord.member.ban, matches: false}}]"
    )

    assert failures(tmp_path, DETECTION + case(signals, None)) == []


def test_a_test_runs_only_what_its_document_is_made_of(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, actor: 1}}]", "[{emits: threat.detected}]")
    other = DETECTION.replace(": ban\n", ": other\n")

    assert failures(tmp_path, DETECTION + tests, other, CORRELATION) == []


@pytest.mark.parametrize(
    ("repeat", "expect"),
    [
        ("times: 2, every: 1s", "[]"),
        ("times: 6, every: 1s", "[{emits: threat.detected, at: +2s, fields: {count: 3}}]"),
        ("times: 6, every: 6s", "[]"),
        (
            "times: 20, every: 1s, vary: {actor: [1, 2]}",
            "[{emits: threat.detected, at: +4s}, {emits: threat.detected, at: +5s, fields: {actor: 2}}]",
        ),
    ],
)
def test_what_is_expected_of_a_correlation_comes(tmp_path: Path, repeat: str, expect: str) -> None:
    signals = f"[{{{BAN}, actor: 1, repeat: {{{repeat}}}}}]"

    assert failures(tmp_path, DETECTION, CORRELATION + case(signals, expect)) == []


def test_each_repetition_can_be_somebody_else(tmp_path: Path) -> None:
    signals = f"[{{{BAN}, actor: '{{n}}', repeat: {{times: 5}}}}]"

    assert failures(tmp_path, DETECTION, CORRELATION + case(signals, "[]")) == []


def test_the_clock_runs_on_until_all_windows_are_settled(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, actor: 1}}]", "[{emits: threat.detected, at: +10s}]")

    assert failures(tmp_path, DETECTION, ABSENCE + tests) == []


def test_signals_come_in_the_order_of_their_times(tmp_path: Path) -> None:
    signals = f"[{{{BAN}, actor: 1, at: +9s}}, {{{BAN}, actor: 1, repeat: {{times: 2, every: 1s}}}}]"

    assert (
        failures(tmp_path, DETECTION, CORRELATION + case(signals, "[{emits: threat.detected, at: +9s}]"))
        == []
    )


def test_settings_are_judged_by_what_they_ask_for_in_their_own_guild(tmp_path: Path) -> None:
    tests = case(
        "[{type: threat.detected, severity: high}, {type: threat.detected, severity: low, at: +1s}]",
        f"[{{acts: discord.case, at: +0s, fields: {{channel: {CHANNEL}, severity: high}}}}]",
    )

    assert failures(tmp_path, SETTINGS + tests) == []


def test_what_a_moderator_is_since_when_is_known_from_the_test_itself(tmp_path: Path) -> None:
    signals = (
        "[{type: discord.member.roles, actor: 1, target: 2, staff_granted: true}, "
        "{type: discord.member.ban, actor: 2, at: +3h}, {type: discord.member.ban, actor: 2, at: +30h}]"
    )
    tests = case(signals, "[{emits: threat.detected, at: +3h, fields: {actor: 2}}]")

    assert failures(tmp_path, DETECTION + tests) == []


def test_a_test_may_say_when_it_starts(tmp_path: Path) -> None:
    rule = DETECTION.replace("actor_staff_hours|lt: 24", "time: 1795662000000")
    tests = case("[{type: discord.member.ban}]", "[{emits: threat.detected}]", start="2026-11-26T03:00:00Z")

    assert failures(tmp_path, rule + tests) == []


def test_tests_do_not_share_windows(tmp_path: Path) -> None:
    two = case(f"[{{{BAN}, actor: 1, repeat: {{times: 2}}}}]", "[]")
    two += two.partition("\n")[2].replace("it", "again")

    assert [each.passed for each in outcomes(tmp_path, DETECTION, CORRELATION + two)] == [True, True]


def test_only_those_asked_for_are_run(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}}}]", "[{emits: threat.detected}]")
    other = DETECTION.replace(": ban\n", ": other\n")
    (tmp_path / "rules.yml").write_text(f"{DETECTION}{tests}---\n{other}{tests}", encoding="utf-8")
    rulebook = load_rulebook([tmp_path]).rulebook
    wanted = next(each.identity for each in rulebook.documents if each.id == "other")

    assert [each.document.id for each in trial.run(rulebook, {wanted})] == ["other"]
    assert list(trial.run(rulebook, ())) == []


def test_a_signal_of_the_engine_harms_no_trial(tmp_path: Path) -> None:
    engine = "{type: rulebook.loaded}, {type: gateway.gap, since: 5}, {type: timer.due}"
    signals = f"[{engine}, {{{BAN}, at: +1s}}]"

    assert failures(tmp_path, DETECTION + case(signals, "[{emits: threat.detected, at: +1s}]")) == []


def test_the_example_of_the_page_passes(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "tests.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    found = outcomes(tmp_path, example)

    assert [each.name for each in found if not each.passed] == []
    assert len(found) == 3
