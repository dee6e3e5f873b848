"""Filters and lists, which emit nothing, are judged by the rules that are made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.trial.rules import BAN, CORRELATION, DETECTION, case, failures

FILTER = """\
title: Our own bot
name: own_bot
logsource: {product: discord, category: member_ban}
filter:
  rules: [ban]
  bot: {actor: 7}
  condition: not bot
"""
LIST = """\
kind: list
name: trusted
values: [7, 8]
"""
LISTED = DETECTION.replace(
    "condition: selection", "known: {actor|expand: '%trusted%'}\n  condition: selection and not known"
)
SIGNALS = f"[{{{BAN}, actor: 5, matches: true}}, {{{BAN}, actor: 7, matches: false}}]"
EXPECT = "[{emits: threat.detected, severity: high, fields: {actor: 5}}]"


def test_a_filter_is_judged_by_the_rules_that_it_is_put_on(tmp_path: Path) -> None:
    assert failures(tmp_path, DETECTION, FILTER + case(SIGNALS, EXPECT)) == []


def test_a_list_is_judged_by_the_rules_that_expand_it(tmp_path: Path) -> None:
    assert failures(tmp_path, LISTED, LIST + case(SIGNALS, EXPECT)) == []


@pytest.mark.parametrize(("rule", "other"), [(DETECTION, FILTER), (LISTED, LIST)])
def test_a_rule_is_tested_with_its_filters_and_lists(tmp_path: Path, rule: str, other: str) -> None:
    assert failures(tmp_path, rule + case(SIGNALS, EXPECT), other) == []


@pytest.mark.parametrize(("rule", "other"), [(DETECTION, FILTER), (LISTED, LIST)])
def test_so_is_a_correlation_over_it(tmp_path: Path, rule: str, other: str) -> None:
    signals = f"[{{{BAN}, actor: 5, repeat: {{times: 3}}}}, {{{BAN}, actor: 7, repeat: {{times: 3}}}}]"
    tests = case(signals, "[{emits: threat.detected, severity: critical, at: +2s, fields: {actor: 5}}]")

    assert failures(tmp_path, rule, CORRELATION + tests, other) == []


def test_rules_that_a_filter_is_not_put_on_are_not_judged(tmp_path: Path) -> None:
    other = DETECTION.replace(": ban\n", ": other\n")

    assert failures(tmp_path, DETECTION, other, FILTER + case(SIGNALS, EXPECT)) == []


def test_a_filter_that_leaves_nothing_out_is_told_with_what_it_saw(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, actor: 8, matches: false}}]", "[]")

    own, emitted = failures(tmp_path, DETECTION, FILTER + tests)

    assert own.lines == ("yes  actor_staff_hours|lt: 24  saw 3", "no   actor: 7  saw 8")
    assert emitted.message == "`threat.detected` came at +0s, and was not expected"


def test_a_rule_that_a_filter_silences_says_so(tmp_path: Path) -> None:
    tests = case(f"[{{{BAN}, actor: 7}}]", "[{emits: threat.detected}]")

    (failure,) = failures(tmp_path, DETECTION + tests, FILTER)

    assert failure.lines == ("`ban` is not met by the signal at +0s:", "yes  actor: 7  saw 7")


def test_a_list_that_no_rule_expands_has_nothing_to_be_judged_by(tmp_path: Path) -> None:
    (failure,) = failures(tmp_path, DETECTION, LIST + case(SIGNALS, EXPECT))

    assert failure.message == "no rule is made of this list, so there is nothing to judge"
