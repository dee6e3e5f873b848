"""`tocsin threat score`: a file of signals through the loop that runs live, and the scores after each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.json_lines import Lines
from engine.cli.options import DEFAULT_RULES, Rules
from engine.cli.output import Progress, note
from engine.cli.rulebooks import LoadedRules, load_packs
from engine.cli.scorer import Scorer, with_scoring
from engine.documents.rulebook import Rulebook
from engine.runtime.canonical import canonical

_FILE = (
    "Signals, one JSON object a line: `type`, `time`, `severity`, `actor` and so on; - is the standard input."
)


def score(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE)],
    rules: Rules = DEFAULT_RULES,
) -> int:
    """Signals in, threat scores out.

    After each signal prints one JSON object for each entity that it, or what rules found in it, is
    evidence about: its guild, actor, channel and system, with the score from 0 to 100 at that time and
    the level of that score. A signal counts when a scoring document matches it: with the one that
    ships, when it says its severity. Where there is no scoring document the one that ships is used.
    """
    progress = Progress(file)
    with Lines(file, progress) as lines:
        loaded = _load(rules)
        loaded.name_errors()
        scorer = Scorer(with_scoring(loaded.rulebook))
        for line in _scored(scorer, lines):
            progress.out(canonical(line))
    if scorer.duplicates:
        note(f"{file}: signals dropped for an id that was there before, as live: {scorer.duplicates:,}")
    if scorer.unrated:
        note(f"{file}: signals that say no `severity`, and so are no evidence: {scorer.unrated:,}")
    return int(bool(lines.bad) or bool(loaded.errors))


def _load(rules: str) -> LoadedRules:
    """The documents of a folder; where there is none, and none was named, no documents at all."""
    if rules == DEFAULT_RULES and not Path(rules).exists():
        return LoadedRules(Rulebook(()), ())
    return load_packs(rules)


def _scored(scorer: Scorer, lines: Lines) -> Iterator[dict[str, Any]]:
    for number, line in lines:
        try:
            found = scorer.take(number, line)
        except ValueError as error:
            lines.reject(number, str(error))
            continue
        yield from found
