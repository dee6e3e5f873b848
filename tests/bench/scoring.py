"""What it costs to score a signal against 1, 10 and 100 scoring documents of which one is about it: CPU.

Each document is about a system of its own; a thousand actors. Beside it what a message costs that is no
evidence, with the document that ships and without.
"""

from __future__ import annotations

import gc
import random
import time
from pathlib import Path
from statistics import median

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import SEVERITIES, Signal
from engine.systems import KINDS
from engine.systems.loading import load_rulebook
from tests.bench.result import Reached

SIGNALS = 3_000
ACTORS = 1_000
ROUNDS = 5
START = 1_800_000_000_000
SHIPPED = Path(__file__).parents[2] / "rules" / "scoring"


async def run(folder: Path) -> list[Reached]:
    del folder
    costs: dict[int, list[float]] = {1: [], 10: [], 100: []}
    plain: list[float] = []
    beside: list[float] = []
    shipped = load_rulebook([SHIPPED]).rulebook.documents
    for _ in range(ROUNDS):
        for count, found in costs.items():
            found.append(_spent([_document(n) for n in range(count)], is_evidence=True))
        plain.append(_spent([], is_evidence=False))
        beside.append(_spent(list(shipped), is_evidence=False))
    one, ten, hundred = (1e6 * median(each) for each in costs.values())
    ratio = median(many / few for many, few in zip(costs[100], costs[1], strict=True))
    extra = median(some - none for some, none in zip(beside, plain, strict=True))
    figures = f"{one:.0f}, {ten:.0f}, {hundred:.0f} µs CPU with 1, 10, 100 documents"
    more = f"{1e6 * median(plain):.1f} µs without, {1e6 * median(beside):.1f} µs with it"
    return [
        Reached("a signal scored against 100 documents v. 1", ratio, 1.5, 1.2, "x", figures),
        Reached("a message beside the scoring that ships", 1e6 * extra, None, None, "µs more", more),
    ]


def _document(n: int) -> Document:
    body = {"kind": "scoring", "title": f"Scores {n}", "match": {"system": f"system-{n}"}}
    return Document("scoring", f"s{n}", "pack", "s.yml", n, body, {})


def _signals(*, is_evidence: bool) -> list[Signal]:
    rng, at, found = random.Random(3), START, []
    for n in range(SIGNALS):
        at += rng.randint(1, 2_000)
        actor = 1 + int(ACTORS * rng.random() ** 2)
        signal = Signal(f"s:{n}", "discord.message.create", at, guild=1, channel=5, actor=actor)
        if is_evidence:
            signal.type, signal.system, signal.confidence = "outside.alert", "system-0", 0.5
            signal.severity = rng.choice(SEVERITIES[:3])
        found.append(signal)
    return found


def _spent(documents: list[Document], *, is_evidence: bool) -> float:
    """Seconds a signal."""
    programs = Programs(KINDS, Catalogue.load())
    core = Core(programs.add(Rulebook(documents)), programs.provide)
    signals = _signals(is_evidence=is_evidence)
    gc.collect()
    began = time.process_time()
    for signal in signals:
        core.take(signal, signal.time)
    return (time.process_time() - began) / len(signals)
