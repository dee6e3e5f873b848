"""The engine's own fold of facts about members: since when someone is staff.

Rules read them as plain fields (`actor_staff_hours`): the loop writes the values into a signal's
`data` before it is matched and journalled, so that a replay needs no history before its first row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec

from engine.effects import Effect
from engine.instants import HOUR_MS
from engine.signal import Signal
from engine.systems.kind import Compiled, Hit, Moment

MEMBER_ROLES: Final = "discord.member.roles"
MEMBER_ROLES_TWIN: Final = "discord.gateway.member.roles"
"""Tells what the audit log does not: the role that comes with a bot. To fold a fact twice changes nothing."""
MEMBER_LEAVE: Final = "discord.member.leave"


class Facts(msgspec.Struct):
    """What is known of a member of a guild. Milliseconds since 1970; None = not known."""

    staff_since: int | None = None


class Members:
    """The steps of the one document `MEMBERS`: role grants and departures, per guild and member."""

    name = "engine.facts"
    state: ClassVar[type[Facts]] = Facts

    def step(self, spec: None, state: Facts, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, hit, moment
        if signal.data.get("staff_granted") and state.staff_since is None:
            state.staff_since = signal.time
        elif signal.data.get("staff_removed") or signal.type == MEMBER_LEAVE:
            state.staff_since = None
        return ()

    def prune(self, spec: None, state: Facts, moment: Moment) -> bool:
        del spec, moment
        return state.staff_since is None


MEMBERS: Final = Compiled(
    identity="engine/facts",
    kind=Members.name,
    id="facts",
    spec=None,
    types=(MEMBER_ROLES, MEMBER_ROLES_TWIN, MEMBER_LEAVE),
    test=lambda fields: (
        "staff_granted" in fields or "staff_removed" in fields or fields["type"] == MEMBER_LEAVE
    ),
    group_by=("target",),
    own=True,
)


def enrich(signal: Signal, facts: Facts) -> None:
    """Write what is known of the actor into the signal's data; a value that came with it is kept."""
    if facts.staff_since is not None:
        hours = round((signal.time - facts.staff_since) / HOUR_MS, 2)
        signal.data.setdefault("actor_staff_hours", max(hours, 0.0))
