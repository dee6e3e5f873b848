"""The answers of `/rules`: the rules of a server by how often they matched, or one of them in detail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.bot.rulelist import RuleDetail, RuleLine, RuleList
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.explanation import line_of
from engine.bot.views.signs import SYMBOLS, WORDS, code, instant, severity_of, short
from engine.bot.views.text import file_name, plain

A_PAGE: Final = 10
_LONGEST_DESCRIPTION: Final = 600
_MOST_TYPES: Final = 4


def rules(found: RuleList, page: int) -> Card:
    """A page of the list, from 1."""
    return Card(_headline(found), list(_page(found, page)))


def rule(found: RuleDetail) -> Card:
    """One rule."""
    level = severity_of(found.line.level)
    shown = said("rules.level", symbol=SYMBOLS[level], word=WORDS[level])
    return Card(said("rules.one", title=plain(found.line.title)), [shown, *_detail(found)])


def _headline(found: RuleList) -> str:
    if found.text is None:
        return said("rules.head", rules=len(found.rules))
    text = plain(found.text, 40)
    if not found.rules:
        return said("rules.head_none", text=text)
    return said("rules.head_with", rules=len(found.rules), text=text)


def _page(found: RuleList, page: int) -> Iterator[str]:
    if not found.rules:
        yield _none(found)
        return
    pages = -(-len(found.rules) // A_PAGE)
    page = min(max(page, 1), pages)
    yield said("rules.since", since=instant(found.since, "f"))
    for each in found.rules[(page - 1) * A_PAGE : page * A_PAGE]:
        yield _line(each)
    if pages > 1:
        yield said("rules.page", page=page, pages=pages)


def _none(found: RuleList) -> str:
    if found.nearest is None:
        return said("rules.none", rules=found.of)
    return said("rules.meant", meant=plain(found.nearest, 80))


def _line(line: RuleLine) -> str:
    level = severity_of(line.level)
    symbol, word, title = SYMBOLS[level], WORDS[level], plain(line.title, 80)
    if not line.matches:
        return _counted(said("rules.line", symbol=symbol, word=word, title=title), line)
    met = said("rules.line_met", symbol=symbol, word=word, title=title, matches=line.matches)
    return _counted(met, line)


def _counted(shown: str, line: RuleLine) -> str:
    """The line, and what the rule counted, or that it speaks through another."""
    if line.counted:
        return said("rules.counted", line=shown, counted=line.counted)
    return said("rules.muted", line=shown) if line.counted is None and line.muted else shown


def _detail(found: RuleDetail) -> Iterator[str]:
    if found.resting:
        yield said("rules.resting")
    yield said("rules.is", kind=plain(found.line.kind), name=code(found.name), mode=plain(found.mode))
    yield said("rules.file", file=file_name(found.location))
    if found.description:
        yield plain(found.description, _LONGEST_DESCRIPTION)
    if found.types:
        yield said("rules.about", types=_codes(found.types))
    yield said("rules.emits", types=_codes(found.emits))
    since = instant(found.since, "f")
    yield _counted(said("rules.matches", matches=found.line.matches, since=since), found.line)
    if found.last:
        yield said("rules.last")
    for signal in found.last:
        time, id_ = instant(signal.time, "f"), short(signal.id)
        yield said("rules.signal", time=time, signal=line_of(signal), id=id_)


def _codes(names: Sequence[str]) -> str:
    shown = ", ".join(map(code, names[:_MOST_TYPES]))
    left = len(names) - _MOST_TYPES
    return said("sign.and_more", names=shown, left=left) if left > 0 else shown
