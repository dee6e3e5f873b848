"""What somebody sees who gets no answer: because it is not for them, or because we failed."""

from __future__ import annotations

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.signs import code


def refusal(command: str) -> Card:
    """Seen by the one who tried alone."""
    return Card(
        f"⛔ REFUSED: {code(command)} is for this server's owner",
        [
            "Only they, and the bot's owner, may use it: ask one of them to look.",
        ],
    )


def fault() -> Card:
    """Seen by the one who asked alone; what went wrong is in the log."""
    return Card(said("fault.head"), [said("fault.again")])
