"""The answer of `/reload`: what is in force now, what changed by it and what became of state; or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.bot.raising import Foresight
from engine.bot.reloaded import ChangeSeen, Reloaded
from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.raising import raised_lines
from engine.bot.views.signs import code, commit_of, instant, short
from engine.bot.views.text import file_name, plain
from engine.diagnostics import Diagnostic
from engine.diagnostics.nearest import MEANT
from engine.documents.document import guild_in
from engine.runtime.reload import Change

MOST_ERRORS: Final = 8
_MOST_CHANGES: Final = 15
_MOST_PACKS: Final = 5


def reload(seen: Reloaded, raised: Foresight | None = None) -> Card:
    """Seen by the one who asked alone. `raised`: rules that may go further than before the last change."""
    rising = () if raised is None else raised_lines(raised)
    return Card(_headline(seen), [*_errors(seen), *rising, *_changes(seen), *_figures(seen)])


def _headline(seen: Reloaded) -> str:
    attempt = seen.attempt
    if attempt.fault:
        return said("reload.fault")
    if attempt.held and attempt.reloaded:
        return said("reload.in_part", changes=len(attempt.changes), errors=len(attempt.errors))
    if attempt.held:
        return said("reload.refused", errors=len(attempt.errors))
    if attempt.reloaded:
        return said("reload.reloaded", changes=len(attempt.changes))
    return said("reload.same")


def _errors(seen: Reloaded) -> Iterator[str]:
    for each in seen.errors[:MOST_ERRORS]:
        yield error_line(each)
    if len(seen.errors) > MOST_ERRORS:
        yield said("reload.more_errors", errors=len(seen.errors) - MOST_ERRORS)
    if seen.hidden:
        yield said("reload.hidden", errors=seen.hidden)
    if seen.held:
        yield _stale(seen)


def _stale(seen: Reloaded) -> str:
    packs = packs_of(seen.held)
    if seen.attempt.since is None:
        return said("reload.stale", packs=packs)
    return said("reload.stale_since", packs=packs, since=instant(seen.attempt.since, "f"))


def packs_of(names: Sequence[str]) -> str:
    """The first few packs; what is this server's own is called so."""
    own = said("title.own_files")
    shown = ", ".join(own if guild_in(each) else plain(each, 40) for each in names[:_MOST_PACKS])
    left = len(names) - _MOST_PACKS
    return said("sign.and_more", names=shown, left=left) if left > 0 else shown


def error_line(told: Diagnostic) -> str:
    """An error as it is read on a phone: its code, where it stands, what is wrong, the nearest name."""
    line = said(
        "reload.error",
        code=code(told.code),
        file=file_name(told.path),
        line=str(told.line),
        message=plain(told.message),
    )
    help_ = told.help or ""
    return said("reload.meant", error=line, meant=plain(help_)) if help_.startswith(MEANT) else line


def _changes(seen: Reloaded) -> Iterator[str]:
    for each in seen.changes[:_MOST_CHANGES]:
        yield change_line(each)
    if len(seen.changes) > _MOST_CHANGES:
        yield said("reload.more_changes", changes=len(seen.changes) - _MOST_CHANGES)


def change_line(seen: ChangeSeen) -> str:
    """A change as it is read on a phone: what, of which rule, and what became of what it had counted."""
    change, title = words("change")[seen.change.change], plain(seen.title)
    how = ", ".join([*map(plain, seen.turned), *_state(seen.change)])
    if not how:
        return said("reload.change", change=change, title=title)
    return said("reload.change_how", change=change, title=title, how=how)


def _state(change: Change) -> Iterator[str]:
    what = words("windows").get(change.state)
    if what is not None:
        yield said("reload.groups", what=what, groups=change.states) if change.states else what


def _figures(seen: Reloaded) -> Iterator[str]:
    rulebook = short(seen.hash)
    if seen.attempt.checkout.commit:
        commit = commit_of(seen.attempt.checkout)
        yield said("reload.rules_of_commit", rules=seen.rules, rulebook=rulebook, commit=commit)
    else:
        yield said("reload.rules", rules=seen.rules, rulebook=rulebook)
    if seen.attempt.tests:
        yield said("reload.tests", tests=seen.attempt.tests)
    yield said("reload.looked", ago=instant(seen.attempt.at, "R"))
