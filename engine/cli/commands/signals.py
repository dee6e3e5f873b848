"""`tocsin signals`: the newest signals of the store. Opens it read-only while the bot runs."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from engine.cli.options import DEFAULT_DATA, Data, Format, OutputFormat, open_store
from engine.cli.output import note, out, show
from engine.diagnostics.screen import safe
from engine.errors import UsageError
from engine.instants import HOUR_MS, iso, wall_clock
from engine.runtime.canonical import canonical, public
from engine.signal import Signal, discord_id

_MOST: Final = 10_000_000
_LONGEST_RULE: Final = 60
_HOURS: Final = "Only those of the last N hours."
_GUILD: Final = "Only those of one server."


def signals(  # noqa: PLR0913, PLR0917 - each is an option
    type_: Annotated[
        str | None,
        typer.Argument(metavar="TYPE", help="Such as threat.detected, or threat for all below it."),
    ] = None,
    hours: Annotated[int | None, typer.Option(metavar="N", min=1, help=_HOURS)] = None,
    guild: Annotated[str | None, typer.Option(metavar="ID", help=_GUILD)] = None,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The newest, at most.")] = 50,
    data: Data = DEFAULT_DATA,
    format_: Format = OutputFormat.TEXT,
) -> int:
    """The newest signals, oldest first.

    As JSON, one object a line, they are what `replay` reads.
    """
    of = None if guild is None else discord_id(guild)
    if guild is not None and of is None:
        raise UsageError(f"--guild {guild}: is no Discord id")
    limit = min(limit, _MOST)
    since = 0 if hours is None else max(wall_clock() - hours * HOUR_MS, 0)
    rows = open_store(data).signals(of, type_=type_, since=since, limit=limit + 1, everywhere=guild is None)
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
        table.add_row(*(Text(safe(value)) for value in values))
    return table
