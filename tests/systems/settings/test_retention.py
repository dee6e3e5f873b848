"""How long what is kept: read from settings, laid over the operator's, and never longer than theirs."""

from __future__ import annotations

from typing import Any

import pytest

from engine.instants import DAY_MS
from engine.systems.settings.check import check
from engine.systems.settings.retention import Retention, read_retention, retention_of_all
from engine.systems.settings.spec import read_spec

OPERATORS = {"kind": "settings", "retention": {"text": "5d", "types": {"discord.voice.>": "3d", "a.*": "9d"}}}


def own(text: str) -> dict[str, Any]:
    return {"kind": "settings", "guild": "7", "retention": {"text": text}}


def test_without_a_word_text_goes_first_and_decisions_last() -> None:
    usual = read_retention({})
    assert (usual.text, usual.events, usual.decisions) == (7 * DAY_MS, 30 * DAY_MS, 180 * DAY_MS)
    assert usual.shortest == 30 * DAY_MS


def test_a_type_has_its_own_time_the_first_that_fits() -> None:
    found = read_spec(OPERATORS).retention
    assert found.of("discord.voice.join", decided=False) == 3 * DAY_MS
    assert found.of("a.b", decided=True) == 9 * DAY_MS
    assert found.of("a.b.c", decided=False) == found.events
    assert found.of("threat.detected", decided=True) == found.decisions
    assert found.shortest == 3 * DAY_MS


@pytest.mark.parametrize(("text", "texts"), [("2d", {7: 2 * DAY_MS}), ("5d", {}), ("9d", {})])
def test_a_server_may_only_shorten_what_people_wrote(text: str, texts: dict[int, int]) -> None:
    operators, server = read_spec(OPERATORS).retention, read_spec(own(text), OPERATORS).retention
    assert retention_of_all(operators, [(7, server)]) == Retention(
        text=5 * DAY_MS, types=operators.types, texts=texts
    )


@pytest.mark.parametrize("name", ["events", "decisions", "types", "absence"])
def test_the_rest_is_not_a_servers_to_say(name: str) -> None:
    body = {"kind": "settings", "guild": "7", "retention": {name: {} if name == "types" else "9d"}}
    assert [(each.code, each.where) for each in check(body)] == [("TOC631", ("retention", name))]


def test_a_pattern_that_fits_nothing_is_an_error() -> None:
    body = {"kind": "settings", "retention": {"types": {"discord.voice*": "3d", "discord.voice.>": "3d"}}}
    assert [(each.code, each.where) for each in check(body)] == [
        ("TOC650", ("retention", "types", "discord.voice*"))
    ]
