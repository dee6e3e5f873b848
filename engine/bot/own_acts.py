"""Whether an act of the bot's own account was ours: it bears the id of an effect that the outbox sent.

The row is durable as *sending* before the call that Discord writes an entry about, so it is there
whenever the entry comes: before the answer to the call, or by a back-fill after a kill.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from engine.store.rows import OutboxRow, OutboxState

LONGEST_REASON: Final = 512
"""Characters that Discord takes as the reason of an act."""
_TAG: Final = re.compile(r"\[tocsin ([0-9a-f]{24})\]\s*\Z")


def tagged(reason: str, effect: str) -> str:
    """The reason that an action gives to Discord: it ends with the id of the effect."""
    tag = f" [tocsin {effect}]"
    return reason[: LONGEST_REASON - len(tag)] + tag


class OwnActs:
    """Looks acts up in the outbox. `find` gives an action by its id, also one that ended.

    `leaves` are the acts that each action may cause, by discord.py's names of the audit log.
    """

    def __init__(
        self, find: Callable[[str], OutboxRow | None], leaves: Mapping[str, Collection[str]]
    ) -> None:
        self._find = find
        self._leaves = leaves

    def __call__(
        self, act: str, reason: str | None, guild: int, touched: Collection[int | None]
    ) -> str | None:
        """The effect that caused an act, or None where none did: then somebody else has the token.

        Anyone with the token can copy a reason, so the effect must be of that guild, be able to cause
        this act, and name one of the ids that it `touched`. Raises `StoreError`.
        """
        found = _TAG.search(reason or "")
        row = None if found is None else self._find(found[1])
        if row is None or row.guild != guild or row.state is OutboxState.PENDING:
            return None
        if act not in self._leaves.get(row.action, ()):
            return None
        named = set(_ids(row.body.values()))
        return row.id if any(str(id_) in named for id_ in touched if id_ is not None) else None


def _ids(values: Collection[Any]) -> Iterator[str]:
    """All that a body names, as text: in any JSON ids are strings."""
    for value in values:
        if isinstance(value, list):
            yield from map(str, value)
        else:
            yield str(value)
