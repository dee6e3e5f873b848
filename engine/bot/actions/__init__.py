"""What the outbox can do on Discord: the one registry of actions. HOW-TO-ADD.md says how to add one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import discord

from engine.bot.actions.message import MessageAction
from engine.runtime.outbox import Action

ACTIONS: Final[tuple[Callable[[discord.Client], Action], ...]] = (MessageAction,)


def actions_of(client: discord.Client) -> list[Action]:
    """Every action, each carried out by this client."""
    return [make(client) for make in ACTIONS]
