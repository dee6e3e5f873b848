"""What follows from a word about an anomaly, as the one who clicked reads it."""

from __future__ import annotations

import pytest

from engine.bot.views.anomaly import noted
from engine.systems.baseline.desk.book import Told
from tests.systems.baseline.stream import DAY, START


@pytest.mark.parametrize(
    ("method", "verdict", "days", "changes"),
    [
        ("shape", "anomaly", 6, True),
        ("shape", "anomaly", 7, False),
        ("shape", "not_anomaly", 7, False),
        ("shape", "expected", 7, True),
        ("rate", "anomaly", 7, True),
    ],
)
def test_a_word_that_comes_too_late_for_a_pattern_is_said_to(
    method: str, verdict: str, days: int, *, changes: bool
) -> None:
    told = Told("ref", START, "d", {"method": method, "sentence": "So it is."}, "medium", 1.0)
    now = START + days * DAY
    *_, last = noted(told, verdict, now, now + DAY).lines

    assert ("It is written down" in last) != changes
