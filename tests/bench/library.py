"""What rules in files cost: to load ten thousand, to load one that was edited, to see that none was."""

from __future__ import annotations

import gc
import os
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from engine.bot.collector import make_for_good
from engine.catalogue import shipped
from engine.runtime.program import Program
from engine.runtime.programs import BUILT_IN
from engine.runtime.proposal import propose
from engine.systems import KINDS
from engine.systems.library import Edition, Library
from tests.bench import fsync, rule_files
from tests.bench.result import Reached, percentile

RULES = 10_000
EDITS = 40
TUNED = 20
FILES = 1_000
SWEEPS = 40


async def run(folder: Path) -> list[Reached]:
    sweep = _sweep(folder)  # first: a bot with a thousand files has no ten thousand rules beside them
    files = rule_files.write(folder / "many", RULES)
    plain = _took(lambda: _load_plainly(files))
    library = Library([folder / "many"])
    cold = _took(lambda: make_for_good(library.load))
    assert len(library.load().rulebook.documents) == RULES, library.load().diagnostics[:3]
    loading = cold
    program: list[Program] = []
    cold += _took(lambda: program.append(make_for_good(lambda: _program(library, None))))
    rows = [
        Reached(
            f"cold start, {RULES:,} rules", cold, 6, 3, "s",
            f"files {loading:.2f} s, program {cold - loading:.2f} s; "
            f"a plain C load of the same files {plain:.2f} s, which is 1/{cold / plain:.1f}",
        ),
        _edit(folder, library, files, program[0]),
        _tune(folder, library, files),
        sweep,
    ]  # fmt: skip
    gc.unfreeze()
    return rows


def _edit(folder: Path, library: Library, files: list[Path], program: Program) -> Reached:
    rng = random.Random(5)
    parts: list[tuple[float, float, float]] = []
    plain: list[float] = []
    detections = [path for n, path in enumerate(files) if n % 10 != 9]
    for n in range(EDITS):
        path = rng.choice(detections)
        path.write_text(rule_files.detection(rng, int(path.stem[4:]), tested=True), encoding="utf-8")
        look = library.look()
        before = library.load(library._attempted)
        loading = _took(lambda look=look: library.load(look))
        edition = library.load(look)
        assert not edition.diagnostics, edition.diagnostics[:3]
        edited = {each for each, one in edition.compiled.items() if before.compiled.get(each) is not one}
        assert len(edited) in {1, 2}, (n, edited)
        testing = _took(lambda edition=edition, program=program: _test(library, edition, program))
        began = time.perf_counter()
        program = _program(library, program)
        parts.append((loading, testing, time.perf_counter() - began))
        plain.append(_took(lambda path=path: _load_plainly([path])))
    totals = [sum(each) for each in parts]
    loading, testing, building = (1e3 * percentile(list(each), 0.5) for each in zip(*parts, strict=True))
    sync = percentile(fsync.sample(folder), 0.5)
    figures = (
        f"p50 of {EDITS}: load {loading:.1f}, test {testing:.1f}, program {building:.1f} ms; "
        f"a plain C load of the file {1e3 * percentile(plain, 0.5):.2f} ms, an fsync {1e3 * sync:.2f} ms"
    )
    return Reached(
        f"one edited file among {RULES:,} rules: parse, check, test, compile, program",
        1e3 * percentile(totals, 0.5), 50, 5, "ms", figures,
    )  # fmt: skip


def _tune(folder: Path, library: Library, files: list[Path]) -> Reached:
    """The threshold of one of twenty correlations that settings tune, each in a file of its own."""
    rng = random.Random(6)
    names = [f"many_{n}" for n in range(len(files)) if n % 10 == 9][:TUNED]
    settings = files[0].parent.parent / "server" / "settings.yml"
    settings.parent.mkdir()
    thresholds = dict.fromkeys(names, 7)
    program: Program | None = None
    parts: list[tuple[float, float, float]] = []
    for n in range(EDITS + 1):
        thresholds[rng.choice(names)] = 8 + n
        tunes = "".join(f"  {name}: {{threshold: {each}}}\n" for name, each in thresholds.items())
        settings.write_text(f"kind: settings\ntune:\n{tunes}", encoding="utf-8")
        look = library.look()
        loading = _took(lambda look=look: library.load(look))
        edition = library.load(look)
        assert not edition.diagnostics, edition.diagnostics[:3]
        if program is None:
            program = _program(library, None)
            continue
        graph, force = library.graph, program.rulebook
        testing = _took(
            lambda edition=edition, force=force, graph=graph: propose(edition, force, graph=graph)
        )
        began = time.perf_counter()
        program = _program(library, program)
        parts.append((loading, testing, time.perf_counter() - began))
        found = [each for each in program.documents.values() if each.body.get("name") in thresholds]
        said = {each.body["name"]: each.body["correlation"]["condition"]["gte"] for each in found}
        assert said == thresholds, said
    loading, testing, building = (1e3 * percentile(list(each), 0.5) for each in zip(*parts, strict=True))
    figures = f"p50 of {EDITS}: load {loading:.1f}, test {testing:.1f}, program {building:.1f} ms"
    took = 1e3 * percentile([sum(each) for each in parts], 0.5)
    return Reached(f"one tuning of {TUNED} among {RULES:,} rules: the same", took, 50, 5, "ms", figures)


def _sweep(folder: Path) -> Reached:
    files = rule_files.write(folder / "some", FILES)
    library = Library([folder / "some"])
    library.load()
    assert not library.sweep()
    took = sorted(_took(library.sweep) for _ in range(SWEEPS))
    reading = sorted(_took(lambda: _read(files)) for _ in range(SWEEPS))
    sweep, plain = took[SWEEPS // 2], reading[SWEEPS // 2]
    figures = f"to open and read the same files {1e3 * plain:.1f} ms, which is 1/{sweep / plain:.1f}"
    return Reached(f"sweep of {FILES:,} files, nothing changed, p50", 1e3 * sweep, 15, 6, "ms", figures)


def _test(library: Library, edition: Edition, program: Program) -> None:
    proposal = propose(edition, program.rulebook, graph=library.graph)
    assert proposal.tests == 2, proposal.tests
    assert not proposal.errors, proposal.errors


def _program(library: Library, before: Program | None) -> Program:
    rulebook = library.load(library._attempted).rulebook
    return Program(rulebook, KINDS, shipped(), builtin=BUILT_IN, before=before)


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _load_plainly(files: Iterable[Path]) -> None:
    for path in files:
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def _read(files: Iterable[Path]) -> None:
    for path in files:
        handle = os.open(path, os.O_RDONLY)
        os.read(handle, 16_384)
        os.close(handle)
