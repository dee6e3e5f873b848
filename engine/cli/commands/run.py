"""`tocsin run`: the bot on Discord, until it is told to stop."""

from __future__ import annotations

import os

from engine.bot.options import read_options
from engine.cli.options import DEFAULT_DATA, Data
from engine.cli.output import note


def run(data: Data = DEFAULT_DATA) -> int:
    """Run the bot on Discord. DISCORD_TOKEN in the environment is all it needs."""
    options = read_options(os.environ, data)
    from engine.bot.app import run as run_bot  # noqa: PLC0415 - discord takes a second that others need not pay

    return run_bot(options, note)
