"""What somebody sees who may not use a command: who may, and whom to ask."""

from __future__ import annotations

from engine.bot.views.card import Card
from engine.bot.views.signs import code


def refusal(command: str) -> Card:
    """Seen by the one who tried alone."""
    return Card(
        f"⛔ REFUSED: {code(command)} is for this server's owner",
        [
            "Here that is the owner of the server, and the owner of the bot.",
            "Need access? Ask the server's owner.",
        ],
    )
