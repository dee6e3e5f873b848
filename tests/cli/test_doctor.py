"""`tocsin doctor` as a process, on a Discord of 127.0.0.1."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from tests.support.loopback import CHANNEL, Loopback, served

RULE = """\
title: A word
logsource: {product: discord, category: message_create}
detection:
  selection: {content|contains: nitro}
  condition: selection
"""


async def doctor(folder: Path, port: int) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.bot", str(port), "doctor", str(folder),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "DISCORD_TOKEN": "a.b.c"},
    )  # fmt: skip
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


def lay_out(folder: Path, settings: str) -> None:
    (folder / "rules" / "house").mkdir(parents=True)
    (folder / "settings.yml").write_text(settings, encoding="utf-8")
    (folder / "rules" / "house" / "a.yml").write_text(RULE, encoding="utf-8")


async def test_each_server_is_looked_at_and_what_is_wrong_is_said_with_what_to_do(tmp_path: Path) -> None:
    lay_out(tmp_path, f"kind: settings\nalerts: {{channel: {CHANNEL}}}\n")
    server = Loopback()
    async with served(server) as port:
        code, out, err = await doctor(tmp_path, port)

    assert (code, err) == (1, "")
    head, *lines = out.splitlines()
    assert head.endswith(": 1 of 1 rules work")
    assert "  ⚠️ Everybody can read #general, where the alerts go" in lines
    assert server.posted == []


async def test_a_token_that_is_refused_is_one_line(tmp_path: Path) -> None:
    lay_out(tmp_path, "kind: settings\n")
    server = Loopback()
    server.known_token = False
    async with served(server) as port:
        code, out, err = await doctor(tmp_path, port)
    assert (code, out) == (2, "")
    assert err.startswith("tocsin: Discord does not know this token")


async def test_without_a_server_the_link_is_named(tmp_path: Path) -> None:
    lay_out(tmp_path, "kind: settings\n")
    server = Loopback()
    server.guilds.clear()
    async with served(server) as port:
        code, out, _ = await doctor(tmp_path, port)
    assert (code, out) == (0, "the bot is in no server yet: `tocsin invite` prints the link\n")
