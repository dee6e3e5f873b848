"""`/drill` in a real server: the test alert goes the way of a real one, and says what it is."""

from __future__ import annotations

from pathlib import Path

from engine.documents.document import Document
from tests.discord.test_commands import ask
from tests.discord.world import World, world


def documents(w: World) -> list[Document]:
    alerts = {
        "channel": str(w.alerts.id),
        "mention": str(w.guild.create_role("Security", mentionable=True).id),
    }
    body = {"kind": "settings", "guild": str(w.guild.id), "alerts": alerts}
    return [Document("settings", "ours", "tests", "s.yml", 0, body, {})]


async def test_it_arrives_marked_as_a_test_and_says_where_and_whom_it_calls(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        answer = await ask(w, w.owner, "drill")
        posted = w.alerts.last_message
        role = next(each.id for each in w.assembly.client.guilds[0].roles if each.name == "Security")

    assert answer.startswith("✅ TEST ALERT ARRIVED: Discord has it, after ")
    assert f"It stands in <#{w.alerts.id}>, marked as a test\nIt calls <@&{role}>" in answer
    assert posted is not None
    assert posted.content.startswith("🟠 HIGH: TEST ALERT, nothing happened")


async def test_a_second_one_is_counted_and_rings_nobody(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await ask(w, w.owner, "drill")
        assert (await ask(w, w.owner, "drill")).startswith("ℹ️ COUNTED: a test alert of the last half hour")
        await w.settled()
        assert len(w.alerts.history()) == 1


async def test_without_a_channel_the_owner_gets_it_and_is_told_why(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        w.env.backend.delete_channel(w.alerts.id)
        answer = await ask(w, w.owner, "drill")
        sent = w.owner_user.dm_channel.last_message

    assert "⚠️ It went to the direct messages of this server's owner" in answer
    assert sent is not None
    assert "Nature Club" in sent.content
    assert "TEST" in sent.content


async def test_without_any_channel_the_owner_is_told_from_the_first_day(tmp_path: Path) -> None:
    body = {"kind": "settings"}
    operators = Document("settings", "all", "tests", "s.yml", 0, body, {})
    async with world(tmp_path, documents=lambda _: [operators]) as w:
        assert "✅ TEST ALERT ARRIVED" in await ask(w, w.owner, "drill")
        assert "ONLY THE OWNER IS TOLD" in (await ask(w, w.owner, "doctor"))
