"""What a failing test says: what was expected, what came and when, what it lacked, and where that stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.trial.rules import BAN, CHANNEL, CORRELATION, DETECTION, SETTINGS, case, failures, outcomes

KNOWN = f"{{{BAN}, actor: 1}}"

OTHER_CHANNEL = 295719765413994496


@pytest.mark.parametrize(
    ("signals", "expect", "where", "message"),
    [
        (
            "[{type: discord.member.ban}]",
            "[{emits: threat.detected, at: +8s}]",
            ("expect", 0),
            "expected `threat.detected` at +8s, and nothing came",
        ),
        (
            f"[{KNOWN}]",
            "[{emits: threat.detected, severity: critical}]",
            ("expect", 0, "severity"),
            "expected `severity` critical, and it was high: `threat.detected` at +0s",
        ),
        (
            f"[{KNOWN}]",
            "[{emits: threat.detected, at: +8s}]",
            ("expect", 0, "at"),
            "expected `threat.detected` at +8s, and it came at +0s",
        ),
        (
            f"[{KNOWN}]",
            "[{emits: threat.detected, fields: {actor: 2}}]",
            ("expect", 0, "fields", "actor"),
            "expected `actor` 2, and it was 1: `threat.detected` at +0s",
        ),
        (
            f"[{KNOWN}]",
            "[{emits: threat.detected, fields: {target: 2}}]",
            ("expect", 0, "fields", "target"),
            "expected `target` 2, and it was not there: `threat.detected` at +0s",
        ),
        (
            f"[{KNOWN}]",
            "[{emits: threat.detected, fields: {actor: null}}]",
            ("expect", 0, "fields", "actor"),
            "expected no `actor`, and it was 1: `threat.detected` at +0s",
        ),
        (
            f"[{{{BAN}, repeat: {{times: 2, every: 5s}}}}]",
            "[{emits: threat.detected}]",
            ("expect", 0),
            "expected `threat.detected` once, and it came 2 times: +0s, +5s",
        ),
        (
            f"[{{{BAN}, repeat: {{times: 2, every: 5s}}}}]",
            "[{emits: threat.detected, count: 3}]",
            ("expect", 0, "count"),
            "expected `threat.detected` 3 times, and it came 2 times: +0s, +5s",
        ),
        (
            f"[{{{BAN}, at: +3s}}]",
            "[]",
            ("expect",),
            "`threat.detected` came at +3s, and was not expected",
        ),
        (
            f"[{KNOWN}, {{{BAN}, actor: 2, at: +1s}}]",
            "[{emits: threat.detected, fields: {actor: 2}}, {emits: threat.detected, fields: {actor: 1}}]",
            ("expect", 1),
            "`threat.detected` came before what is expected first: at +0s",
        ),
        (
            f"[{KNOWN}, {{{BAN}, actor: 2, at: +1s}}]",
            "[{emits: threat.detected, fields: {actor: 2}}]",
            ("expect",),
            "`threat.detected` came at +0s, and was not expected",
        ),
        (f"[{KNOWN}]", "[{matches: false}]", ("expect", 0, "matches"),
         "expected no match, and once there was one, first at +0s"),
        (f"[{KNOWN}]", "[{matches: true, count: 2}]", ("expect", 0, "count"),
         "expected 2 signals to match, and 1 did"),
        (f"[{{{BAN}, at: +1s}}]", "[{matches: true, at: +2s}]", ("expect", 0, "at"),
         "expected the first match at +2s, and it was at +1s"),
        (f"[{{{BAN}, at: +1s, matches: false}}]", "[{matches: true}]", ("signals", 0, "matches"),
         "expected the signal at +1s not to match, and it does"),
        ("[{type: discord.member.ban, matches: true, repeat: {times: 3}}]", "[]", ("signals", 0, "matches"),
         "expected the signal at +0s to match, and it does not"),
        (f"[{KNOWN}]", "[{acts: discord.case}]", ("expect", 0),
         "expected `discord.case`, and nothing came"),
    ],
)  # fmt: skip
def test_a_failing_test_says_what_was_expected_and_what_came(
    tmp_path: Path, signals: str, expect: str, where: tuple[str | int, ...], message: str
) -> None:
    (failure,) = failures(tmp_path, DETECTION + case(signals, expect))

    assert failure.message == message
    assert failure.where == ("tests", 0, *where)


def test_of_what_came_the_nearest_is_told_of(tmp_path: Path) -> None:
    signals = f"[{{{BAN}, actor: 1}}, {{{BAN}, actor: 2, target: 3, at: +1s}}]"
    expect = "[{emits: threat.detected}, {emits: threat.detected, at: +2s, fields: {actor: 2, target: 3}}]"

    (failure,) = failures(tmp_path, DETECTION + case(signals, expect))

    assert failure.message == "expected `threat.detected` at +2s, and it came at +1s"


def test_what_else_differs_is_told_below(tmp_path: Path) -> None:
    expect = "[{emits: threat.detected, severity: low, at: +8s}]"

    (failure,) = failures(tmp_path, DETECTION + case(f"[{KNOWN}]", expect))

    assert failure.lines == ("expected `threat.detected` at +8s, and it came at +0s",)


def test_a_quiet_detection_says_which_condition_did_not_hold(tmp_path: Path) -> None:
    rule = DETECTION.replace("selection: {", "selection: {actor|exists: true, ")
    signals = (
        "[{type: discord.member.ban}, {type: discord.member.ban, actor: 1, actor_staff_hours: 48, at: +1s}]"
    )

    (failure,) = failures(tmp_path, rule + case(signals, "[{emits: threat.detected}]"))

    assert failure.lines == (
        "`ban` is not met by the signal at +1s:",
        "no   actor_staff_hours|lt: 24  saw 48",
    )


def test_an_exception_that_holds_is_what_a_detection_is_quiet_for(tmp_path: Path) -> None:
    rule = DETECTION.replace(
        "condition: selection", "known: {actor: [1, 2]}\n  condition: selection and not known"
    )

    (failure,) = failures(tmp_path, rule + case(f"[{KNOWN}]", "[{emits: threat.detected}]"))

    assert failure.lines == ("`ban` is not met by the signal at +0s:", "yes  actor: [1, 2]  saw 1")


def test_a_match_that_should_not_be_says_what_holds(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, matches: false}}]", None)

    (failure,) = failures(tmp_path, DETECTION + tests)

    assert failure.lines == ("yes  actor_staff_hours|lt: 24  saw 3",)


def test_a_quiet_detection_says_that_no_signal_was_for_it(tmp_path: Path) -> None:
    tests = case("[{type: discord.member.kick, actor_staff_hours: 3}]", "[{emits: threat.detected}]")

    (failure,) = failures(tmp_path, DETECTION + tests)

    assert failure.lines == ("no signal is of the type that `ban` is about: `discord.member_ban`",)


def test_a_detection_of_other_guilds_says_so(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, guild: 6}}]", "[{emits: threat.detected}]")

    (failure,) = failures(tmp_path, DETECTION + "tocsin: {guilds: [5]}\n" + tests)

    assert failure.lines == ("`ban` is for other guilds",)


def test_a_quiet_correlation_says_how_far_each_group_came(tmp_path: Path) -> None:
    signals = f"[{{{BAN}, actor: 1, repeat: {{times: 2}}}}, {{{BAN}, actor: 2}}]"

    (failure,) = failures(tmp_path, DETECTION, CORRELATION + case(signals, "[{emits: threat.detected}]"))

    assert failure.lines == ("`mass_ban` was hit 2 times of actor 1", "`mass_ban` was hit once of actor 2")


def test_a_correlation_that_nothing_hit_says_why_its_rules_were_not_met(tmp_path: Path) -> None:
    tests = case("[{type: discord.member.ban, actor_staff_hours: 50}]", "[{emits: threat.detected}]")

    (failure,) = failures(tmp_path, DETECTION, CORRELATION + tests)

    assert failure.lines == (
        "`ban` is not met by the signal at +0s:",
        "no   actor_staff_hours|lt: 24  saw 50",
    )


def test_what_was_not_expected_is_described(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, DETECTION + case(f"[{KNOWN}]", "[]"))

    assert failure.lines == ("it has severity high, actor 1, title A ban by new staff",)


def test_an_action_is_judged_like_a_signal(tmp_path: Path) -> None:
    expected = f"[{{acts: discord.case, fields: {{channel: {OTHER_CHANNEL}}}}}]"
    tests = case("[{type: threat.detected, severity: high}]", expected)

    (failure,) = failures(tmp_path, SETTINGS + tests)

    was = f"expected `channel` {OTHER_CHANNEL}, and it was {CHANNEL}"
    assert failure.message == f"{was}: `discord.case` at +0s"


def test_a_failure_is_a_diagnostic_at_the_place_of_the_expectation(tmp_path: Path) -> None:
    tests = case(f"[{KNOWN}]", "[{emits: threat.detected, severity: low}]")

    (outcome,) = outcomes(tmp_path, DETECTION + tests)
    (found,) = outcome.diagnostics()

    line = (DETECTION + tests).splitlines()[found.line - 1]
    assert (found.code, found.severity, line[found.column - 1 :]) == ("TOC610", "error", "low}]")
    assert found.message == (
        "the test `it` fails: expected `severity` low, and it was high: `threat.detected` at +0s"
    )
