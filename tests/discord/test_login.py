"""The look at Discord that `tocsin init` takes, by the unmodified client over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.bot.login import log_in
from engine.bot.options import Secret
from engine.cli.initiating import Initiating
from engine.errors import UsageError
from tests.support.loopback import loopback

TOKEN = Secret("MTEx.fake.token-of-a-test")


async def test_it_says_who_the_token_is_and_whose(monkeypatch: Any) -> None:
    async with loopback(monkeypatch) as server:
        found = await asyncio.to_thread(log_in, TOKEN)
        assert (found.name, found.owner, found.missing) == ("Tocsin", "ana", ())
        assert server.identified == 0

        server.application_flags = 0
        found = await asyncio.to_thread(log_in, TOKEN)
        assert found.missing == ("Server Members", "Message Content")


async def test_a_token_that_is_refused_is_one_line_that_does_not_show_it(monkeypatch: Any) -> None:
    async with loopback(monkeypatch) as server:
        server.known_token = False
        with pytest.raises(UsageError, match="does not know this token") as caught:
            await asyncio.to_thread(log_in, TOKEN)
        assert TOKEN not in str(caught.value)


async def test_out_of_reach_it_says_so_and_the_folder_is_made(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:9/api")

    made = await asyncio.to_thread(Initiating(tmp_path, lambda: TOKEN, log_in).run)

    assert made.login.startswith("Discord could not be asked whose the token is: ")
    assert (tmp_path / "settings.yml").exists()
