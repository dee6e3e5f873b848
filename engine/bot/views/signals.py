"""The answer of `/signals`: how many of each type in how many hours, and the newest of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.bot.views.card import Card
from engine.bot.views.explanation import line_of
from engine.bot.views.signs import code, instant, short
from engine.store.rows import Row

MOST_COUNTED = 500
_MOST_TYPES = 6
_NEWEST = 10


def signals(rows: Sequence[Row], type_: str | None, hours: int) -> Card:
    """`rows` are newest first, at most `MOST_COUNTED`."""
    many = f"{MOST_COUNTED} or more" if len(rows) >= MOST_COUNTED else str(len(rows))
    of = "" if type_ is None else f" of {code(type_)}"
    return Card(f"📋 SIGNALS: {many}{of} in the last {hours} h", list(_lines(rows)))


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        yield "None. Longer ago? Give more hours."
        return
    counts = Counter(row.signal.type for row in rows)
    for name, count in counts.most_common(_MOST_TYPES):
        yield f"{count} {code(name)}"
    if len(counts) > _MOST_TYPES:
        yield f"… and {len(counts) - _MOST_TYPES} more types"
    yield "**Newest**"
    for row in rows[:_NEWEST]:
        known = "" if row.is_plain else f" ({short(row.signal.id)})"
        yield f"{instant(row.signal.time)} {line_of(row.signal)}{known}"
