"""Facts about members: since when the actor is staff, written into a signal before it is matched."""

from __future__ import annotations

import pytest

from engine.runtime.core import Core
from tests.support.loop import GUILD, core_of, signal, take

HOUR = 3_600_000


def granted(core: Core, at: int = 0, target: int = 5, guild: int = GUILD) -> None:
    what = {"target": target, "guild": guild, "data": {"staff_granted": True}}
    take(core, signal(f"grant-{at}-{guild}", "discord.member.roles", at, **what))


def hours(core: Core, at: int, actor: int = 5, **fields: object) -> object:
    (row,) = take(core, signal(f"ban-{at}", "discord.member.ban", at, actor=actor, **fields))
    return row.signal.data.get("actor_staff_hours")


def test_it_is_known_since_when_the_actor_is_staff() -> None:
    core = core_of()
    granted(core)
    assert hours(core, 3 * HOUR) == 3.0
    assert hours(core, 3 * HOUR + HOUR // 4) == 3.25


def test_nothing_is_said_of_who_was_never_granted() -> None:
    core = core_of()
    granted(core)
    assert hours(core, HOUR, actor=6) is None


def test_a_second_role_does_not_begin_anew() -> None:
    core = core_of()
    granted(core)
    granted(core, 2 * HOUR)
    assert hours(core, 3 * HOUR) == 3.0


def test_it_ends_with_the_role_and_with_leaving() -> None:
    for type_, data in (("discord.member.roles", {"staff_removed": True}), ("discord.member.leave", {})):
        core = core_of()
        granted(core)
        take(core, signal("end", type_, HOUR, target=5, data=data))
        assert hours(core, 2 * HOUR) is None


@pytest.mark.parametrize(("staff_in", "acts_in"), [(11, 22), (22, 11), (11, None)])
def test_it_is_known_per_guild(staff_in: int, acts_in: int | None) -> None:
    core = core_of()
    granted(core, guild=staff_in)
    assert hours(core, HOUR, guild=acts_in) is None
    assert hours(core, 2 * HOUR, guild=staff_in) == 2.0


def test_a_value_that_came_with_the_signal_is_kept() -> None:
    core = core_of()
    granted(core)
    assert hours(core, HOUR, data={"actor_staff_hours": 99}) == 99


def test_an_act_from_before_the_grant_counts_as_none() -> None:
    core = core_of()
    granted(core, HOUR)
    assert hours(core, 0) == 0.0
