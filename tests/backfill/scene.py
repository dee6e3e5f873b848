"""The bot on the loopback Discord, and ways to lose and find the connection again."""

from __future__ import annotations

from collections import Counter

from engine.catalogue import Catalogue
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.replay import verify
from engine.signal import Signal
from engine.store.port import Store
from engine.systems import KINDS
from tests.discord.test_supervisor import Running

MODERATOR = 10**17


async def signals(run: Running, type_: str = "") -> list[Signal]:
    return [each for each in await run.signals() if each.type.startswith(type_)]


async def bans(run: Running) -> Counter[int]:
    """How often each ban was taken in, by its entry."""
    return Counter(int(each.id.split(":")[1]) for each in await signals(run, "discord.member.ban"))


async def connected(run: Running) -> None:
    await run.until(run.assembly.client.is_ready)
    await run.until(lambda: not run.in_gap())


async def lose_session(run: Running) -> None:
    """The line breaks, Discord forgets the session, and is out of reach until all is `filled`."""
    run.server.sessions.is_away = True
    run.server.sessions.invalidate()
    await run.server.drop()


async def filled(run: Running, sessions: int) -> None:
    """Discord is there again, and the bot has caught up in a session of that number."""
    run.server.sessions.is_away = False
    await run.until(lambda: run.server.identified == sessions and not run.in_gap())


def replay_is_equal(store: Store) -> bool:
    """Whether the journal so far, through a loop without state, gives the same."""
    ready = Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook)
    return verify(store.history(0), Core(ready.empty(), ready.provide)).is_equal
