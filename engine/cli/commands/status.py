"""`tocsin status`: what the store holds. Opens it read-only while the bot runs."""

from __future__ import annotations

from rich.table import Table

from engine.cli.options import DEFAULT_DATA, Data, open_store
from engine.cli.output import show
from engine.instants import iso, wall_clock
from engine.store.port import Totals
from engine.store.rows import OutboxState


def status(data: Data = DEFAULT_DATA) -> int:
    """How many signals there are, which rules are in force, what waits."""
    totals = open_store(data).totals()
    table = Table.grid(padding=(0, 2))
    for name, value in _rows(totals, wall_clock()):
        table.add_row(name, value)
    show(table)
    return 0


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
