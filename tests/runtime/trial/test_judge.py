"""Comparing what came with what was expected, apart from any rule."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalogue import shipped
from engine.documents.cases.case import read_case
from engine.documents.dependencies import Dependencies
from engine.documents.rulebook import Rulebook
from engine.runtime import trial
from engine.runtime.trial.judge import same
from engine.runtime.trial.play import play
from engine.runtime.trial.stage import build_stage
from tests.support.kinds import KINDS, document


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1, 1), (1, "1"), ("1", 1), (1, 1.0), (True, True), (None, None),
        ([1, "2"], ["1", 2]), ({"a": 1}, {"a": "1"}),
    ],
)  # fmt: skip
def test_values_that_are_the_same(wanted: Any, got: Any) -> None:
    assert same(wanted, got)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1, 2), (True, 1), (1, True), (False, None), (None, ""), (0, None), ("a", "A"), ("None", None),
        ([1], [1, 2]), ([1], 1), ({"a": 1}, {"a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_values_that_are_not(wanted: Any, got: Any) -> None:
    assert not same(wanted, got)


def failures(kind: str, case: dict[str, Any], **body: Any) -> list[trial.Failure]:
    one = document(kind, "it", types=["test.in"], tests=[{"name": "it", **case}], **body)
    (outcome,) = trial.run(Rulebook([one]), kinds=KINDS)
    return list(outcome.failures)


def test_a_document_whose_code_fails_fails_its_test() -> None:
    case = {"signals": [{"type": "test.in", "bad": True}], "expect": []}

    (failure,) = failures("raising", case)

    assert failure.message == (
        "`tests/raising/it` failed on a signal (ValueError); this is an error of Tocsin's own"
    )


def test_the_nearest_is_what_differs_least_not_what_came_first() -> None:
    signals = [{"type": "test.in", "actor": n, "at": f"+{n}s"} for n in (1, 2)]
    expect = [{"emits": "test.many", "fields": {"actor": 2}, "at": "+3s"}]

    (failure,) = failures("counting", {"signals": signals, "expect": expect}, every=1, quiet=10_000_000)

    assert failure.message == "expected `test.many` at +3s, and it came at +2s"


def test_what_came_once_is_nearest_to_one_expectation_alone() -> None:
    case = {"signals": [{"type": "test.in", "actor": 1}], "expect": [{"emits": "test.many", "at": "+1s"}] * 2}

    found = failures("counting", case, every=1, quiet=10_000_000)

    assert [each.message for each in found] == [
        "expected `test.many` at +1s, and it came at +0s",
        "expected `test.many` at +1s, and nothing came",
    ]


def test_actions_are_judged_by_their_name() -> None:
    case = {"signals": [{"type": "test.in"}], "expect": [{"acts": "test.call"}]}

    assert failures("acting", case, action="test.call") == []


def test_a_signal_happens_where_its_document_counts() -> None:
    case = {
        "signals": [{"type": "test.in", "actor": 1}],
        "expect": [{"emits": "test.many", "fields": {"guild": 5}}],
    }

    assert failures("counting", case, every=1, quiet=10_000_000, guilds=[6, 5, 7]) == []


def test_what_people_write_is_kept_apart_as_it_is_live() -> None:
    one = document("acting", "it", types=["discord.message.create"], action="x")
    rulebook = Rulebook([one])
    signal = {"type": "discord.message.create", "actor": "7", "content": "hi", "links": "{n}"}
    case = {"name": "it", "signals": [{**signal, "repeat": {"times": 1}}], "expect": []}
    stage = build_stage(one, rulebook, Dependencies.of(rulebook, KINDS), KINDS, shipped())

    (played,) = play(read_case(case), stage, shipped()).inputs

    assert (played.signal.text, played.signal.data, played.signal.actor) == (
        {"content": "hi"},
        {"links": 1},
        7,
    )
