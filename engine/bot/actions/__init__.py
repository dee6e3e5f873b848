"""What the outbox can do on Discord: the one registry of actions. HOW-TO-ADD.md says how to add one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Protocol

import discord

from engine.bot.actions.case import CaseAction
from engine.bot.actions.greeting import GreetingAction
from engine.bot.actions.message import MessageAction
from engine.runtime.outbox import Action


class DiscordAction(Action, Protocol):
    """An action on Discord."""

    leaves: frozenset[str]
    """Acts that it causes in the audit log, by discord.py's names. Its reason is then `own_acts.tagged`."""


ACTIONS: Final[tuple[Callable[[discord.Client], DiscordAction], ...]] = (
    MessageAction,
    CaseAction,
    GreetingAction,
)


def actions_of(client: discord.Client) -> list[DiscordAction]:
    """Every action, each carried out by this client."""
    return [make(client) for make in ACTIONS]


def leaves(actions: Iterable[DiscordAction]) -> dict[str, frozenset[str]]:
    """The acts that each action causes in the audit log, by the action's name."""
    return {action.name: action.leaves for action in actions}
