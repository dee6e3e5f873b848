"""The answer of `/reload`: what is in force now, what changed by it and what became of state; or why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.bot.raising import Foresight
from engine.bot.reloaded import ChangeSeen, Reloaded
from engine.bot.views.card import Card
from engine.bot.views.raising import raised_lines
from engine.bot.views.signs import code, instant, short
from engine.bot.views.text import file_name, plain
from engine.diagnostics import Diagnostic
from engine.runtime.reload import Change

MOST_ERRORS: Final = 8
_MOST_CHANGES: Final = 15
_MOST_PACKS: Final = 5
_MEANT: Final = "did you mean "
_WORDS: Final[Mapping[str, str]] = {
    "kept": "nothing lost",
    "trimmed": "its state is kept as far as it is of use",
    "reset": "its state begins anew; the old one is put aside for a week",
    "archived": "its state is put aside for a week",
    "restored": "its state of before is back",
}


def reload(seen: Reloaded, raised: Foresight | None = None) -> Card:
    """Seen by the one who asked alone. `raised`: rules that may go further than before the last change."""
    rising = () if raised is None else raised_lines(raised)
    return Card(_headline(seen), [*_errors(seen), *rising, *_changes(seen), *_figures(seen)])


def _headline(seen: Reloaded) -> str:
    attempt = seen.attempt
    if attempt.fault:
        return "🔴 NOT LOADED: that was my fault, and it is in my log; the old rules go on"
    if attempt.held and attempt.reloaded:
        changes, errors = _count(len(attempt.changes), "change"), _count(len(attempt.errors), "error")
        return f"⚠️ RELOADED IN PART: {changes} in force; {errors}, and what has errors stays as it was"
    if attempt.held:
        return f"⚠️ REFUSED: {_count(len(attempt.errors), 'error')}; what has errors stays as it was"
    if attempt.reloaded:
        return f"✅ RELOADED: {_count(len(attempt.changes), 'change')} in force"
    return "✅ UP TO DATE: the files say what is in force"


def _errors(seen: Reloaded) -> Iterator[str]:
    for each in seen.errors[:MOST_ERRORS]:
        yield error_line(each)
    if len(seen.errors) > MOST_ERRORS:
        yield f"… and {_count(len(seen.errors) - MOST_ERRORS, 'more error')}; `tocsin check` shows all"
    if seen.hidden:
        yield f"{_count(seen.hidden, 'error')} in files that are not for this server alone"
    if seen.held:
        named = ", ".join(plain(each, 40) for each in seen.held[:_MOST_PACKS])
        more = f" and {len(seen.held) - _MOST_PACKS} more" if len(seen.held) > _MOST_PACKS else ""
        since = "" if seen.attempt.since is None else f", since {instant(seen.attempt.since, 'f')}"
        yield f"Not as the files say: {named}{more}{since}"


def error_line(told: Diagnostic) -> str:
    """An error as it is read on a phone: its code, where it stands, what is wrong, the nearest name."""
    help_ = told.help or ""
    meant = f": {plain(help_)}" if help_.startswith(_MEANT) else ""
    return f"{code(told.code)} {file_name(told.path)}:{told.line} {plain(told.message)}{meant}"


def _changes(seen: Reloaded) -> Iterator[str]:
    for each in seen.changes[:_MOST_CHANGES]:
        yield change_line(each)
    if len(seen.changes) > _MOST_CHANGES:
        yield f"… and {len(seen.changes) - _MOST_CHANGES} more"


def change_line(seen: ChangeSeen) -> str:
    """A change as it is read on a phone: what, of which rule, and what became of what it had counted."""
    said = [*map(plain, seen.turned), *_state(seen.change)]
    return f"{seen.change.change} **{plain(seen.title)}**{': ' if said else ''}{', '.join(said)}"


def _state(change: Change) -> Iterator[str]:
    word = _WORDS.get(change.state)
    if word is not None:
        yield f"{word} ({_count(change.states, 'group')})" if change.states else word


def _figures(seen: Reloaded) -> Iterator[str]:
    commit = f", commit {short(seen.attempt.commit)}" if seen.attempt.commit else ""
    yield f"{_count(seen.rules, 'rule')} here, rulebook {short(seen.hash)}{commit}"
    if seen.attempt.tests:
        yield f"{_count(seen.attempt.tests, 'test')} run of what changed"
    yield f"Looked {instant(seen.attempt.at, 'R')}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
