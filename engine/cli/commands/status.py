"""`tocsin status`: what the store holds. Opens it read-only while the bot runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table

from engine.bot.pulse import read_pulse
from engine.cli.options import DEFAULT_DATA, Data, open_store
from engine.cli.output import say, show
from engine.errors import TocsinError
from engine.instants import iso, wall_clock
from engine.store.port import Totals
from engine.store.rows import OutboxState

_SHORT: Final = 10


def status(
    data: Data = DEFAULT_DATA,
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Only whether the bot does its work: exit 0, or 1 and why not.")
    ] = False,
) -> int:
    """How many signals there are, which rules are in force, what waits."""
    if check:
        return _check(data)
    totals = open_store(data).totals()
    table = Table.grid(padding=(0, 2))
    for name, value in _rows(totals, wall_clock()):
        table.add_row(name, value)
    show(table)
    return 0


def _check(data: Path) -> int:
    """For a supervisor. Rules that are held back are said, but starting the bot anew would mend nothing."""
    try:
        pulse = read_pulse(data)
    except TocsinError as error:
        say(str(error))
        return 1
    troubles = pulse.troubles(wall_clock())
    held = [f"{each}: its files have errors, the rules of before go on" for each in pulse.held]
    for line in (*troubles, *held):
        say(line)
    if not troubles:
        say(f"watching, process {pulse.pid}, rulebook {pulse.rulebook[:_SHORT]}")
    return 1 if troubles else 0


def _rows(totals: Totals, now: int) -> list[tuple[str, str]]:
    unsent = totals.outbox.get(OutboxState.PENDING, 0) + totals.outbox.get(OutboxState.SENDING, 0)
    unknown = totals.outbox.get(OutboxState.UNKNOWN, 0)
    return [
        ("signals", f"{totals.signals:,}"),
        ("last signal", _moment(totals.last_seen, now)),
        ("rulebook", totals.rulebook or "none yet"),
        ("in force since", _moment(totals.rulebook_since, now)),
        ("timers set", f"{totals.timers:,}"),
        ("actions waiting", f"{unsent:,}"),
        ("actions sent", f"{totals.outbox.get(OutboxState.SENT, 0):,}"),
        ("actions refused", f"{totals.outbox.get(OutboxState.REFUSED, 0):,}"),
        ("actions unknown", f"{unknown:,}" + (" (look whether they happened)" if unknown else "")),
        ("last backup", _moment(totals.backed_up or 0, now)),
        ("size", f"{totals.bytes / 1e6:,.1f} MB"),
    ]


def _moment(milliseconds: int, now: int) -> str:
    return f"{iso(milliseconds)} ({_ago(now - milliseconds)})" if milliseconds else "never"


def _ago(milliseconds: int) -> str:
    seconds = max(milliseconds // 1000, 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
