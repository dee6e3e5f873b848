"""What is usual in a week, what came in the last seven days, and today by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from itertools import pairwise
from typing import Any, Final

import msgspec

from engine.bot.charts.canvas import (
    LINE,
    PAST,
    SMALL,
    TEXT,
    Axes,
    Chart,
    dress,
    heading,
    moment,
    png,
    sheet,
)
from engine.instants import HOUR_MS
from engine.systems.baseline.report import Hour

_TALL: Final = 440
_TODAY: Final = "#ffffff"
_ROOM: Final = 1.12


class Words(msgspec.Struct, frozen=True):
    """What stands in a picture: the titles of its two parts, the names of its lines and of the days, Monday
    first, and what it is to who cannot see it.
    """

    title: str
    today: str
    usual: str
    counted: str
    now: str
    days: Sequence[str]
    alt: str


class Days(msgspec.Struct, frozen=True):
    """`hours` in order, up to the end of today; `today` is the place of the first of today's."""

    hours: Sequence[Hour]
    today: int
    now: int


def week(said: Words, shown: Days, zone: tzinfo) -> Chart:
    """The week above, today below."""
    figure = sheet(_TALL)
    above, below = figure.subplots(2, 1, height_ratios=(1, 1))
    _days(above, shown, zone, said)
    _today(below, shown, zone, said)
    return Chart("baseline", png(figure), said.alt)


def _days(axes: Axes, shown: Days, zone: tzinfo, said: Words) -> None:
    """Usual as an area, what came as a line, and a light ground under today."""
    dress(axes)
    heading(axes, said.title)
    _usual(axes, shown.hours, zone, said.usual)
    _counted(axes, shown, zone, said.counted)
    times = [moment(each.at, zone) for each in shown.hours]
    end = times[-1] + timedelta(hours=1)
    axes.axvspan(times[shown.today], end, color=_TODAY, alpha=0.08, linewidth=0)
    axes.set_xlim(times[0], end)
    starts = [*(time for time in times if time.hour == 0), end]
    axes.set_xticks([one + (other - one) / 2 for one, other in pairwise(starts)])
    axes.set_xticklabels([said.days[each.weekday()] for each in starts[:-1]])
    axes.get_xticklabels()[-1].set(color=TEXT, fontweight="bold")
    _from_zero(axes, shown.hours)
    _legend(axes)


def _today(axes: Axes, shown: Days, zone: tzinfo, said: Words) -> None:
    """What is usual as a line with its deviation, what came as bars, and a mark at this moment."""
    dress(axes)
    heading(axes, said.today)
    hours = shown.hours[shown.today :]
    places = range(len(hours))
    low = [max(0.0, each.mean - each.deviation) for each in hours]
    high = [each.mean + each.deviation for each in hours]
    axes.fill_between(places, low, high, color=PAST, alpha=0.3, linewidth=0, step="mid", label=said.usual)
    axes.step(places, [each.mean for each in hours], where="mid", color=PAST, linewidth=1.8)
    counted = [0.0 if each.counted is None else each.counted for each in hours]
    axes.bar(places, counted, width=0.6, color=LINE, label=said.counted)
    now = (shown.now - hours[0].at) / HOUR_MS - 0.5
    axes.axvline(now, color=TEXT, linewidth=1.2, linestyle=":")
    axes.set_xlim(-0.6, len(hours) - 0.4)
    axes.set_xticks([*places][::6])
    axes.set_xticklabels([f"{moment(each.at, zone):%H:%M}" for each in hours[::6]])
    _from_zero(axes, hours)
    side = "right" if now > len(hours) / 2 else "left"
    axes.annotate(
        said.now,
        (now, axes.get_ylim()[1]),
        (-4 if side == "right" else 4, -2),
        textcoords="offset points",
        ha=side,
        va="top",
        color=TEXT,
        fontsize=SMALL,
    )


def _usual(axes: Axes, hours: Sequence[Hour], zone: tzinfo, label: str) -> None:
    times = [moment(each.at + HOUR_MS // 2, zone) for each in hours]
    means = [each.mean for each in hours]
    axes.fill_between(times, means, color=PAST, alpha=0.3, linewidth=0)
    axes.plot(times, means, color=PAST, linewidth=1.4, label=label)


def _counted(axes: Axes, shown: Days, zone: tzinfo, label: str) -> None:
    known = [each for each in shown.hours if each.counted is not None]
    times = [moment(each.at + HOUR_MS // 2, zone) for each in known]
    axes.plot(times, [each.counted for each in known], color=LINE, linewidth=1.8, label=label)


def _from_zero(axes: Axes, hours: Sequence[Hour]) -> None:
    most = max(max(each.mean + each.deviation, each.counted or 0.0) for each in hours)
    axes.set_ylim(0, max(most, 1.0) * _ROOM)
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - as in canvas.py

    locator: Any = MaxNLocator
    axes.yaxis.set_major_locator(locator(nbins=4, integer=True))


def _legend(axes: Axes) -> None:
    axes.legend(
        fontsize=SMALL,
        labelcolor=TEXT,
        frameon=False,
        handletextpad=0.4,
        handlelength=1.2,
        columnspacing=1.0,
        ncols=2,
        loc="lower right",
        bbox_to_anchor=(1.02, 0.98),
    )
