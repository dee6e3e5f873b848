"""What names of one batch of accounts have in common: their shape, without what is counted up or varied."""

from __future__ import annotations

from typing import Final

from engine.matching.skeleton import skeleton

_SHORTEST: Final = 4
_LONGEST: Final = 12


def name_shape(name: str) -> str | None:
    """The first letters of a name as it looks: `raider_01`, `RAIDER 77` and `r.a.i.d.e.r` have one shape.

    None where too few letters are left to say anything.
    """
    letters = "".join(filter(str.isalpha, skeleton(name.rstrip("0123456789"))))[:_LONGEST]
    return letters if len(letters) >= _SHORTEST else None
