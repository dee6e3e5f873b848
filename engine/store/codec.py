"""Bytes of the journal: packed segments of signals, single rows, and the text that people wrote.

Signals are msgpack arrays in the order of `Signal`'s fields; segments are deflated, which takes a
plain message from about 300 bytes to about 70 where it is alone, and 30 among others. Text is never
in them: it stands in a table of its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import msgspec
import orjson

from engine.signal import Signal
from engine.store.rows import Planned
from engine.systems.kind import Hit, Key

_LEVEL: Final = 1
_encoder: Final = msgspec.msgpack.Encoder()
_signals: Final = msgspec.msgpack.Decoder(list[Signal])
_texts: Final = msgspec.msgpack.Decoder(list[tuple[int, dict[str, Any]]])
_hits: Final = msgspec.msgpack.Decoder(list[Hit])
_effects: Final = msgspec.msgpack.Decoder(list[Planned])
_ints: Final = msgspec.msgpack.Decoder(list[int])

Texts = list[tuple[int, dict[str, Any]]]


class Head(msgspec.Struct, array_like=True):
    """The first fields of a signal: enough to know it again, at a quarter of the cost."""

    id: str
    type: str
    time: int
    seen: int
    seq: int
    guild: int | None = None


_heads: Final = msgspec.msgpack.Decoder(list[Head])


def without_text(signals: Sequence[Signal]) -> Texts:
    """Take the text off signals, to be encoded apart, leaving it empty; `give_back` undoes it."""
    texts = []
    for signal in signals:
        if signal.text:
            texts.append((signal.seq, signal.text))
            signal.text = {}
    return texts


def give_back(signals: Sequence[Signal], texts: Texts) -> None:
    """Put text back on the signals it belongs to; both in order of `seq`."""
    by_seq = dict(texts)
    for signal in signals:
        if signal.seq in by_seq:
            signal.text = by_seq[signal.seq]


DICTIONARY: Final = _encoder.encode(
    Signal(
        id="message:1500000000000000000",
        type="discord.message.create",
        time=1_800_000_000_000,
        seen=1_800_000_000_000,
        seq=100_000,
        guild=1_500_000_000_000_000_000,
        channel=1_500_000_000_000_000_000,
        actor=1_500_000_000_000_000_000,
        data={
            "message": 1_500_000_000_000_000_000,
            "length": 0,
            "links": 0,
            "mentions": 0,
            "role_mentions": 0,
            "mention_everyone": False,
            "attachments": 0,
            "embeds": 0,
            "is_reply": False,
            "is_bot": False,
            "is_system": False,
            "webhook": False,
            "account_age_days": 0.5,
            "member_age_hours": 0.5,
            "actor_roles": [],
        },
        text={},
    )
)
"""What most segments are made of: one that holds a single message is a quarter of the size with it.

Part of the store's format. With another one, what was written before cannot be read.
"""


def pack_segment(signals: Sequence[Signal]) -> bytes:
    """A segment of signals whose text was taken off."""
    deflate = zlib.compressobj(_LEVEL, zdict=DICTIONARY)
    return deflate.compress(_encoder.encode(signals)) + deflate.flush()


def inflated(body: bytes) -> bytes:
    """The plain bytes of a segment: an id that is not among them is not in it."""
    return zlib.decompressobj(zdict=DICTIONARY).decompress(body)


def signals_of(plain: bytes) -> list[Signal]:
    """The signals of an inflated segment, without their text."""
    return _signals.decode(plain)


def unpack_segment(body: bytes) -> list[Signal]:
    """The signals of a segment, without their text."""
    return signals_of(inflated(body))


def unpack_heads(body: bytes) -> list[Head]:
    """The first fields of each signal of a segment."""
    return _heads.decode(inflated(body))


def pack_texts(texts: Texts) -> bytes:
    """What people wrote in a segment, for its own table."""
    return zlib.compress(_encoder.encode(texts), _LEVEL)


def unpack_texts(body: bytes) -> Texts:
    """What people wrote, by `seq`."""
    return _texts.decode(zlib.decompress(body))


encode: Final = _encoder.encode
"""Msgpack of any of the journal's values."""
decode_signal: Final = msgspec.msgpack.Decoder(Signal).decode
"""A signal that has a row of its own."""


def decode_hits(body: bytes | None) -> list[Hit]:
    """Which documents a signal met; none without a body."""
    return _hits.decode(body) if body else []


def decode_effects(body: bytes | None) -> list[Planned]:
    """What a signal caused; nothing without a body."""
    return _effects.decode(body) if body else []


def decode_ints(body: bytes | None) -> list[int]:
    """A list of whole numbers; empty without a body."""
    return _ints.decode(body) if body else []


def key_text(key: Key) -> str:
    """A key as text: unlike the tuple it can be ordered, stored and hashed the same in every process."""
    return orjson.dumps(key).decode()


def key_from(text: str) -> Key:
    """A key from its text."""
    return tuple(orjson.loads(text))


@lru_cache(4096)
def partition_of(guild: int | None) -> int:
    """The partition of a guild: the first byte of its BLAKE2b."""
    return blake2b(str(guild).encode(), digest_size=1).digest()[0]
