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


def test_a_heading_that_is_too_wide_is_cut_and_leaves_room_for_its_chart() -> None:
    for text in ("W" * 80, "\u1e2a\u033a" * 40, "i" * 400, "A short one"):
        figure = sheet()
        axes = figure.add_subplot()
        heading(axes, text)
        assert png(figure).startswith(b"\x89PNG")
        assert axes.get_window_extent().width > 600
        assert (axes.get_title("left") == text) == (len(text) < 20)
