"""The slash commands: the one registry. Adding one: HOW-TO-ADD.md beside this file."""

from __future__ import annotations

from typing import Any, Final

from discord import app_commands

from engine.bot.commands.anomalyreport import anomalyreport
from engine.bot.commands.baselineinfo import baselineinfo
from engine.bot.commands.config import config
from engine.bot.commands.doctor import doctor
from engine.bot.commands.drill import drill
from engine.bot.commands.explain import explain
from engine.bot.commands.ping import ping
from engine.bot.commands.reload import reload
from engine.bot.commands.rollback import rollback
from engine.bot.commands.rules import rules
from engine.bot.commands.setup import setup
from engine.bot.commands.signals import signals
from engine.bot.commands.status import status
from engine.bot.commands.threatsummary import threatsummary
from engine.bot.commands.threattimeline import threattimeline

COMMANDS: Final[tuple[app_commands.Command[Any, Any, Any] | app_commands.Group, ...]] = (
    ping,
    status,
    setup,
    doctor,
    drill,
    explain,
    signals,
    threatsummary,
    threattimeline,
    anomalyreport,
    baselineinfo,
    rules,
    reload,
    config,
    rollback,
)
