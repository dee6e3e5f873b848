"""`tocsin replay`: signals in, effects out, through the loop that runs live; or the own journal, verified."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Final

import typer

from engine.catalogue import Catalogue
from engine.cli.json_lines import Lines
from engine.cli.options import DEFAULT_DATA, DEFAULT_RULES, Data, Rules, open_store
from engine.cli.output import Progress, note, out, say
from engine.cli.rematching import rematch_own
from engine.cli.replaying import Replaying
from engine.cli.rulebooks import load_packs
from engine.errors import UsageError
from engine.instants import iso
from engine.runtime.checkpoint import begin_at
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.replay import Difference, effect_lines, verify
from engine.store.reader import SqliteReader
from engine.store.rows import Row
from engine.systems import KINDS

_REMATCH: Final = "Run the rules of --rules over the own journal: what would they have matched?"
_FILE: Final = "Signals as `signals --format json` prints them; - is the standard input."


def replay(
    file: Annotated[str | None, typer.Argument(metavar="FILE", help=_FILE)] = None,
    rules: Rules = DEFAULT_RULES,
    data: Data = DEFAULT_DATA,
    *,
    other: Annotated[bool, typer.Option("--rematch", help=_REMATCH)] = False,
) -> int:
    """Signals in, effects out, the same as live.

    Prints every effect that the signals of FILE have, one JSON object a line. Without FILE, runs
    the bot's own journal again, under the rules of each moment, and says whether the same came
    out; exit 1 when it did not. With --rematch runs the rules of --rules over the journal instead,
    and says for each rule what it matched then and matches now.
    """
    if other:
        if file is not None:
            raise UsageError("--rematch reads the bot's own journal: leave FILE out")
        return rematch_own(open_store(data), load_packs(rules))
    if file is None:
        return _verify(open_store(data))
    progress = Progress(file)
    with Lines(file, progress) as lines:
        loaded = load_packs(rules)
        loaded.name_errors()
        again = Replaying(loaded.rulebook)
        for row in again.rows(lines):
            for line in effect_lines(row, again.program):
                progress.out(line.encode())
        again.name_failures()
        return int(bool(lines.bad) or bool(loaded.errors) or bool(again.failures))


def _verify(reader: SqliteReader) -> int:
    programs = Programs(KINDS, Catalogue.load(), salt=reader.salt(), stored=reader.rulebook)
    progress = Progress(str(reader.path))
    progress.start(reader.totals().signals)
    core = Core(programs.empty(), programs.provide)
    horizon = reader.horizon()
    if horizon is not None:
        core = begin_at(horizon, core, programs.provide)
    report = verify(_watched(reader.history(core.seq), progress), core)
    progress.clear()
    for difference in report.differences:
        _show(difference)
    verdict = "the same again" if report.is_equal else f"{len(report.differences):,} came out otherwise"
    say(f"{report.signals:,} signals, {report.effects:,} effects: {verdict}")
    if horizon is not None:
        note(f"from {iso(horizon.saved.last_seen)} on: what came before is kept in part, as `retention` says")
    if report.without_text:
        note(f"the text of {report.without_text:,} signals is gone; they were taken with their recorded hits")
    return int(not report.is_equal)


def _watched(history: Iterable[list[Row]], progress: Progress) -> Iterator[list[Row]]:
    for rows in history:
        progress.advance(len(rows))
        yield rows


def _show(difference: Difference) -> None:
    say(f"signal {difference.signal}")
    for sign, lines in (("-", difference.recorded), ("+", difference.replayed)):
        for line in lines:
            out(f"{sign} {line}".encode())
