"""The real program on a Discord of 127.0.0.1: `python -m tests.crash.bot PORT WORDS...` is `tocsin WORDS`.

Only addresses and waits differ from what people run.
"""

from __future__ import annotations

import sys

import discord
import yarl

from engine.bot import supervisor
from engine.bot.actions import patience
from engine.cli import main
from engine.runtime import outbox


def point_at(port: str) -> None:
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway")
    supervisor.FIRST_PAUSE_S = supervisor.LONGEST_PAUSE_S = 0.05
    outbox.BACKOFF_S = patience._FIRST_PAUSE_S = 0.01
    start = discord.state.ConnectionState.__init__

    def patient(self, *args, **options):
        start(self, *args, **options)
        self.guild_ready_timeout = 0.05

    discord.state.ConnectionState.__init__ = patient


if __name__ == "__main__":
    point_at(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
