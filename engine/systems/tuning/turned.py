"""What was turned between two versions of a document, in a few words: `threshold 5 → 3`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.documents.wording import shown
from engine.systems.exceptions import EXCEPT
from engine.systems.kind import Compiled, Kind
from engine.systems.tuning.apply import value_at
from engine.systems.tuning.knobs import OFF

_NONE: Final = "none"


def turned_between(old: Compiled, new: Compiled, kind: Kind) -> dict[int | None, list[str]]:
    """By the guild in which it was: None stands for all that see the document as it is everywhere."""
    found: dict[int | None, list[str]] = {None: list(_turned(old, new, kind))}
    for guild in sorted({**old.variants, **new.variants}):
        found[guild] = list(_turned(old.within(guild), new.within(guild), kind))
    return found


def _turned(old: Compiled, new: Compiled, kind: Kind) -> Iterator[str]:
    if old.off != new.off:
        yield "turned off" if new.off else "turned on"
    before, after = kind.knobs(old.body), kind.knobs(new.body)
    for name in [each for each in after if each in before and each != OFF]:
        was, now = value_at(old.body, before[name]), value_at(new.body, after[name])
        if was == now:
            continue
        if name == EXCEPT:
            yield f"exceptions {_counted(was)} → {_counted(now)}"
        else:
            yield f"{name} {_spelt(was)} → {_spelt(now)}"


def _spelt(value: object) -> str:
    return _NONE if value is None else shown(value).strip("`")


def _counted(exceptions: object) -> str:
    lists = exceptions.values() if isinstance(exceptions, Mapping) else ()
    return str(sum(len(each) for each in lists)) if lists else _NONE
