"""The course of a score, worked out from samples: between them, on average, at most, by level."""

from __future__ import annotations

from typing import Any

import pytest

from engine.systems.scoring.bands import TOPS, UNIT, Caps
from engine.systems.scoring.curve import curve

HOUR = 3_600_000


def row(at: int, critical: float, *, document: str = "a", **systems: float) -> dict[str, Any]:
    return {
        "at": at,
        "document": document,
        "half_lives": {"guild": HOUR, "system": HOUR},
        "tops": list(Caps.of(TOPS).caps),
        "floors": [0.0, 25.0, 50.0, 80.0],
        "guild": [0, 0, 0, round(critical * UNIT)],
        "systems": {name: [0, 0, 0, round(each * UNIT)] for name, each in systems.items()},
    }


def test_between_samples_it_falls_by_the_half_life() -> None:
    found = curve([row(0, 1.6095)], 0, 2 * HOUR)
    scores = dict(found.points)

    assert scores[0] == pytest.approx(80, abs=0.01)
    assert scores[HOUR] == pytest.approx(55.28, abs=0.01)
    assert (found.highest[0], found.samples) == (0, 1)
    assert 50 < found.mean < 60


def test_what_came_before_still_shows_in_it() -> None:
    assert curve([row(0, 1.6095)], HOUR, 2 * HOUR).points[0][1] == pytest.approx(55.28, abs=0.01)


def test_the_part_of_the_time_in_each_level_is_a_whole() -> None:
    found = curve([row(2 * HOUR, 1.6095)], 0, 4 * HOUR).shares()

    assert sum(found.values()) == pytest.approx(1)
    assert found["LOW"] == pytest.approx(0.5, abs=0.02)
    assert found["HIGH"] > 0.2
    assert found["CRITICAL"] < 0.02


def test_of_several_documents_the_worst_counts_and_of_a_system_its_own() -> None:
    rows = [row(0, 1.0, spam=0.5), row(0, 2.0, document="b")]

    assert curve(rows, 0, HOUR).points[0][1] == pytest.approx(86.47, abs=0.01)
    assert curve(rows, 0, HOUR, "spam").points[0][1] == pytest.approx(39.35, abs=0.01)
    assert curve(rows, 0, HOUR, "other").highest[1] == 0


def test_without_samples_it_is_nothing() -> None:
    found = curve([], 0, HOUR)

    assert (found.mean, found.highest[1], found.shares()["LOW"]) == (0, 0, pytest.approx(1))
