"""`field|windash: text`: a dash that begins an option of a command may be another dash, or a slash."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import msgspec

from engine.matching.operators.operator import Expansion, Modifier
from engine.matching.text import Part, Text

_DASH: Final = re.compile(r"\B[-/]\b")
_DASHES: Final = ("-", "/", "\N{EN DASH}", "\N{EM DASH}", "\N{HORIZONTAL BAR}")
_MOST: Final = 3


def _expand(text: Text) -> Expansion:
    ways = product(*(_ways(part) for part in text.parts))
    return Expansion(tuple(msgspec.structs.replace(text, parts=parts) for parts in ways))


def _count(written: str) -> int:
    dashes = min(len(_DASH.findall(written)), _MOST)
    made: int = len(_DASHES) ** dashes
    return made


def _ways(part: Part) -> list[Part]:
    if not isinstance(part, str):
        return [part]
    first, *rest = _DASH.split(part)
    ways = product(*([dash + piece for dash in _DASHES] for piece in rest))
    return [first + "".join(way) for way in ways]


def _refusal(text: Text) -> str | None:
    dashes = sum(len(_DASH.findall(part)) for part in text.parts if isinstance(part, str))
    return None if dashes <= _MOST else f"text with no more than {_MOST} such dashes, as each can be five"


WINDASH_MODIFIER = Modifier(
    name="windash",
    sentence="A `-` or `/` before a word and not after one may be either of them, or a longer dash.",
    takes=frozenset({"text"}),
    apply=_expand,
    refusal=_refusal,
    makes=_count,
)
