"""Whatever people wrote can stand above a chart: no fault, no formula, no warning that breaks a log line."""

from __future__ import annotations

from engine.bot.charts.canvas import drawable, heading, png, sheet
from engine.bot.views.text import visible
from tests.support.naughty import NAUGHTY

A_CHART = 20


def test_every_naughty_string_can_be_drawn() -> None:
    for first in range(0, len(NAUGHTY), A_CHART):
        figure = sheet()
        some = NAUGHTY[first : first + A_CHART]
        heading(figure.add_subplot(), " ".join(visible(text)[:4] for text in some))
        assert png(figure).startswith(b"\x89PNG")


def test_a_sign_that_the_letters_do_not_have_is_a_box() -> None:
    assert drawable("scam $x^$ \u4f60\u0430") == "scam $x^$ \u25a1\u0430"
