"""The first evening of an owner, as the README tells it: from nothing to an alert that is seen to arrive."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bot.attempt import attempt_of
from engine.cli.app import main
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import propose
from engine.systems.library import Library
from tests.bot.actions.test_greeting import join
from tests.discord.test_commands import ask
from tests.discord.test_home import Homely
from tests.discord.test_setting_up import fill
from tests.discord.world import world

TOKEN = "MTIwMDAwMDAwMDAwMDAwMDAxNw.Gabcde." + "x" * 38


async def test_from_nothing_to_an_alert_that_arrives(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    own = tmp_path / "tocsin"
    assert main(["init", str(own)]) == 0
    (own / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\n", encoding="utf-8")
    assert main(["invite", str(own)]) == 0
    assert main(["check", str(own)]) == 0
    assert (
        b"https://discord.com/oauth2/authorize?client_id=1200000000000000017&" in capfdbinary.readouterr().out
    )

    library = Library([Home(own)])
    proposal = propose(library.load(), Rulebook(()))
    assert proposal.held == ()
    async with world(
        own / "data",
        documents=lambda _: proposal.rulebook.documents,
        library=library,
        attempt=attempt_of(proposal, 0),
    ) as w:
        home = Homely(w, own)
        w.assembly.watch()
        await w.keep_private()
        guild = w.assembly.client.get_guild(w.guild.id)
        assert guild is not None
        join(w, w.guild)
        await w.settled()
        greeting = w.owner_user.dm_channel.last_message
        assert greeting is not None
        assert greeting.content == "👋 Hello, I am here to watch over Nature Club"

        before = await ask(w, w.owner, "status")
        assert before.startswith("🔴 ONLY THE OWNER IS TOLD, by direct message: no channel is set")
        assert "→ `/setup`" in before
        said = await fill(home)
        assert said.startswith("✅ SET UP, and in force")
        assert (await ask(w, w.owner, "status")).startswith("✅ WATCHING")
        assert (await ask(w, w.owner, "doctor")).startswith("✅ HEALTHY: all ")

        assert "✅ TEST ALERT ARRIVED" in await ask(w, w.owner, "drill")
        assert "TEST ALERT" in w.alerts.last_message.content

        settings = own / "settings.yml"
        written = settings.read_text(encoding="utf-8")
        settings.write_text(f"{written}tune: {{mass_ban: {{threshold: 3}}}}\n", encoding="utf-8")
        assert "changed **Mass ban**: threshold 5 → 3, nothing lost" in await ask(w, w.owner, "reload")
        settings.write_text(f"{written}tune: {{mas_ban: {{threshold: 3}}}}\n", encoding="utf-8")
        w.operator = w.owner.id
        w.assembly.client.desk._owner = w.owner.id
        refused = await ask(w, w.owner, "reload")
        assert refused.startswith("⚠️ REFUSED")
        assert "there is no document \\`mas\\_ban\\`" in refused
        assert "did you mean \\`mass\\_ban\\`" in refused

        for n in range(3):
            w.ingest(target=w.victim.id + n, data={"action": 22})
        await w.settled()
        first_lines = [each.content for each in w.alerts.history()]
        await w.assembly.unwatch()
    assert any("Mass ban" in each for each in first_lines), first_lines
    capfdbinary.readouterr()
    assert main(["backup", str(tmp_path / "b.zip"), "--data", str(own / "data"), "--folder", str(own)]) == 0
    assert b"Not in it: the token" in capfdbinary.readouterr().out
