"""`tocsin signals`: the newest signals of the store. Opens it read-only while the bot runs."""

from __future__ import annotations

import time
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from engine.cli.options import DEFAULT_DATA, Data, Format, OutputFormat, open_store
from engine.cli.output import note, out, show, visible
from engine.runtime.canonical import canonical, iso, public
from engine.signal import Signal

_HOUR_MS: Final = 3_600_000
_MOST_HOURS: Final = 24 * 366 * 100
_MOST: Final = 10_000_000
_HIGHEST_ID: Final = 2**63 - 1
_LONGEST_RULE: Final = 60
_HOURS: Final = "Only those of the last N hours."
_GUILD: Final = "Only those of one server."


def signals(  # noqa: PLR0913, PLR0917 - each is an option
    type_: Annotated[
        str | None,
        typer.Argument(metavar="[TYPE]", help="Such as threat.detected, or threat for all below it."),
    ] = None,
    hours: Annotated[int | None, typer.Option(metavar="N", min=1, max=_MOST_HOURS, help=_HOURS)] = None,
    guild: Annotated[int | None, typer.Option(metavar="ID", min=1, max=_HIGHEST_ID, help=_GUILD)] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, max=_MOST, help="The newest, at most.")] = 50,
    data: Data = DEFAULT_DATA,
    format_: Format = OutputFormat.TEXT,
) -> int:
    """List the newest signals, oldest first; as JSON, one object a line, which `replay` reads."""
    since = 0 if hours is None else time.time_ns() // 1_000_000 - hours * _HOUR_MS
    rows = open_store(data).signals(
        guild, kind=type_, since=max(since, 0), limit=limit + 1, everywhere=guild is None
    )
    found = [row.signal for row in reversed(rows[:limit])]
    if format_ is OutputFormat.JSON:
        for signal in found:
            out(canonical(public(signal)))
    elif found:
        show(_table(found))
    if not found:
        note("no such signals")
    elif len(rows) > limit:
        note(f"the newest {limit:,} are shown; --limit shows more")
    return 0


def _table(found: list[Signal]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("time", "type", "severity", "guild", "actor", "rule", "id"):
        table.add_column(name, no_wrap=True)
    for signal in found:
        rule = str(signal.data.get("rule_name") or signal.data.get("title") or signal.data.get("rule") or "")
        values = (
            iso(signal.time),
            signal.type,
            signal.severity or "",
            str(signal.guild or ""),
            str(signal.actor or ""),
            rule[:_LONGEST_RULE],
            signal.id,
        )
        table.add_row(*(Text(visible(value)) for value in values))
    return table
