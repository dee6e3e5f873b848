"""`tocsin anomaly events`: signals in, anomalies out, by the baselines that run live."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from engine.cli.json_lines import Lines
from engine.cli.output import Progress
from engine.cli.replaying import Replaying
from engine.cli.rulebooks import load_packs
from engine.cli.signal_lines import SignalLine
from engine.documents.home import INSTALLATION
from engine.documents.rulebook import Rulebook
from engine.runtime.canonical import canonical, public
from engine.signal import SignalType

_FILE: Final = "Signals, one JSON object a line, of any types; - is the standard input."
_RULES: Final = "The folder with the baselines. Default: those that ship."
_KINDS: Final = frozenset({"baseline", "list"})
_MADE: Final = frozenset({SignalType.ANOMALY_DETECTED, SignalType.BASELINE_NOTICED, SignalType.TIMER_DUE})
_SHIPPED: Final = str(Path(INSTALLATION, "rules", "baselines"))


def events(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE)],
    rules: Annotated[str, typer.Option("--rules", metavar="DIR", help=_RULES)] = "",
) -> int:
    """Say which of the signals in a file are far from usual.

    Prints an `anomaly.detected` for each, one JSON object a line, as the signals are read: nothing is
    looked up further on. Times are ISO 8601 or POSIX seconds; a line without one has that of the line before.
    """
    progress = Progress(file)
    with Lines(file, progress) as lines:
        loaded = load_packs(rules or _SHIPPED)
        loaded.name_errors()
        baselines = Rulebook([each for each in loaded.rulebook.documents if each.kind in _KINDS])
        replaying = Replaying(baselines, _is_ours)
        for row in replaying.rows(lines):
            if row.signal.type == SignalType.ANOMALY_DETECTED and row.signal.origin == "derived":
                progress.out(canonical(public(row.signal)))
        replaying.name_failures()
        return int(bool(lines.bad) or bool(loaded.errors) or bool(replaying.failures))


def _is_ours(line: SignalLine) -> bool:
    """Whether baselines make it themselves. What rules have found counts as any other signal."""
    return line.is_derived and line.signal.type in _MADE
