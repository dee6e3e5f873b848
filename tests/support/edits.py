"""Random edits of files: what a hand, an editor, a merge or an attacker does to bytes."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Final

_SIGNS: Final = (
    *(sign.encode() for sign in "\t\r\n\0 :#'\"[]{}|>%@`\\"),
    b"\xff", b"\xc3", b"- ", b"&a ", b"*a", b"!t ", b"<<: ", b"? ", b"---\n", b"...\n",
    *(sign.encode() for sign in "\u202e\u200b\ufeffé🚨"),
    b'"\\ud800"', b'"\\u202e"', b"null", b"true", b"yes", b"0123", b"1e999", b"-1", b".nan", b"''",
    b"|contains", b"|re", b"|all|all", b" and ", b" not ", b" or (", b"1 of ", b"all of them", b"%x%",
    b"9" * 5_000, b"*" * 40, b"(" * 200, b"?" * 60,
)  # fmt: skip
_DEEPEST: Final = 400

Edit = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def edited(seed: int, corpus: Sequence[bytes]) -> bytes:
    """One of the files of a corpus with one to five edits."""
    dice = random.Random(seed)
    body = dice.choice(corpus)
    for _ in range(dice.randint(1, 5)):
        body = dice.choice(EDITS)(dice, body, corpus)
    return body


def _flip(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    at = _place(dice, body)
    return body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]


def _insert(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    at = _place(dice, body)
    return body[:at] + dice.choice(_SIGNS) + body[at:]


def _replace(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    """A value, or what stands where one could, becomes something else."""
    at = body.find(b": ", _place(dice, body))
    end = body.find(b"\n", at)
    return body if at < 0 or end < 0 else body[: at + 2] + dice.choice(_SIGNS) + body[end:]


def _delete(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    at = _place(dice, body)
    return body[:at] + body[at + dice.randint(1, 30) :]


def _cut(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    return body[: _place(dice, body)]


def _splice(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    other = dice.choice(corpus)
    begin = _place(dice, other)
    at = _place(dice, body)
    return body[:at] + other[begin : begin + dice.randint(1, 200)] + body[at:]


def _repeat_lines(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    lines = body.splitlines(keepends=True) or [b""]
    at = dice.randrange(len(lines))
    some = lines[at : at + dice.randint(1, 4)]
    return b"".join(lines[:at] + some * dice.randint(2, 5) + lines[at:])


def _swap_lines(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    lines = body.splitlines(keepends=True) or [b""]
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _swap_keys(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    lines = body.split(b"\n")
    keyed = [n for n, line in enumerate(lines) if b": " in line]
    if len(keyed) < 2:
        return body
    one, other = dice.sample(keyed, 2)
    (first, value), (second, other_value) = lines[one].split(b": ", 1), lines[other].split(b": ", 1)
    lines[one], lines[other] = second + b": " + value, first + b": " + other_value
    return b"\n".join(lines)


def _indent(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    lines = body.split(b"\n")
    at = dice.randrange(len(lines))
    lines[at] = b" " * dice.randint(1, 5) + lines[at] if dice.random() < 0.5 else lines[at].lstrip()
    return b"\n".join(lines)


def _nest(dice: random.Random, body: bytes, corpus: Sequence[bytes]) -> bytes:
    at = _place(dice, body)
    depth = dice.randint(1, _DEEPEST)
    opening, closing = dice.choice([(b"[", b"]"), (b"{a: ", b"}"), (b"- ", b""), (b"? ", b"")])
    return body[:at] + opening * depth + body[at : at + 5] + closing * depth + body[at + 5 :]


def _place(dice: random.Random, body: bytes) -> int:
    return dice.randrange(len(body) + 1)


EDITS: Final[tuple[Edit, ...]] = (
    _flip, _insert, _replace, _delete, _cut, _splice, _repeat_lines, _swap_lines, _swap_keys, _indent, _nest,
)  # fmt: skip
