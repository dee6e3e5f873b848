"""A small Tocsin in a process of its own: takes in what it reads, says what was accepted, ends with one line.

`FOLDER [--pages N] [--bytes N]`: ids come a line each; `accepted ID` goes out once it is on disk. `--pages`
lets the store grow no further, as a full disk does; `--bytes` limits each file, as a quota does.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
from pathlib import Path

import structlog

from engine.documents.rulebook import Rulebook
from engine.errors import StoreError
from engine.runtime import journal
from engine.signal import Signal
from engine.store.sqlite import SqliteStore
from tests.support.kinds import document
from tests.support.loop import engine_on

SIZE = 20_000


def main() -> int:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    journal.RETRY_S, journal.GIVE_UP_S = 0.05, 0.5
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int)
    parser.add_argument("--bytes", type=int)
    try:
        asyncio.run(live(parser.parse_args()))
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


async def live(options: argparse.Namespace) -> None:
    store = SqliteStore(options.folder / "tocsin.db")
    if options.pages:
        store._db.execute(f"PRAGMA max_page_count = {options.pages}")
    engine = engine_on(store)
    await engine.start(Rulebook([document("counting", "busy", types=["test.one"], every=3, quiet=10**9)]))
    if options.bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.bytes, options.bytes))
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        id_ = line.strip()
        data = {"ballast": f"{id_}{'x' * SIZE}"}
        taken = await engine.ingest_durably(
            Signal(id_, "test.one", 1_800_000_000_000, guild=1, actor=1, data=data)
        )
        print(f"{'accepted' if taken else 'refused'} {id_}", flush=True)
    await engine.stop()


if __name__ == "__main__":
    sys.exit(main())
