"""What people can use is described where they look."""

from __future__ import annotations

from pathlib import Path

import discord
from discord import app_commands

from engine.bot.actions import ACTIONS, message
from engine.bot.commands import COMMANDS

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text()


def test_every_command_and_option_is_on_the_page() -> None:
    for command in (each for top in COMMANDS for each in commands_in(top)):
        options = "".join(f" [{option.name}]" for option in command.parameters)
        assert f"`/{command.qualified_name}{options}`" in PAGE


def commands_in(top: app_commands.Command | app_commands.Group) -> list[app_commands.Command]:
    return list(top.walk_commands()) if isinstance(top, app_commands.Group) else [top]


def test_every_action_has_a_deadline_and_a_name_of_its_own() -> None:
    made = [make(discord.Client(intents=discord.Intents.none())) for make in ACTIONS]
    assert len({action.name for action in made}) == len(made)
    assert all(action.deadline > 0 for action in made)


def test_the_page_says_how_long_an_alert_waits() -> None:
    assert message.DEADLINE_S == 300
    assert "five minutes" in PAGE
