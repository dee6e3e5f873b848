"""The answer of `/ping`: how long Discord and the journal take."""

from __future__ import annotations

from engine.bot.views.card import Card
from engine.bot.views.signs import short


def ping(gateway_ms: float | None, journal_ms: float | None, lag: int, rulebook: str) -> Card:
    """`gateway_ms`: None before the first heartbeat; `journal_ms`: None without an answer; `lag` in rows."""
    gateway = "not measured yet" if gateway_ms is None else f"{gateway_ms:.0f} ms"
    journal = "no answer" if journal_ms is None else f"{journal_ms:.1f} ms"
    return Card(
        "🏓 PONG" if journal_ms is not None else "🔴 PONG, but the journal does not answer",
        [
            f"Gateway: {gateway} (last heartbeat)",
            f"Journal: {journal} from taking in to on disk (this call)",
            f"Waiting for the disk: {lag} rows",
            f"Rulebook: {short(rulebook)}",
        ],
    )
