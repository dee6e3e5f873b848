"""The answer of `/signals`: how many of each type in how many hours, and the newest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.explanation import line_of
from engine.bot.views.signs import code, instant, short
from engine.signal import SignalType
from engine.store.rows import Row

MOST_COUNTED = 500
_MOST_TYPES = 5
_NEWEST = 5
_ASKED = SignalType.COMMAND_USED.value


def signals(rows: Sequence[Row], type_: str | None, hours: int) -> Card:
    """`rows` are newest first, at most `MOST_COUNTED`."""
    many = said("signals.most", signals=MOST_COUNTED) if len(rows) >= MOST_COUNTED else str(len(rows))
    return Card(_headline(many, type_, hours), list(_lines(rows)))


def _headline(many: str, type_: str | None, hours: int) -> str:
    if type_ is None:
        return said("signals.head", signals=many, hours=hours)
    return said("signals.head_of", signals=many, type=code(type_), hours=hours)


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    """That somebody asks the bot is counted, and is no news where there is any."""
    if not rows:
        yield said("signals.none")
        return
    counts = Counter(row.signal.type for row in rows)
    for name, count in counts.most_common(_MOST_TYPES):
        yield said("signals.type", signals=count, type=code(name))
    if len(counts) > _MOST_TYPES:
        yield said("signals.more_types", types=len(counts) - _MOST_TYPES)
    yield said("signals.newest")
    newest = [row for row in rows if row.signal.type != _ASKED] or rows
    for row in newest[:_NEWEST]:
        known = "" if row.is_plain else f" ({short(row.signal.id)})"
        yield f"{instant(row.signal.time)} {line_of(row.signal)}{known}"
