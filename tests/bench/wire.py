"""Discord's side of the benchmarks: frames as the gateway sends them, and how discord.py takes them in."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator
from typing import Any

import discord
import orjson
from discord.gateway import DiscordWebSocket

GUILD, CHANNEL, BOT = 900_000_000_000_000_001, 900_000_000_000_000_002, 900_000_000_000_000_003
FIRST_ID = 1_500_000_000_000_000_000
MEMBERS = 500
APART_MS = 60
"""By Discord's clock: a lively community, in which each of them says something every half minute."""
LETTERS = "etaoinshrdlucmfwygpb"
_FLUSH = b"\x00\x00\xff\xff"


class Frames:
    """The gateway's stream: each frame is JSON, deflated in one stream, as Discord sends them by default."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj()
        self._sequence = 0

    def frame(self, event: str, data: dict[str, Any]) -> bytes:
        self._sequence += 1
        body = orjson.dumps({"t": event, "s": self._sequence, "op": 0, "d": data})
        return self._deflate.compress(body) + self._deflate.flush(zlib.Z_SYNC_FLUSH)


def words(rng: random.Random, length: int) -> str:
    """Text of about this many characters; its words are made of the letters that rules' words are made of."""
    text = ""
    while len(text) < length:
        text += "".join(rng.choices(LETTERS, k=rng.randint(2, 9))) + " "
    return text[:length].strip()


def user(number: int) -> dict[str, Any]:
    return {
        "id": str(FIRST_ID - 10**16 + number),
        "username": f"member{number}",
        "discriminator": "0",
        "global_name": f"Member {number}",
        "avatar": None,
        "public_flags": 0,
    }


def member(number: int) -> dict[str, Any]:
    return {
        "roles": [],
        "joined_at": "2024-01-05T10:00:00+00:00",
        "deaf": False,
        "mute": False,
        "nick": None,
        "flags": 0,
    }


def guild() -> dict[str, Any]:
    everyone = {
        "id": str(GUILD), "name": "@everyone", "permissions": "1071698660929", "position": 0, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip
    channel = {
        "id": str(CHANNEL), "type": 0, "name": "general", "position": 0, "permission_overwrites": [],
        "parent_id": None, "nsfw": False, "rate_limit_per_user": 0, "topic": None,
    }  # fmt: skip
    return {
        "id": str(GUILD), "name": "Bench", "owner_id": user(0)["id"], "roles": [everyone],
        "channels": [channel],
        "members": [{**member(n), "user": user(n)} for n in range(MEMBERS)], "member_count": MEMBERS,
        "emojis": [], "stickers": [], "features": [], "threads": [], "voice_states": [], "presences": [],
        "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [], "verification_level": 1,
        "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0, "nsfw_level": 0,
        "premium_tier": 0, "preferred_locale": "en-GB", "afk_timeout": 300, "system_channel_flags": 0,
        "large": False, "unavailable": False, "icon": None, "joined_at": "2024-01-05T10:00:00+00:00",
    }  # fmt: skip


def messages(count: int, *, seed: int = 1, content: str | None = None) -> Iterator[dict[str, Any]]:
    """Messages as the gateway sends them, of about 94 characters unless `content` says otherwise."""
    rng = random.Random(seed)
    for n in range(count):
        number = rng.randrange(MEMBERS)
        yield {
            "id": str(FIRST_ID + ((seed << 40) + (n * APART_MS << 22))),
            "type": 0,
            "channel_id": str(CHANNEL),
            "guild_id": str(GUILD),
            "content": content or words(rng, 94),
            "timestamp": "2026-11-26T10:00:00.000000+00:00",
            "edited_timestamp": None,
            "author": user(number),
            "member": member(number),
            "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": [], "components": [], "pinned": False, "flags": 0, "nonce": str(n),
        }  # fmt: skip


def connect(client: discord.Client, loop: Any) -> DiscordWebSocket:
    """A client as it is after READY, and the socket object through which it takes frames in."""
    state = client._connection
    state.user = discord.ClientUser(state=state, data={**user(10**6), "id": str(BOT), "bot": True})
    state.loop = loop
    socket = DiscordWebSocket(None, loop=loop)
    socket._discord_parsers = state.parsers
    socket.shard_id = None
    socket._dispatch = client.dispatch
    state.parsers["GUILD_CREATE"](guild())
    return socket


class Collecting(discord.Client):
    """Keeps what discord.py hands to `dispatch`: the events as our client gets them."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.all())
        self.events: list[tuple[str, tuple[Any, ...]]] = []

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.events.append((event, args))
