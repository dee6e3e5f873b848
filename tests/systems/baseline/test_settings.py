"""What baselines take from settings: the time zone, and how many alerts a day people read."""

from __future__ import annotations

from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.program import Program
from engine.runtime.programs import Programs
from engine.systems import KINDS
from engine.systems.baseline.spec import BaselineSpec
from tests.systems.baseline.stream import baseline

HERE, THERE = 11, 22


def settings(name: str = "ours", **body: Any) -> Document:
    return Document("settings", name, name, "s.yml", 0, {"kind": "settings", "name": name, **body}, {})


def program(*documents: Document) -> Program:
    return Programs(KINDS, Catalogue.load()).add(Rulebook(documents))


def spec(found: Program, guild: int) -> BaselineSpec:
    within = found.documents["pack/baseline/usual"].within(guild).spec
    assert isinstance(within, BaselineSpec)
    return within


def test_zone_and_budget_are_those_of_the_server_else_the_operators() -> None:
    found = program(
        baseline(),
        settings(zone="Europe/Berlin", alerts={"anomalies": 6}),
        settings("theirs", guild=str(THERE), zone="Asia/Tokyo", tune={"usual": {"level": "low"}}),
    )

    assert (spec(found, HERE).zone, spec(found, HERE).budget) == ("Europe/Berlin", 6)
    assert (spec(found, THERE).zone, spec(found, THERE).budget) == ("Asia/Tokyo", 6)
    assert spec(found, THERE).level == "low"


def test_without_settings_it_is_two_a_day_by_utc() -> None:
    found = program(baseline())

    assert (spec(found, HERE).zone, spec(found, HERE).budget) == ("UTC", 2)


def test_what_a_document_says_itself_stays() -> None:
    found = program(baseline(zone="Europe/Paris", budget=1), settings(zone="UTC", alerts={"anomalies": 9}))

    assert (spec(found, HERE).zone, spec(found, HERE).budget) == ("Europe/Paris", 1)


def test_other_settings_leave_a_baseline_as_it_is() -> None:
    one = program(baseline(), settings(zone="Europe/Berlin", alerts={"least": "low"}))
    other = program(baseline(), settings(zone="Europe/Berlin", alerts={"least": "high"}))

    before, after = (each.documents["pack/baseline/usual"] for each in (one, other))
    assert before.behaviour == after.behaviour
