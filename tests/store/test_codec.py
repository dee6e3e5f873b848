"""The bytes of the journal: what was written once can be read for ever."""

from __future__ import annotations

from hashlib import blake2b

from engine.signal import Signal
from engine.store import codec


def test_dictionary_of_segments_never_changes() -> None:
    digest = blake2b(codec.DICTIONARY, digest_size=8).hexdigest()
    assert digest == "4dcc1415f8b230e3", "stores written with the other one could not be read"


def test_a_segment_of_one_message_is_small() -> None:
    data = {
        "message": 1_501_234_567_890_123_456, "length": 94, "links": 1, "mentions": 0, "role_mentions": 0,
        "mention_everyone": False, "attachments": 0, "embeds": 0, "is_reply": True, "is_bot": False,
        "is_system": False, "webhook": False, "account_age_days": 812.53, "member_age_hours": 41.7,
    }  # fmt: skip
    message = Signal(
        "message:1501234567890123456", "discord.message.create", 1_790_000_000_123, 1_790_000_000_456, 77,
        guild=1_401_234_567_890_123_456, channel=1_402_234_567_890_123_456, actor=1_403_234_567_890_123_456,
        data=data, text={},
    )  # fmt: skip
    packed = codec.pack_segment([message])

    assert codec.unpack_segment(packed) == [message]
    assert len(packed) < len(codec.encode([message])) / 2
