"""`tocsin match`: a file of events held against rules, one JSON object a match."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from engine.cli.json_lines import Lines
from engine.cli.line_matcher import LineMatcher
from engine.cli.options import DEFAULT_RULES, Rules
from engine.cli.output import Progress
from engine.cli.rulebooks import load_rules

_EVENTS = "One JSON object a line, any fields; - is the standard input."
_TIME = "The field of an event's time: ISO 8601 or POSIX seconds."
_TYPE = "The field of an event's type; without it log sources are not considered."


def match(
    events: Annotated[str, typer.Option("--events", metavar="FILE", help=_EVENTS)],
    rules: Rules = DEFAULT_RULES,
    time: Annotated[str, typer.Option(metavar="FIELD", help=_TIME)] = "time",
    type_: Annotated[str | None, typer.Option("--type", metavar="FIELD", help=_TYPE)] = None,
) -> int:
    """Hold a file of events against rules.

    Prints one JSON object a match, with the number of its line, from 0, and the id of its rule, each
    pair once. A match that time settles, such as an absence, has the line that moved the clock.
    """
    progress = Progress(events)
    last, matched = 0, list[str]()
    with Lines(events, progress) as lines:
        loaded = load_rules(rules)
        loaded.name_errors()
        matcher = LineMatcher(loaded.rulebook, time_field=time, type_field=type_)
        for number, line in lines:
            try:
                now = matcher.take(number, line)
            except ValueError as error:
                lines.reject(number, str(error))
                continue
            _print(progress, last, matched)
            last, matched = number, now
        _print(progress, last, sorted({*matched, *matcher.finish()}))
    for document, failure in matcher.failures.items():
        progress.note(f"{document}: failed on an event ({failure}); this is an error of Tocsin's own")
    return int(bool(lines.bad) or bool(loaded.errors) or bool(matcher.failures))


def _print(progress: Progress, number: int, matched: list[str]) -> None:
    for rule in matched:
        progress.out(orjson.dumps({"event": number, "rule": rule}))
