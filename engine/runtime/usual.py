"""What the loop knows now of what is usual in a guild, and the desk that tells of what is not."""

from __future__ import annotations

from collections.abc import Iterator

from engine.runtime.core import Core
from engine.systems.baseline.desk.book import Desk
from engine.systems.baseline.desk.steps import DESK
from engine.systems.baseline.kind import BaselineKind
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline


def baselines_of(core: Core, guild: int | None) -> Iterator[tuple[str, BaselineSpec, Baseline]]:
    """Each baseline that has seen anything of a guild: its identity, what it says there, what it knows."""
    for identity, document in core.program.documents.items():
        if document.kind == BaselineKind.name:
            state = core.cells.get(identity, (guild,))
            if isinstance(state, Baseline):
                yield identity, document.within(guild).spec, state


def desk_of(core: Core, guild: int | None) -> Desk | None:
    """What was told of a guild, and what people said of it; None where nothing was noticed yet."""
    found = core.cells.get(DESK.identity, (guild,))
    return found if isinstance(found, Desk) else None
