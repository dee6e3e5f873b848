"""How long from a saved file to the rules in force, with the two looks that must agree in between."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from pathlib import Path

from engine.bot.assembly import Assembly
from engine.runtime.watching import USUAL
from engine.store.sqlite import SqliteStore
from engine.systems.library import Library
from tests.bench import fsync, rule_files
from tests.bench.result import Reached, percentile

FILES = 1_000
EDITS = 30
SETTLE_S = 1.5
"""By then the watch stands."""
APART_S = 0.3
ENOUGH_S = 30.0


async def run(folder: Path) -> list[Reached]:
    rules = folder / "rules"
    files = rule_files.write(rules, FILES)
    library = Library([rules])
    edition = await asyncio.to_thread(library.load)
    assembly = Assembly(SqliteStore(folder / "tocsin.db"), edition.rulebook, library=library, data=folder)
    await assembly._begin()
    assembly.watch()
    await asyncio.sleep(SETTLE_S)
    took = [await _edit(assembly, path) for path in _some(files)]
    sync = percentile(fsync.sample(folder), 0.5)
    with contextlib.suppress(asyncio.CancelledError):
        await assembly.abandon()
    p50, p99 = (1e3 * percentile(took, share) for share in (0.5, 0.99))
    figures = (
        f"{EDITS} edits among {FILES:,} files: p50 {p50:.0f}, p99 {p99:.0f} ms, {1e3 * USUAL.apart:.0f} "
        f"of it between the two looks; an fsync {1e3 * sync:.1f} ms"
    )
    return [Reached("edit to live, with the double look, p50", p50, 400, 270, "ms", figures)]


def _some(files: list[Path]) -> list[Path]:
    detections = [path for n, path in enumerate(files) if n % 10 != 9]
    return random.Random(8).sample(detections, EDITS)


async def _edit(assembly: Assembly, path: Path) -> float:
    """Seconds until a signal would meet the new rule."""
    before = assembly.engine.program
    rng = random.Random(str(path))
    text = rule_files.detection(rng, int(path.stem[4:]), tested=True)
    await asyncio.sleep(APART_S)
    began = time.perf_counter()
    path.write_text(text, encoding="utf-8")  # noqa: ASYNC240 - a kilobyte
    async with asyncio.timeout(ENOUGH_S):
        while assembly.engine.program is before:  # noqa: ASYNC110 - what is measured is the moment itself
            await asyncio.sleep(0.001)
    return time.perf_counter() - began
