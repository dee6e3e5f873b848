"""The one tree of exceptions. A user's mistake is a diagnostic; an exception is a bug or the outside world.

TocsinError
├── RulesError          rules given to `compile_rules` have errors; carries the diagnostics
├── StoreError          the store cannot be used
│   ├── StoreInUse      another process has it open
│   ├── StoreTooNew     a newer Tocsin wrote it
│   └── StoreDamaged    it is not a store, or truncated
├── GitFailed           git is not there, or refused
└── UsageError          a command was called with something it cannot work with
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from engine.diagnostics import Diagnostic


class TocsinError(Exception):
    """Root of all exceptions that Tocsin raises on purpose; its text is one clear line."""


class RulesError(TocsinError):
    """Rules have errors; `diagnostics` says which."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__("; ".join(f"{d.path}: {d.code} {d.message}" for d in self.diagnostics))


class StoreError(TocsinError):
    """The store cannot be used; the text says what to do."""


class StoreInUse(StoreError):
    """Another process has the store open."""


class StoreTooNew(StoreError):
    """The store was written by a newer version."""


class StoreDamaged(StoreError):
    """The file is not a store, or part of it is missing."""


class GitFailed(TocsinError):
    """Git is not there, or refused; the text says what."""


class UsageError(TocsinError):
    """A command cannot work with what it was given (exit 2)."""


def raised_at(error: BaseException) -> str:
    """File and line that raised, as `outbox.py:31`: an error's own text may be people's, this never is."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return (
        "unknown"
        if trace is None
        else f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
    )
