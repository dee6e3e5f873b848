"""Bytes of the journal: packed segments of plain signals, single rows, and the text that people wrote.

Signals are msgpack arrays in the order of `Signal`'s fields; segments are deflated, which takes a
plain message from about 170 bytes to about 45. Text is never in them: it stands in a table of its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
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
_signal: Final = msgspec.msgpack.Decoder(Signal)
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


def pack_segment(signals: Sequence[Signal]) -> bytes:
    """A segment of signals whose text was taken off."""
    return zlib.compress(_encoder.encode(signals), _LEVEL)


def inflated(body: bytes) -> bytes:
    """The plain bytes of a segment: an id that is not among them is not in it."""
    return zlib.decompress(body)


def signals_of(plain: bytes) -> list[Signal]:
    return _signals.decode(plain)


def unpack_segment(body: bytes) -> list[Signal]:
    return _signals.decode(zlib.decompress(body))


def unpack_heads(body: bytes) -> list[Head]:
    return _heads.decode(zlib.decompress(body))


def pack_texts(texts: Texts) -> bytes:
    return zlib.compress(_encoder.encode(texts), _LEVEL)


def unpack_texts(body: bytes) -> Texts:
    return _texts.decode(zlib.decompress(body))


def encode(value: Any) -> bytes:
    """Msgpack of any of the journal's values."""
    return _encoder.encode(value)


def decode_signal(body: bytes) -> Signal:
    return _signal.decode(body)


def decode_hits(body: bytes | None) -> list[Hit]:
    return _hits.decode(body) if body else []


def decode_effects(body: bytes | None) -> list[Planned]:
    return _effects.decode(body) if body else []


def decode_ints(body: bytes | None) -> list[int]:
    return _ints.decode(body) if body else []


def key_text(key: Key) -> str:
    """A key as text: unlike the tuple it can be ordered, stored and hashed the same in every process."""
    return orjson.dumps(key).decode()


def key_from(text: str) -> Key:
    """A key from its text."""
    return tuple(orjson.loads(text))


def partition_of(guild: int | None) -> int:
    """The partition of a guild: the first byte of its BLAKE2b."""
    return blake2b(str(guild).encode(), digest_size=1).digest()[0]
