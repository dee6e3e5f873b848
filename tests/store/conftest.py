"""Both stores, under one set of tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from engine.store.memory import MemoryStore
from engine.store.port import Store
from engine.store.sqlite import SqliteStore

Reopen = Callable[[], Store]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


@pytest.fixture(params=["sqlite", "memory"])
def reopen(request: pytest.FixtureRequest, path: Path) -> Iterator[Reopen]:
    """Opens a store; called again, closes it and opens it anew on what it kept."""
    kept = MemoryStore()
    with ExitStack() as stack:

        def opened() -> Store:
            stack.close()
            if request.param == "memory":
                return kept
            return stack.enter_context(closing(SqliteStore(path)))

        yield opened


@pytest.fixture
def store(reopen: Reopen) -> Store:
    return reopen()
