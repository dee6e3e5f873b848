"""Modes as people meet them: in `/status` and `/rules`, and what raising one would have meant."""

from __future__ import annotations

from pathlib import Path

import simcord

from tests.discord.test_commands import ask, text
from tests.discord.test_rules import ban, on_files
from tests.documents.test_load import write


async def test_raising_a_mode_shows_what_it_would_have_done_to_whom(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "q/other.yml": ban("Other", actor="actor: 1")}) as w:
        elsewhere = w.env.create_guild("Elsewhere", owner=(boss := w.env.create_user("boss")))
        room = elsewhere.create_text_channel("room")
        for actor in (w.member.id, w.victim.id, w.member.id):
            w.ingest(actor=actor)
        for _ in range(4):
            w.ingest(guild=elsewhere.id, actor=boss.id)
        await w.sent()
        assert "MODE RAISED" not in await ask(w, w.owner, "reload")

        write(tmp_path / "rules", {"s/s.yml": f"kind: settings\nguild: {w.guild.id}\nmode: enforce\n"})
        said = await ask(w, w.owner, "reload")

        assert "⚠️ MODE RAISED: 2 rules may go further than before" in said
        assert "they would have gone off 3 times, on 2 members" in said
        assert "**A ban** from propose to enforce: 3 times, on 2 members" in said
        assert "**Other**" not in said
        assert "MODE RAISED: 2 rules" in await ask(w, w.owner, "reload"), "as long as nothing else came of it"
        assert "MODE RAISED" not in text(
            await simcord.MemberActor(w.env, elsewhere, boss).slash(room, "reload")
        )

        write(tmp_path / "rules", {"s/s.yml": f"kind: settings\nguild: {w.guild.id}\nmode: observe\n"})
        assert "MODE RAISED" not in await ask(w, w.owner, "reload")


async def test_status_and_a_rule_say_the_mode_in_force(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(tocsin="{mode: enforce}")}) as w:
        assert "Mode propose: I alert, and do nothing else" in await ask(w, w.owner, "status")
        assert "mode propose" in await ask(w, w.owner, "rules", text="A ban")
        write(tmp_path / "rules", {"s/s.yml": "kind: settings\nmode: observe\n"})
        await ask(w, w.owner, "reload")
        assert "Mode observe: I write down and tell nobody" in await ask(w, w.owner, "status")
        assert "mode observe" in await ask(w, w.owner, "rules", text="A ban")
