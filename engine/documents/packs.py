"""Which packs that ship a folder's settings name, read before anything is checked. Knows no files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.documents.contents import read
from engine.documents.wording import one_of, shown

NO_SUCH_PACK: Final = "TOC615"
KEY: Final = "packs"
Ships = tuple[str, ...] | None
"""The packs that ship; None: of a file that names none."""
_KIND: Final = "settings"


@lru_cache(maxsize=8)
def packs_in(body: bytes | str) -> tuple[str, ...] | None:
    """The packs that settings name; None where it cannot be told which. A name may be of none that ships."""
    found = read(body)
    if not found.whole:
        return None
    for parsed in found.documents:
        if isinstance(parsed.value, dict) and parsed.value.get("kind") == _KIND and KEY in parsed.value:
            packs = parsed.value[KEY]
            is_list = isinstance(packs, list) and all(isinstance(each, str) for each in packs)
            return tuple(packs) if is_list else None
    return ()


def check_packs(body: Mapping[str, Any], ships: Ships) -> list[Problem]:
    """Names of packs that do not ship. Stands any body."""
    if ships is None:
        return []
    packs = body.get(KEY)
    return [
        Problem(
            NO_SUCH_PACK,
            (KEY, place),
            f"no pack {shown(name)} ships with Tocsin",
            help=did_you_mean(name, ships) or one_of(ships),
        )
        for place, name in enumerate(packs if isinstance(packs, list) else ())
        if isinstance(name, str) and name not in ships
    ]
