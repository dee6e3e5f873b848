"""What the bot says when it comes into a server, to who may administer it."""

from __future__ import annotations

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.text import plain


def greeting(server: str) -> Card:
    """`server` is its name, as people wrote it."""
    return Card(
        said("greeting.head", server=plain(server, 60)),
        [
            said("greeting.promise"),
            said("greeting.role"),
            said("greeting.setup"),
            said("greeting.doctor"),
            said("greeting.drill"),
            said("greeting.who"),
            said("greeting.until"),
        ],
    )
