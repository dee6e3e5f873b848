"""Whatever is done to good files, there is a rulebook or there are diagnostics: no traceback, no hang.

Each diagnostic stands in the file, has a page, and can be told in every format. What an edit breaks
gets a test of its own beside what it broke.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from engine.diagnostics.codes import CODES
from engine.diagnostics.lines import lines_of
from engine.diagnostics.reporters import REPORTERS, report_summary
from engine.documents.load import Loaded
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.loading import load_rulebook
from tests.diagnostics.sarif import faults
from tests.support.edits import edited

ROOT = Path(__file__).parents[2]
CORPUS = [
    path.read_bytes()
    for folder in ("rules", "tests/fixtures/broken", "tests/cases")
    for path in sorted((ROOT / folder).rglob("*.yml"))
    if path.stat().st_size < 20_000
]
QUICK, LONG = 400, 10_000
HANGS_AFTER_SECONDS = 60


@contextmanager
def no_hang(what: str) -> Iterator[None]:
    """Far beyond what any file takes, so that a hang is a failure with a name."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"{what} hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def judge(loaded: Loaded, what: str) -> None:
    """What must hold of anything that was loaded."""
    for each in loaded.diagnostics:
        assert each.code in CODES, what
        if each.path in loaded.texts:
            lines = lines_of(loaded.texts[each.path])
            assert 1 <= each.line <= len(lines), (what, each)
            assert 1 <= each.column <= len(lines[each.line - 1]) + 1, (what, each)
        else:
            assert (each.code, each.line, each.column) in {("TOC102", 1, 1), ("TOC103", 1, 1)}, (what, each)
        assert each.message.strip(), what
    told = {name: reporter(loaded.diagnostics, loaded.texts) for name, reporter in REPORTERS.items()}
    assert len(json.loads(told["json"])) == len(loaded.diagnostics), what
    assert faults(json.loads(told["sarif"])) == [], what
    commands = told["github"].split("\n") if told["github"] else []
    assert len(commands) == len(loaded.diagnostics), what
    assert all(command.startswith(("::error file=", "::warning file=")) for command in commands), what
    for text in (*told.values(), report_summary(loaded.diagnostics, loaded.texts)):
        text.encode()
    assert bool(loaded.rulebook.documents) <= (not loaded.errors), what
    compile_all(loaded.rulebook, KINDS)


def run(seed: int, folder: Path) -> None:
    path = folder / "edited.yml"
    path.write_bytes(edited(seed, CORPUS))
    with no_hang(f"seed {seed}"):
        judge(load_rulebook([path]), f"seed {seed}")


@pytest.mark.parametrize("start", range(0, QUICK, 100))
def test_some_edits_give_a_rulebook_or_diagnostics(start: int, tmp_path: Path) -> None:
    for seed in range(start, start + 100):
        run(seed, tmp_path)


@pytest.mark.soak
def test_many_edits_give_a_rulebook_or_diagnostics(tmp_path: Path) -> None:
    for seed in range(QUICK, QUICK + LONG):
        run(seed, tmp_path)


def test_the_edits_break_much_and_leave_some(tmp_path: Path) -> None:
    """Else the others would show nothing."""
    codes: set[str] = set()
    clean = 0
    for seed in range(300):
        path = tmp_path / "edited.yml"
        path.write_bytes(edited(seed, CORPUS))
        loaded = load_rulebook([path])
        clean += not loaded.errors
        codes |= {each.code for each in loaded.diagnostics}
    assert len(codes) > 25
    assert 5 < clean < 250
