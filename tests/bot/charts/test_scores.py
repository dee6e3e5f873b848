"""Pictures of scores: as wide as a phone at twice its density, drawn in threads, told in words."""

from __future__ import annotations

import asyncio
import struct
from datetime import UTC

import pytest

from engine.bot.charts.canvas import Chart, drawn, zone_of
from engine.bot.charts.scores import Mark, Words, summary, timeline
from engine.systems.scoring.curve import Curve, curve
from tests.systems.scoring.test_curve import HOUR, row

WORDS = Words("Threat score, last 24 h", "what it shows", "this time", "24 h before")
START = 1_800_000_000_000


def course(hours: int) -> Curve:
    rows = [row(START + n * HOUR, 0.3 * n) for n in range(6)]
    return curve(rows, START, START + hours * HOUR)


def size(chart: Chart) -> tuple[int, int]:
    assert chart.png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", chart.png[16:24])
    return wide, high


@pytest.mark.parametrize("hours", [1, 24, 720])
async def test_both_are_as_wide_as_a_phone(hours: int) -> None:
    found = course(hours)
    marks = [Mark(START + n, word) for n, word in enumerate(("people called", "approval", "reload"))]

    both = await asyncio.gather(
        drawn(lambda: timeline(WORDS, found, marks, UTC)), drawn(lambda: summary(WORDS, found, found, UTC))
    )

    assert [size(each) for each in both] == [(824, 640), (824, 640)]


async def test_nothing_at_all_can_be_drawn() -> None:
    empty = curve([], START, START + HOUR)

    assert size(await drawn(lambda: summary(WORDS, empty, empty, UTC)))[0] == 824


async def test_its_file_says_what_it_shows() -> None:
    chart = await drawn(lambda: timeline(WORDS, course(1), [], UTC))
    file = chart.file()

    assert (file.filename, file.description) == ("threat-timeline.png", "what it shows")
    assert file.fp.read() == chart.png


def test_a_zone_that_the_computer_does_not_know_is_utc() -> None:
    assert zone_of("Nowhere/At_All") is UTC
    assert str(zone_of("Europe/Berlin")) == "Europe/Berlin"
