"""The answer of `/ping`: how long Discord and the journal take."""

from __future__ import annotations

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.signs import short


def ping(gateway_ms: float | None, journal_ms: float | None, lag: int, rulebook: str) -> Card:
    """`gateway_ms`: None before the first heartbeat; `journal_ms`: None without an answer; `lag` in rows."""
    return Card(
        said("ping.silent") if journal_ms is None else said("ping.head"),
        [
            said("ping.not_measured") if gateway_ms is None else said("ping.gateway", ms=f"{gateway_ms:.0f}"),
            said("ping.no_answer") if journal_ms is None else said("ping.journal", ms=f"{journal_ms:.1f}"),
            said("ping.waiting", rows=lag),
            said("ping.rulebook", hash=short(rulebook)),
        ],
    )
