"""The answer of `/drill`: whether the test alert arrived, where, how fast, and whom it called."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bot.drilling import Drilled
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.signs import place, role
from engine.bot.views.text import plain
from engine.store.rows import OutboxState


def drill(drilled: Drilled) -> Card:
    """Seen by the one who called it alone."""
    if drilled.state is None:
        return Card(said("drill.counted"), [said("drill.counted_why")])
    if drilled.state is OutboxState.SENT:
        return Card(said("drill.arrived", ms=drilled.took), list(_where(drilled)))
    if drilled.state is OutboxState.REFUSED:
        return Card(
            said("drill.refused"), [said("drill.why", why=plain(drilled.reason)), said("drill.doctor")]
        )
    return Card(said("drill.late"), [said("drill.late_why"), said("drill.doctor")])


def _where(drilled: Drilled) -> Iterator[str]:
    if drilled.is_direct:
        yield said("drill.direct")
    elif drilled.place is not None:
        yield said("drill.place", place=place(drilled.place))
    if drilled.mention is None:
        yield said("drill.nobody_called")
    else:
        yield said("drill.called", role=role(drilled.mention))
    yield said("drill.phone")
