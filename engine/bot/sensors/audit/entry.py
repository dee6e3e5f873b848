"""One entry of the audit log on its way to a signal: what it says, and what its reader makes of it.

Must not know any signal type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import discord

from engine.bot.sensors.people import seen_name, told
from engine.instants import made_ms
from engine.signal import Signal

_SPELLED_TWICE: Final = frozenset({"color", "secondary_color", "tertiary_color", "expire_behavior"})
"""Names that discord.py gives beside the British ones."""
UNKNOWN: Final = "unknown"


class Entry:
    """What is told, and the signal to be.

    `before` and `after` hold what changed, by discord.py's names; `person` is the member or user
    that an act against a person was done to, or something that has the id alone. A reader sets
    `type`, `channel` and `target` where it knows better, and adds to `data` and to `text`, which
    holds what people wrote. None in them = not known.
    """

    def __init__(self, source: discord.AuditLogEntry, type_: str) -> None:
        """Raises whatever an object that is no entry raises."""
        self.source = source
        self.id = source.id
        self.guild = source.guild.id
        self.time = made_ms(source.id)
        self.type = type_
        self.extra: Any = source.extra
        self.channel: int | None = getattr(getattr(self.extra, "channel", None), "id", None)
        # the public `target` is built from what changed, and may fail
        self.target: int | None = getattr(source, "_target_id", None)
        self.before, self.after, is_whole = _changes(source)
        self.count: int | None = getattr(self.extra, "count", None)
        self.data: dict[str, Any] = {
            "changed": sorted((self.before.keys() | self.after.keys()) - _SPELLED_TWICE),
            "count": self.count,
            "action": int(source.action.value),
            "actor_is_bot": getattr(source.user, "bot", None),
            "actor_is_owner": _is_owner(source) or None,
            "actor_roles": list(getattr(source.user, "_roles", ())),  # `roles` looks each of them up
            "incomplete": None if is_whole else True,
        }
        reason = source.reason if isinstance(source.reason, str) else None
        self.text: dict[str, Any] = {"reason": reason, "actor_name": seen_name(source.user)}

    @property
    def person(self) -> object:
        """Whom it was done to: a member, a user, or a bare id where the cache knows nobody."""
        return _target(self.source)

    @property
    def known(self) -> Any:
        """What it was done to, where cache or back-fill know more of it than the id; else None."""
        target = _target(self.source)
        return None if isinstance(target, discord.Object) else target

    def either(self, name: str) -> Any:
        """The value after, or else before: what a thing that was made is, or one that was deleted was."""
        after = self.after.get(name)
        return self.before.get(name) if after is None else after

    def name_before(self) -> None:
        """Tell the former name of what has another one now."""
        if self.after.get("name") is not None:
            self.text["name_before"] = self.before.get("name")

    def bits(self, side: Mapping[str, Any], name: str) -> int:
        """A permission set of `before` or `after`; 0 where there is none."""
        permissions = side.get(name)
        return 0 if permissions is None else int(permissions.value)

    def signal(self) -> Signal:
        """The entry as a signal. The same entry is the same signal, unless Discord counted it up."""
        return Signal(
            id=f"audit:{self.id}" if self.count is None else f"audit:{self.id}:{self.count}",
            type=self.type,
            time=self.time,
            guild=self.guild,
            channel=self.channel,
            actor=self.source.user_id,
            target=self.target,
            data=told(self.data),
            text=told(self.text) or None,
        )


Reader = Callable[[Entry], None]


def action_of(source: discord.AuditLogEntry) -> str:
    """discord.py's name of the action; `unknown` for one it does not know."""
    name = str(source.action.name)
    return UNKNOWN if name.startswith("unknown_") else name


def _is_owner(source: discord.AuditLogEntry) -> bool:
    """Whether the guild belongs to who acted."""
    owner = getattr(source.guild, "owner_id", None)
    return owner is not None and getattr(source.user, "id", None) == owner


def _target(source: discord.AuditLogEntry) -> Any:
    """What discord.py makes of the target: it may fail where there is none."""
    try:
        return source.target
    except Exception:  # noqa: BLE001 - an act is told also when its target cannot be
        return None


def _changes(source: discord.AuditLogEntry) -> tuple[Mapping[str, Any], Mapping[str, Any], bool]:
    """Before, after, and whether they could be read: an act is told also when its changes cannot."""
    try:
        return dict(source.before), dict(source.after), True
    except Exception:  # noqa: BLE001 - changes come in many shapes, some of which discord.py does not know
        return {}, {}, False
