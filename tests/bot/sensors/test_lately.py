"""What an author wrote a moment before."""

from __future__ import annotations

from typing import Any

from engine.bot.sensors import lately
from engine.bot.sensors.lately import Lately
from tests.bot.sensors.conftest import World

SLOGAN = "everybody writes this sentence"
START = 1_800_000_000_000


def note(
    memory: Lately, author: int, seconds: float, content: str = "hi", channel: int = 5
) -> dict[str, Any]:
    return memory.note(1, author, channel, content, START + int(seconds * 1000))


def test_a_first_message_has_nothing_before_it() -> None:
    assert note(Lately(), 1, 0) == {}


def test_the_pace_of_one_author() -> None:
    memory = Lately()
    note(memory, 1, 0)
    note(memory, 2, 1, "hello")
    assert note(memory, 1, 1.5, "ho") == {"since_last_seconds": 1.5}
    assert note(memory, 1, 4.5, "hm") == {"since_last_seconds": 3.0}
    assert note(memory, 1, 7.6, "oh") == {}


def test_a_change_of_channel() -> None:
    memory = Lately()
    note(memory, 1, 0, channel=5)
    changed = {"channel_changed": True, "since_last_seconds": 15.0}
    assert note(memory, 1, 15, "ho", channel=6) == changed
    assert "channel_changed" not in note(memory, 1, 16, "hm", channel=6)
    assert note(memory, 1, 32, "oh", channel=5) == {}


def test_the_same_words_again() -> None:
    memory = Lately()
    told = [note(memory, 1, n, "buy this").get("repeated") for n in range(3)]
    assert told == [None, 1, 2]
    assert "repeated" not in note(memory, 1, 4, "buy that")
    assert note(memory, 1, 5, "buy this")["repeated"] == 3
    assert "repeated" not in note(memory, 2, 6, "buy this")
    assert "repeated" not in note(memory, 1, 120, "buy this")
    assert note(memory, 1, 121, "buy this")["repeated"] == 1


def test_a_message_without_text_repeats_nothing() -> None:
    memory = Lately()
    note(memory, 1, 0, "")
    assert note(memory, 1, 1, "") == {"since_last_seconds": 1.0}


def test_the_same_words_of_others() -> None:
    memory = Lately()
    told = [note(memory, author, n, SLOGAN).get("echoes") for n, author in enumerate([1, 1, 2, 2, 3, 1])]
    assert told == [None, None, 1, 1, 2, 2]
    assert "echoes" not in memory.note(2, 9, 5, SLOGAN, START)
    assert "echoes" not in note(memory, 9, 7, "hi")


def test_a_pace_is_kept_over_the_change_of_generations() -> None:
    memory = Lately()
    note(memory, 1, 0)
    note(memory, 2, 59)
    note(memory, 3, 61)
    assert note(memory, 2, 62, "ho")["since_last_seconds"] == 3.0


def test_memory_stays_small() -> None:
    memory = Lately()
    for author in range(3 * lately.MOST):
        note(memory, author, 0, f"{SLOGAN} {author}")
    assert sum(len(each) for each in (memory._authors, memory._older_authors)) <= 2 * lately.MOST
    assert sum(len(each) for each in (memory._voices, memory._older_voices)) <= 2 * lately.MOST


async def test_messages_of_people_and_webhooks_have_it(world: World) -> None:
    webhook = world.guild.create_webhook(world.channel, "News")
    for _ in range(2):
        await world.member.send(world.channel, SLOGAN)
        await webhook.send("news")
    last = world.of("discord.message.create")[-2:]
    assert [signal.data["repeated"] for signal in last] == [1, 1]


async def test_an_edit_is_no_message(world: World) -> None:
    sent = await world.member.send(world.channel, SLOGAN)
    await world.member.edit(sent, f"{SLOGAN}!")
    assert "repeated" not in world.the("discord.message.edit").data
    await world.member.send(world.channel, f"{SLOGAN}!")
    assert "repeated" not in world.of("discord.message.create")[-1].data
