"""The course of a threat score: the line, the levels as bands with their words, and marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from itertools import pairwise
from typing import Any, Final

import msgspec

from engine.bot.charts.canvas import (
    DIM,
    GROUND,
    LINE,
    PAST,
    SMALL,
    TEXT,
    Axes,
    Chart,
    dress,
    few_times,
    heading,
    moment,
    png,
    sheet,
)
from engine.bot.charts.tints import OF_LEVELS
from engine.instants import HOUR_MS
from engine.systems.scoring.curve import Curve
from engine.systems.scoring.spec import LEVELS

_SHAPES: Final = ("v", "o", "s", "D", "P")
_TALL: Final = 320
_A_LETTER: Final = 0.02
"""The part of the width that a letter takes, at the most."""
_MOST_MARKS: Final = 30
"""Of one kind: more would be a smear."""


class Words(msgspec.Struct, frozen=True):
    """What stands in a picture: its title, what it is to who cannot see it, what its two lines are called."""

    title: str
    alt: str
    now: str = ""
    before: str = ""


class Mark(msgspec.Struct, frozen=True):
    """Something that happened at an instant (milliseconds): `word` says what kind of thing."""

    at: int
    word: str


def timeline(said: Words, course: Curve, marks: Sequence[Mark], zone: tzinfo) -> Chart:
    """A score over time, with its marks. Each kind of mark has a shape and its word below."""
    figure = sheet(_TALL)
    axes = figure.add_subplot()
    _bands(axes, course)
    _line(axes, course, zone)
    _marks(axes, marks, zone)
    heading(axes, said.title)
    return Chart("threat-timeline", png(figure), said.alt)


def summary(said: Words, course: Curve, before: Curve, zone: tzinfo) -> Chart:
    """A score over time, the time before it as a thin line, and the part of the time in each level."""
    figure = sheet(_TALL)
    axes, bar = figure.subplots(2, 1, height_ratios=(5, 1))
    _bands(axes, course)
    shift = course.since - before.since
    past = [(at + shift, score) for at, score in before.points]
    axes.plot(
        [moment(at, zone) for at, _ in past],
        [score for _, score in past],
        color=PAST,
        linewidth=1.6,
        linestyle=(0, (3, 2)),
        label=said.before,
    )
    _line(axes, course, zone, said.now)
    _legend(axes, bbox_to_anchor=(1.02, 1.16), loc="upper right", ncols=2)
    heading(axes, said.title)
    _shares(bar, course)
    return Chart("threat-summary", png(figure), said.alt)


def _line(axes: Axes, course: Curve, zone: tzinfo, label: str = "") -> None:
    times = [moment(at, zone) for at, _ in course.points]
    scores = [score for _, score in course.points]
    axes.fill_between(times, scores, color=LINE, alpha=0.22, linewidth=0)
    axes.plot(times, scores, color=LINE, linewidth=2.6, label=label)
    axes.set_xlim(moment(course.since, zone), moment(course.until, zone))
    few_times(axes, zone, (course.until - course.since) / HOUR_MS)


def _bands(axes: Axes, course: Curve) -> None:
    dress(axes, grid="x")
    axes.set_ylim(0, 106)
    axes.set_yticks([*course.floors, 100])
    axes.set_yticklabels([f"{each:g}" for each in (*course.floors, 100)])
    for place, (low, high) in enumerate(pairwise((*course.floors, 100.0))):
        axes.axhspan(low, high, color=OF_LEVELS[place], alpha=0.13, linewidth=0)
        axes.text(  # on the left: what is newest, and looked at first, is on the right
            0.012,
            (low + high) / 2,
            LEVELS[place],
            transform=axes.get_yaxis_transform(),
            ha="left",
            va="center",
            color=OF_LEVELS[place],
            fontsize=SMALL,
            fontweight="bold",
            alpha=0.95,
        )


def _marks(axes: Axes, marks: Sequence[Mark], zone: tzinfo) -> None:
    """Above the curve, one row for all; what each shape means stands below the picture."""
    words = list(dict.fromkeys(each.word for each in marks))
    for place, word in enumerate(words):
        times = [moment(each.at, zone) for each in marks if each.word == word][-_MOST_MARKS:]
        shape = _SHAPES[place % len(_SHAPES)]
        style = {"color": TEXT, "edgecolors": GROUND, "linewidths": 0.8, "clip_on": False, "zorder": 5}
        axes.scatter(times, [103] * len(times), s=70, marker=shape, label=word, **style)
        for time in times:
            axes.axvline(time, color=DIM, linewidth=0.8, linestyle=":")
    if words:
        _legend(axes, bbox_to_anchor=(0.5, -0.1), loc="upper center", ncols=len(words))


def _legend(axes: Axes, **where: Any) -> None:
    axes.legend(
        fontsize=SMALL,
        labelcolor=TEXT,
        frameon=False,
        handletextpad=0.4,
        handlelength=1.4,
        columnspacing=1.0,
        **where,
    )


def _shares(axes: Axes, course: Curve) -> None:
    """One bar: which part of the time each level had, with its word and per cent where there is room."""
    axes.axis("off")
    axes.set_xlim(0, 1)
    left = 0.0
    for place, (level, share) in enumerate(course.shares().items()):
        axes.barh(0, share, left=left, color=OF_LEVELS[place], height=0.9)
        text = f"{level} {100 * share:.0f} %"
        if share >= _A_LETTER * len(text):
            axes.text(
                left + share / 2,
                0,
                text,
                ha="center",
                va="center",
                color="#111214",
                fontsize=SMALL,
                fontweight="bold",
            )
        left += share
