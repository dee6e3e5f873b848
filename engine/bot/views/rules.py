"""The answers of `/rules`: the rules of a server by how often they matched, or one of them in detail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.bot.rulelist import RuleDetail, RuleLine, RuleList
from engine.bot.views.card import Card
from engine.bot.views.explanation import line_of
from engine.bot.views.signs import SYMBOLS, WORDS, code, instant, severity_of, short
from engine.bot.views.text import file_name, plain

A_PAGE: Final = 20
_LONGEST_DESCRIPTION: Final = 600
_MOST_TYPES: Final = 4


def rules(found: RuleList, page: int) -> Card:
    """A page of the list, from 1."""
    of = "" if found.text is None else f" with “{plain(found.text, 40)}”"
    headline = f"📖 RULES: {len(found.rules)}{of}, most matches first"
    return Card(headline, list(_page(found, page)))


def rule(found: RuleDetail) -> Card:
    """One rule."""
    level = severity_of(found.line.level)
    return Card(f"📖 RULE: {plain(found.line.title)}", [f"{SYMBOLS[level]} {WORDS[level]}", *_detail(found)])


def _page(found: RuleList, page: int) -> Iterator[str]:
    if not found.rules:
        yield f"None of the {found.of} rules here is called so.{_meant(found)}"
        return
    pages = -(-len(found.rules) // A_PAGE)
    page = min(max(page, 1), pages)
    yield f"Matches in this server since {instant(found.since, 'f')}"
    for each in found.rules[(page - 1) * A_PAGE : page * A_PAGE]:
        yield _line(each)
    if pages > 1:
        yield f"Page {page} of {pages}; `/rules` takes a page, or a text to look for"


def _meant(found: RuleList) -> str:
    return "" if found.nearest is None else f" Did you mean **{plain(found.nearest, 80)}**?"


def _line(line: RuleLine) -> str:
    level = severity_of(line.level)
    return f"{line.matches} {SYMBOLS[level]} {WORDS[level]} {plain(line.title, 80)}{_counted(line)}"


def _counted(line: RuleLine) -> str:
    if line.counted is not None:
        return f" ({line.counted} counted)" if line.counted else ""
    return " (silent, for another rule to count)" if line.muted else ""


def _detail(found: RuleDetail) -> Iterator[str]:
    if found.resting:
        yield "⚠️ RESTING until the rules are loaded again, after failing 3 times"
    yield f"{plain(found.line.kind)} {plain(found.id, 60)}, mode {plain(found.mode)}"
    yield f"In {file_name(found.location)}"
    if found.description:
        yield plain(found.description, _LONGEST_DESCRIPTION)
    if found.types:
        yield f"About {_codes(found.types)}"
    yield f"Emits {_codes(found.emits)}"
    matches = "1 match" if found.line.matches == 1 else f"{found.line.matches} matches"
    yield f"{matches} since {instant(found.since, 'f')}{_counted(found.line)}"
    if found.last:
        yield "**Last**"
    for signal in found.last:
        yield f"{instant(signal.time, 'f')} {line_of(signal)} ({short(signal.id)})"


def _codes(names: Sequence[str]) -> str:
    shown = ", ".join(map(code, names[:_MOST_TYPES]))
    return f"{shown} and {len(names) - _MOST_TYPES} more" if len(names) > _MOST_TYPES else shown
