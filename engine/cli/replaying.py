"""Signals of one file through the loop on fresh state. Prints nothing of what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from engine.catalogue import Catalogue
from engine.cli.json_lines import Lines
from engine.cli.output import note
from engine.cli.signal_lines import SignalLine, read_signal
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS

_END: Final = f"{SignalType.TICK}-end"


class Replaying:
    """`is_made_anew` says which signals the loop will make itself: these are left out. Default: derived ones.

    `failures` are documents whose code raised, with the kind of error.
    """

    def __init__(
        self, rulebook: Rulebook, is_made_anew: Callable[[SignalLine], bool] = lambda line: line.is_derived
    ) -> None:
        self._catalogue = Catalogue.load()
        self._is_made_anew = is_made_anew
        self.program = Programs(KINDS, self._catalogue).add(rulebook)
        self._core = Core(self.program, lambda _: self.program)
        self._core.on_failure = self._failed
        self.failures: dict[str, str] = {}

    def rows(self, lines: Lines) -> Iterator[Row]:
        """The rows of all turns, as the lines are read. Bad lines are named, at the end what was left out."""
        core, time, derived = self._core, 0, 0
        for number, line in lines:
            try:
                read = read_signal(line, number, time, self._catalogue)
            except ValueError as error:
                lines.reject(number, str(error))
                continue
            time = read.signal.time
            if self._is_made_anew(read):
                derived += 1
                continue
            yield from core.take(read.signal, time if read.seen is None else read.seen) or ()
        yield from self._run_on()
        _say_what_was_left_out(lines.path, derived, core.duplicates)

    def name_failures(self) -> None:
        """Say on the standard error which documents failed on a signal."""
        for document, error in self.failures.items():
            note(f"{document}: failed on a signal ({error}); this is an error of Tocsin's own")

    def _failed(self, document: str, error: Exception) -> None:
        self.failures.setdefault(document, type(error).__name__)

    def _run_on(self) -> Sequence[Row]:
        """Time settles what is still open: by the longest window and lateness."""
        core = self._core
        if not core.seq:
            return ()
        end = core.last_seen + self.program.longest_window + 1
        return core.take(Signal(_END, SignalType.TICK.value, end), end) or ()


def _say_what_was_left_out(path: str, derived: int, duplicates: int) -> None:
    if derived:
        note(f"{path}: derived signals left out, they are made anew: {derived:,}")
    if duplicates:
        note(f"{path}: signals dropped for an id that was there before, as live: {duplicates:,}")
