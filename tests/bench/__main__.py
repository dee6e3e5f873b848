"""`python -m tests.bench [NAME...]`: runs the benchmarks one after another, and prints the table."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from engine.bot.collector import look_seldom
from tests.bench import (
    alert_latency,
    alerts,
    anomalies,
    burst,
    click,
    edit_beside,
    edit_to_live,
    everything,
    footprint,
    library,
    matching,
    message_cost,
    month,
    ranking,
    restart,
    scoring,
    shipped,
    sigma,
    windows,
)
from tests.bench.result import Reached

ROWS = {
    "cost": message_cost,
    "everything": everything,
    "matching": matching,
    "sigma": sigma,
    "latency": alert_latency,
    "click": click,
    "burst": burst,
    "restart": restart,
    "library": library,
    "edit": edit_to_live,
    "beside": edit_beside,
    "shipped": shipped,
    "windows": windows,
    "scoring": scoring,
    "ranking": ranking,
    "footprint": footprint,
    "month": month,
    "alerts": alerts,
    "anomalies": anomalies,
}
NEXT_TO = Path("build")
"""On the disk that the project is on: a folder in memory would make every fsync free."""


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in ROWS]
    if unknown:
        Console(stderr=True).print(
            f"no benchmark is called {', '.join(unknown)}; there are {', '.join(ROWS)}"
        )
        return 2
    found: list[Reached] = []
    look_seldom()  # as the bot does, for both sides
    NEXT_TO.mkdir(exist_ok=True)
    for name in names or ROWS:
        with tempfile.TemporaryDirectory(dir=NEXT_TO) as folder:
            found += asyncio.run(ROWS[name].run(Path(folder) / name))
    Console(width=150).print(table(found))
    return 0


def table(found: list[Reached]) -> Table:
    made = Table(title="What it must reach")
    for heading in ("", "reached", "must", "aim", "", "from"):
        made.add_column(heading)
    for row in found:
        made.add_row(
            row.what,
            f"{row.reached:.2f} {row.unit}",
            "" if row.must is None else f"{row.must:g}",
            "" if row.aim is None else f"{row.aim:g}",
            row.verdict,
            row.figures,
        )
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
