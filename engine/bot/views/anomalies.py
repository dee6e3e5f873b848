"""The answer of `/anomalyreport`: what was far from usual, where, how rare, and what people said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.bot.anomalies import Report, Unknown, Watching
from engine.bot.sentences import said, words
from engine.bot.views.anomaly import what_was
from engine.bot.views.card import Card
from engine.bot.views.signs import COLOURS, SYMBOLS, WORDS, code, instant
from engine.bot.views.text import plain
from engine.systems.baseline.desk.book import Told

RARITIES: Final = (0, 5, 7)
"""Digits from which on it is rare, rarer and rarest: once in a thousand, 100,000, ten million."""
_RARITY_WORDS: Final = ("rare", "rarer", "rarest")
_WORST: Final = 3
_MOST_SYSTEMS: Final = 2
_MOST_NAMES: Final = 10
_LONGEST_NAME: Final = 16


def report(found: Report) -> Card:
    """What was told, the rarest first."""
    hours = found.asked.hours
    of = said("anomalies.of", system=code(found.asked.system)) if found.asked.system else ""
    if not found.alerts:
        return Card(said("anomalies.head_none", of=of, hours=hours), list(_quiet_lines(found)))
    level = max((each.severity for each in found.alerts), key=list(SYMBOLS)[::-1].index)
    head = said(
        "anomalies.head",
        sign=SYMBOLS[level],
        alerts=len(found.alerts),
        of=of,
        hours=hours,
        word=WORDS[level],
    )
    return Card(head, list(_lines(found)), colour=COLOURS[level])


def unknown(found: Unknown) -> Card:
    """Nothing has this name."""
    lines = []
    if found.meant is not None:
        lines.append(said("anomalies.meant", name=plain(found.meant, 80)))
    if found.known:
        names = ", ".join(plain(each, 40) for each in found.known[:_MOST_NAMES])
        lines.append(said("anomalies.names", names=names))
    else:
        lines.append(said("anomalies.no_names"))
    return Card(said("anomalies.unknown", name=plain(found.name, 30)), lines)


def watching_text(watching: Watching) -> str:
    """`14 baselines watch, 3 still learn, until Tuesday`."""
    parts = [said("anomalies.watch", baselines=watching.warm)]
    if watching.learning and watching.until is not None:
        at = instant(watching.until, "f")
        parts.append(said("anomalies.learn_until", baselines=watching.learning, at=at))
    elif watching.learning:
        parts.append(said("anomalies.learn", baselines=watching.learning))
    if watching.unseen:
        parts.append(said("anomalies.unseen", baselines=watching.unseen))
    return ", ".join(parts)


def _quiet_lines(found: Report) -> Iterator[str]:
    yield watching_text(found.watching)
    if found.noticed:
        yield said("anomalies.not_told", noticed=found.noticed)
    if found.words:
        yield said("anomalies.said", words=_verdicts(found))


def _lines(found: Report) -> Iterator[str]:
    yield watching_text(found.watching)
    for system, methods in [*found.found.items()][:_MOST_SYSTEMS]:
        name = said("anomalies.no_system") if system is None else code(system)
        yield said(
            "anomalies.system", system=name, alerts=sum(methods.values()), methods=methods_text(methods)
        )
    if len(found.found) > _MOST_SYSTEMS:
        yield said("anomalies.more_systems", systems=len(found.found) - _MOST_SYSTEMS)
    if found.held:
        yield said("anomalies.held", held=found.held)
    yield said("anomalies.rarity", rarity=rarity_text(found.alerts))
    yield said("anomalies.said", words=_verdicts(found)) if found.words else said("anomalies.said_none")
    yield said("anomalies.worst")
    for each in found.alerts[:_WORST]:
        yield _alert(each)
    if len(found.alerts) > _WORST:
        yield said("anomalies.more", alerts=len(found.alerts) - _WORST)


def _alert(told: Told) -> str:
    line = said(
        "anomalies.alert",
        sign=SYMBOLS[told.severity],
        word=WORDS[told.severity],
        at=instant(told.time, "f"),
        title=plain(told.said.get("title"), 50),
        sentence=what_was(told),
    )
    if told.word is not None:
        line += said("anomalies.word", word=words("anomaly_word").get(told.word.verdict, ""))
    return line


def where_rows(found: Report) -> list[tuple[str, int]]:
    """How many of which system, found how, the most first; names without signs that a picture has not."""
    names = words("method")
    rows = [
        (said("anomaly_chart.row", system=bare(system), method=names.get(method, method)), count)
        for system, methods in found.found.items()
        for method, count in methods.items()
    ]
    return sorted(rows, key=lambda each: -each[1])


def bare(system: str | None) -> str:
    """The name of a system in a picture."""
    return said("anomalies.no_system") if system is None else code(system).strip("`")[:_LONGEST_NAME]


def methods_text(methods: Mapping[str, int]) -> str:
    """`rate 3, novel 1`."""
    names = words("method")
    return ", ".join(f"{names.get(name, plain(name, 20))} {count:,}" for name, count in methods.items())


def rarity_of(told: Told) -> int:
    """Which of `RARITIES` an alert has."""
    digits = float(told.said.get("digits", 0))
    return max(place for place, least in enumerate(RARITIES) if digits >= least or not place)


def rarity_text(alerts: Sequence[Told]) -> str:
    """How many were how rare, the rarest last."""
    counts, names = Counter(map(rarity_of, alerts)), words("rarity")
    return ", ".join(f"{counts[place]:,} × {names[_RARITY_WORDS[place]]}" for place in sorted(counts))


def _verdicts(found: Report) -> str:
    names = words("verdict")
    return ", ".join(
        f"{count:,} × {names.get(each, plain(each, 20))}" for each, count in sorted(found.words.items())
    )
