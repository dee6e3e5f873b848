"""`tocsin run`: the bot on Discord, until it is told to stop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from engine.bot.options import Options, read_options
from engine.cli.options import DEFAULT_DATA, Data
from engine.cli.output import note

if TYPE_CHECKING:
    from engine.bot.assembly import Assembly


def run(data: Data = DEFAULT_DATA) -> int:
    """Run the bot on Discord. DISCORD_TOKEN in the environment is all it needs."""
    options = read_options(os.environ, data)
    from engine.bot.app import run as run_bot  # noqa: PLC0415 - discord takes a second that others need not pay

    return run_bot(options, note, partial(_metrics, options))


@contextmanager
def _metrics(options: Options, assembly: Assembly) -> Iterator[None]:
    """Serve figures where that is asked for, as long as the bot runs."""
    if options.metrics is None:
        yield
        return
    from engine.integrations.metrics import Metrics  # noqa: PLC0415 - only who asks for it pays for it

    host, port = options.metrics
    with closing(Metrics(assembly.engine, host, port, lambda: assembly.client.latency)):
        yield
