"""What an edit costs the loop: how long signals take to match while a thread takes over edit after edit."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import threading
import time
from pathlib import Path
from typing import Final

from engine.bot.collector import TURN_S, make_for_good
from engine.catalogue import shipped
from engine.documents.contents import contents_of
from engine.documents.look import Held, Look
from engine.runtime.program import Program
from engine.runtime.programs import BUILT_IN
from engine.runtime.proposal import propose
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.library import Library
from tests.bench import rule_files
from tests.bench.result import Reached, percentile

RULES: Final = 10_000
SECONDS: Final = 5.0
ROUNDS: Final = 2
BETWEEN_S: Final = 0.001
"""Between two signals the loop rests, as a bot's does."""
EDITS_APART_S: Final = 0.05


async def run(folder: Path) -> list[Reached]:
    files = rule_files.write(folder / "rules", RULES)
    bench = _Bench(Library([folder / "rules"]), [each for n, each in enumerate(files) if n % 10 != 9])
    was = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        quiet, beside = await asyncio.to_thread(bench.measure)
    finally:
        sys.setswitchinterval(was)
        gc.unfreeze()
    p50, p99 = (1e6 * percentile(quiet, share) for share in (0.5, 0.99))
    during50, during99 = (1e6 * percentile(beside, share) for share in (0.5, 0.99))
    figures = (
        f"{len(quiet):,} signals without: p50 {p50:.0f}, p99 {p99:.0f} us; "
        f"{len(beside):,} during {bench.edits} edits: p50 {during50:.0f}, p99 {during99:.0f} us"
    )
    what = f"p99 of a match among {RULES:,} rules while edits are taken over, v. without"
    return [Reached(what, during99 / p99, 2, 1.2, "x", figures)]


class _Bench:
    """`program` is in force; a thread puts one after another there."""

    def __init__(self, library: Library, files: list[Path]) -> None:
        self._library = library
        self._files = files
        self._rng = random.Random(3)
        self._stop = threading.Event()
        self.edits = 0
        book = make_for_good(library.load).rulebook
        self.program = make_for_good(lambda: Program(book, KINDS, shipped(), builtin=BUILT_IN))
        self._signals = [self._signal(n) for n in range(1_000)]

    def measure(self) -> tuple[list[float], list[float]]:
        quiet: list[float] = []
        beside: list[float] = []
        for _ in range(ROUNDS):
            quiet += self._match()
            self._stop.clear()
            editing = threading.Thread(target=self._edit_on)
            editing.start()
            try:
                beside += self._match()
            finally:
                self._stop.set()
                editing.join()
        return quiet, beside

    def _match(self) -> list[float]:
        took = []
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            time.sleep(BETWEEN_S)
            each = self._signals[len(took) % len(self._signals)]
            began = time.perf_counter()
            self.program.hits(each)
            took.append(time.perf_counter() - began)
        return took

    def _edit_on(self) -> None:
        while not self._stop.wait(EDITS_APART_S):
            path = self._rng.choice(self._files)
            text = rule_files.detection(self._rng, int(path.stem[4:]), tested=True)
            path.write_text(text, encoding="utf-8")
            edition = self._library.load(self._look(path))
            proposal = propose(edition, self.program.rulebook, graph=self._library.graph)
            assert not proposal.errors, proposal.errors
            self.program = Program(proposal.rulebook, KINDS, shipped(), builtin=BUILT_IN, before=self.program)
            self.edits += 1

    def _look(self, path: Path) -> Look:
        """The look that sees this one edit: to read ten thousand files is the sweep's row."""
        files = dict(self._library._attempted.files) if self._library._attempted else {}
        files[str(path)] = Held(files[str(path)].source, contents_of(str(path)))
        return Look(files)

    def _signal(self, n: int) -> Signal:
        words = " ".join(rule_files.word(self._rng) for _ in range(20))
        data = {"account_age_days": n % 500}
        return Signal(
            f"bench-{n}",
            "discord.message.create",
            n,
            guild=1,
            actor=n % 97,
            data=data,
            text={"content": words},
        )
