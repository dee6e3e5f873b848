"""Whatever happens to the connection, in any order: no entry of the audit log is lost, none counts twice."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.backfill.scripts import FAULTS, Fault, play

LENGTH = 8


async def check(folder: Path, monkeypatch: Any, faults: tuple[Fault, ...], seed: int) -> None:
    with capture_logs():  # not to draw each fault in full
        played = await play(folder, monkeypatch, faults, random.Random(seed))
    assert played.taken == played.entries
    assert played.is_replayed


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__)
async def test_each_fault_by_itself(tmp_path: Path, monkeypatch: Any, fault: Fault) -> None:
    await check(tmp_path, monkeypatch, (fault,), 1)


@pytest.mark.parametrize("seed", range(4))
async def test_faults_in_any_order(tmp_path: Path, monkeypatch: Any, seed: int) -> None:
    rng = random.Random(seed)
    await check(tmp_path, monkeypatch, tuple(rng.choices(FAULTS, k=LENGTH)), seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 140))
async def test_many_faults_in_any_order(tmp_path: Path, monkeypatch: Any, seed: int) -> None:
    rng = random.Random(seed)
    await check(tmp_path, monkeypatch, tuple(rng.choices(FAULTS, k=2 * LENGTH)), seed)
