"""The sheet that every chart is drawn on: Discord's dark theme, letters that a phone can show, PNG bytes.

A picture is 412 points wide, as a phone is, at twice the density: what is 13 points high is so on the screen.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import discord
import msgspec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Axes = Any
"""matplotlib's, which takes times and colours in more ways than its own types say."""

WIDTH: Final = 412
HEIGHT: Final = 300
_DENSITY: Final = 2
_DPI: Final = 72
GROUND: Final = "#2b2d31"
TEXT: Final = "#f2f3f5"
DIM: Final = "#b5bac1"
GRID: Final = "#4e5058"
LINE: Final = "#8ea1ff"
PAST: Final = "#949ba4"
SIZE: Final = 13.0
SMALL: Final = 11.5
_NO_SIGN: Final = "\u25a1"
_ROOM: Final = 0.85 * WIDTH * _DENSITY
"""For a heading, in pixels: a wider one would leave none for its chart."""
_ONE_AT_A_TIME: Final = Lock()
"""matplotlib's caches of fonts and texts are not made for several threads."""


class Chart(msgspec.Struct, frozen=True):
    """A picture, the name of its file, and what somebody hears who cannot see it."""

    name: str
    png: bytes
    alt: str

    def file(self) -> discord.File:
        """As a message carries it; one file is good for one message."""
        return discord.File(io.BytesIO(self.png), f"{self.name}.png", description=self.alt[:1024])


async def drawn(draw: Callable[[], Chart]) -> Chart:
    """Draw in a thread, so that nothing waits for it."""
    return await asyncio.to_thread(_in_turn, draw)


def _in_turn(draw: Callable[[], Chart]) -> Chart:
    with _ONE_AT_A_TIME:
        return draw()


def sheet(height: int = HEIGHT) -> Figure:
    """An empty sheet, `WIDTH` points wide. Imports matplotlib."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - takes a second and 40 MB

    return Figure(
        figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI * _DENSITY, facecolor=GROUND, layout="constrained"
    )


def dress(axes: Axes, *, grid: str = "y") -> None:
    """Give axes the theme: no box around, quiet lines, large letters."""
    axes.set_facecolor(GROUND)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=DIM, labelsize=SMALL, length=0)
    axes.grid(axis=grid, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)


def drawable(text: str) -> str:
    """Text of people, with a box for each sign that the letters we draw with do not have."""
    known = _signs()
    return "".join(sign if ord(sign) in known else _NO_SIGN for sign in text)


@cache
def _signs() -> frozenset[int]:
    """What can be drawn, bold or not. For each other sign matplotlib would write a line of its own."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 - as above

    fonts = [get_font(findfont(FontProperties(weight=weight))) for weight in ("normal", "bold")]
    return frozenset.intersection(*(frozenset(each.get_charmap()) for each in fonts))


def heading(axes: Axes, text: str) -> None:
    """What a chart shows, above it at the left; cut where it is wider than the picture leaves room for."""
    text = drawable(text)
    title = axes.set_title(text, loc="left", color=TEXT, fontsize=SIZE, fontweight="bold", parse_math=False)
    while (wide := title.get_window_extent().width) > _ROOM:
        text = text[: min(int(len(text) * _ROOM / wide), len(text) - 1)]
        title.set_text(text.rstrip() + "…")


def png(figure: Figure) -> bytes:
    """The picture, by the canvas that needs no screen."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above

    buffer = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(buffer)
    return buffer.getvalue()


def warm() -> None:
    """Import and set up what the first chart needs, which takes seconds: for who may not wait then."""
    png(sheet())


def zone_of(name: str) -> tzinfo:
    """A time zone by its name; UTC where the computer does not know it."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def moment(milliseconds: int, zone: tzinfo) -> datetime:
    """An instant as matplotlib takes it."""
    return datetime.fromtimestamp(milliseconds / 1000, zone)


def few_times(axes: Any, zone: tzinfo, hours: float) -> None:
    """At most five times along the bottom: of the day, or days where it is about many."""
    from matplotlib.dates import AutoDateLocator, DateFormatter  # noqa: PLC0415 - as above

    locator: Any = AutoDateLocator
    formatter: Any = DateFormatter
    axes.xaxis.set_major_locator(locator(minticks=3, maxticks=5, tz=zone))
    form = "%H:%M" if hours <= 36 else "%a %d" if hours <= 24 * 12 else "%d %b"
    axes.xaxis.set_major_formatter(formatter(form, tz=zone))
