"""A click overtakes a burst that waits in memory, and then the process is killed: what waited comes back.

All of it is older than what the journal has last: reading again begins a little before that.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from engine.runtime.intake import FEW
from engine.signal import Signal
from tests.backfill.scene import MODERATOR
from tests.backfill.scripts import Script
from tests.support.loop import until
from tests.support.loopback import CHANNEL, GUILD, loopback
from tests.support.loopback.payloads import user

MANY = FEW + 36
NEVER = {"message_edits", "message_deletes", "reactions", "voice"}


async def happens(script: Script) -> None:
    """Somebody bans, many join and write, somebody reacts: all within a moment."""
    server = script.server
    script.entries += [await server.ban(MODERATOR) for _ in range(4)]
    for n in range(MANY):
        who = user(10**17 + 10 + n, f"p{n}")
        await server.join(int(who["id"]))
        await server.write(f"m{n}", author=who)
    reaction = {
        "user_id": str(MODERATOR),
        "channel_id": str(CHANNEL),
        "message_id": "5",
        "emoji": {"name": "x"},
    }
    await server.tell(GUILD, "MESSAGE_REACTION_ADD", {**reaction, "guild_id": str(GUILD), "type": 0})


def journalled(script: Script) -> list[Signal]:
    return [row.signal for rows in script.assembly.engine.store.history(0) for row in rows]


def of(script: Script, type_: str) -> list[Signal]:
    return [each for each in journalled(script) if each.type == type_]


async def test_what_a_click_overtook_outlives_a_kill(tmp_path: Path, monkeypatch: Any) -> None:
    async with loopback(monkeypatch) as server:
        script = Script(tmp_path, server, random.Random(1))
        await script.start()
        await script.settled()
        engine, known = script.assembly.engine, len(script.entries)
        with monkeypatch.context() as slow:
            slow.setattr(engine._intake, "_slice", lambda: None)
            await happens(script)
            waiting = 2 * MANY + known + 5
            await until(lambda: len(engine._intake) >= waiting)
            asked = await server.clicks("why:none")
            await until(lambda: asked in server.answered)
            await engine.journal.durable()
            assert of(script, "command.used") or of(script, "command.refused")
            assert of(script, "discord.message.create") == []
            last = engine.core.last_seen
            await script.end(kill=True)

        await script.start()
        await script.settled()
        await script.all_taken()
        said = [each.text["content"] for each in of(script, "discord.message.create") if each.text]
        joined = Counter(each.actor for each in of(script, "discord.member.join"))
        assert all(each.time < last for each in of(script, "discord.message.create"))
        assert said == [f"m{n}" for n in range(MANY)]
        assert joined == Counter({10**17 + 10 + n: 1 for n in range(MANY)})
        assert await script.taken() == Counter(script.entries)
        assert of(script, "discord.reaction.add") == []
        assert set(of(script, "backfill.done")[-1].data["missing"]) >= NEVER
        await script.end()
