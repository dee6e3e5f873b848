"""The rules of one guild with what came of them lately, gathered for `/rules`. Knows no wording, no Discord.

Runs in a thread: it only reads, and works on a program that never changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.diagnostics.nearest import nearest
from engine.documents.document import Document
from engine.documents.rulebook import find
from engine.instants import DAY_MS
from engine.runtime.program import Program
from engine.signal import Signal
from engine.store.port import Reader

MOST_SHOWN = 5
_CORRELATION = "correlation"


class RuleLine(msgspec.Struct, frozen=True):
    """A rule and how often it matched; `counted` are the signals that a correlation counted for that."""

    title: str
    kind: str
    level: str
    matches: int
    counted: int | None = None
    muted: bool = False


class RuleList(msgspec.Struct, frozen=True):
    """Rules with a text in their names, most matches first. `since`: from when on they are counted.

    `nearest` is the title that the text was meant to be, where no name has it.
    """

    rules: Sequence[RuleLine]
    of: int
    text: str | None
    since: int
    nearest: str | None = None


class RuleDetail(msgspec.Struct, frozen=True):
    """One rule: where it stands, what it says, and the newest signals that it was met by or emitted.

    `mode` is the one in force there. `resting`: it failed too often here, and is given no new signals.
    """

    line: RuleLine
    name: str
    location: str
    description: str
    mode: str
    types: Sequence[str]
    emits: Sequence[str]
    last: Sequence[Signal]
    since: int
    resting: bool = False


class Asked(msgspec.Struct, frozen=True):
    """What is asked of which guild, and when (milliseconds). `resting` are ids of its documents at rest."""

    guild: int
    text: str | None
    now: int
    resting: Sequence[str] = ()


def look_up(reader: Reader, program: Program, asked: Asked) -> RuleList | RuleDetail:
    """The one rule that a text names, else all rules of the guild with the text in their names."""
    guild, text = asked.guild, asked.text
    rules = program.rules(guild)
    wanted = (text or "").strip().casefold()
    found = [each for each in rules if any(wanted in name.casefold() for name in each.names)]
    named = find(rules, wanted) if wanted else None
    counts = reader.matches(guild, asked.now - DAY_MS)

    def line(document: Document) -> RuleLine:
        own, kind = document.identity, document.kind
        level = str(document.body.get("level") or "medium")
        if kind == _CORRELATION:
            met = counts.met[program.stands_for(own, guild)]
            return RuleLine(document.title, kind, level, counts.told[own], met)
        return RuleLine(document.title, kind, level, counts.met[own], muted=program.is_muted(own, guild))

    if named is None and len(found) == 1 and wanted:
        named = found[0]
    if named is None:
        lines = sorted(map(line, found), key=_most_matches_first)
        meant = nearest(wanted, [each.title for each in rules]) if wanted and not found else None
        return RuleList(lines, len(rules), text, counts.since, meant)
    compiled = program.documents[named.identity].within(guild)
    since = counts.since
    return RuleDetail(
        line=line(named),
        name=str(named.body.get("name") or named.id),
        location=named.location,
        description=str(named.body.get("description") or ""),
        mode=program.mode_in(guild, compiled.mode),
        types=compiled.types,
        emits=compiled.emits,
        last=_last(reader, guild, named, since),
        since=since,
        resting=named.id in asked.resting,
    )


def _most_matches_first(line: RuleLine) -> tuple[int, bool, str]:
    """Of those with as many, rules that never speak themselves come last."""
    return -line.matches, line.muted, line.title.casefold()


def _last(reader: Reader, guild: int, document: Document, since: int) -> list[Signal]:
    ids = reader.last_of(guild, document.identity, since, told=document.kind == _CORRELATION, most=MOST_SHOWN)
    return sorted(reader.by_ids(ids, guild), key=lambda signal: -signal.seq)
