"""Anomalies over time: how rare each was, with its severity as a shape and a word; and how many where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final

import msgspec

from engine.bot.charts.canvas import (
    DIM,
    GRID,
    GROUND,
    LINE,
    SMALL,
    TEXT,
    Axes,
    Chart,
    drawable,
    dress,
    few_times,
    heading,
    moment,
    png,
    sheet,
)
from engine.bot.charts.tints import OF_SEVERITIES
from engine.instants import HOUR_MS
from engine.signal import Severity

MOST_DIGITS: Final = 9.0
"""Once in a billion: what is rarer stands there, too."""
_LEAST: Final = 0.0
_STEPS: Final = (1, 3, 5, 7, 9)
_SHAPES: Final[Mapping[Severity, str]] = {
    "critical": "D",
    "high": "^",
    "medium": "o",
    "low": "v",
    "informational": "s",
}
_TALL: Final = 300
_A_ROW: Final = 26
_MOST_ROWS: Final = 4


class Words(msgspec.Struct, frozen=True):
    """What stands in a picture. `steps` names `STEPS`: once in how many."""

    title: str
    where: str
    steps: Sequence[str]
    severities: Mapping[str, str]
    alt: str


class Dot(msgspec.Struct, frozen=True):
    """An alert at an instant (milliseconds), by how many digits it was rare."""

    at: int
    digits: float
    severity: Severity


class Anomalies(msgspec.Struct, frozen=True):
    """Alerts from `since` to `until`, and `rows`: how many of which system and method, the most first."""

    since: int
    until: int
    dots: Sequence[Dot]
    rows: Sequence[tuple[str, int]]


def anomalies(said: Words, shown: Anomalies, zone: tzinfo) -> Chart:
    """The dots above, the rows below."""
    rows = shown.rows[:_MOST_ROWS]
    figure = sheet(_TALL + 30 + _A_ROW * len(rows))
    above, below = figure.subplots(2, 1, height_ratios=(_TALL, 30 + _A_ROW * len(rows)))
    _dots(above, said, shown, zone)
    _rows(below, said, rows)
    return Chart("anomalies", png(figure), said.alt)


def _dots(axes: Axes, said: Words, shown: Anomalies, zone: tzinfo) -> None:
    dress(axes)
    heading(axes, said.title)
    for severity, shape in _SHAPES.items():
        found = [each for each in shown.dots if each.severity == severity]
        if found:
            times = [moment(each.at, zone) for each in found]
            heights = [min(max(each.digits, _LEAST), MOST_DIGITS) for each in found]
            colour = OF_SEVERITIES[severity]
            axes.vlines(times, 0, heights, color=colour, linewidth=1.2, alpha=0.6)
            axes.scatter(
                times, heights, s=80, marker=shape, color=colour, edgecolors=GROUND, linewidths=0.8,
                label=said.severities[severity], zorder=4, clip_on=False,
            )  # fmt: skip
    axes.set_xlim(moment(shown.since, zone), moment(shown.until, zone))
    few_times(axes, zone, (shown.until - shown.since) / HOUR_MS)
    axes.set_ylim(0, MOST_DIGITS + 0.6)
    axes.set_yticks(_STEPS)
    axes.set_yticklabels(said.steps)
    axes.legend(
        fontsize=SMALL, labelcolor=TEXT, frameon=False, handletextpad=0.1, columnspacing=0.8,
        ncols=len(_SHAPES), loc="upper center", bbox_to_anchor=(0.4, -0.1),
    )  # fmt: skip


def _rows(axes: Axes, said: Words, rows: Sequence[tuple[str, int]]) -> None:
    """A bar for each system and method, its name above no other, its number at its end."""
    axes.set_facecolor(GROUND)
    heading(axes, said.where)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(GRID)
    axes.tick_params(colors=DIM, labelsize=SMALL, length=0)
    places = [*range(len(rows))]
    counts = [count for _, count in rows]
    axes.barh(places, counts, height=0.6, color=LINE)
    axes.set_yticks(places)
    axes.set_yticklabels([drawable(name) for name, _ in rows], parse_math=False)
    axes.set_xticks([])
    axes.set_xlim(0, max(counts) * 1.15)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for place, count in zip(places, counts, strict=True):
        axes.text(count, place, f" {count}", va="center", color=TEXT, fontsize=SMALL, fontweight="bold")
