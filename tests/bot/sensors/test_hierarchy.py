"""Which roles pass the bot's. A move is told as an update of each role that it passes, in any order."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.bot.sensors.conftest import World

UPDATE = "discord.gateway.role.update"


def ladder(world: World, *ids: int) -> None:
    """The roles of the guild from the lowest to the highest, one of which the bot has."""
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    for position, id_ in enumerate(ids, 1):
        role = guild.get_role(id_)
        assert role is not None
        role.position = position
    world.client.context.hierarchy.forget(guild.id)


def moved(world: World, id_: int, position: int) -> None:
    role = {
        "id": str(id_), "name": "x", "permissions": "0", "position": position, "color": 0, "hoist": False,
        "managed": False, "mentionable": False, "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
    world.feed("GUILD_ROLE_UPDATE", {"guild_id": str(world.guild.id), "role": role})


def told(world: World) -> list[int]:
    return [id_ for signal in world.of(UPDATE) for id_ in signal.data.get("above_self", ())]


@pytest.fixture
def roles(world: World) -> tuple[int, int, int, int]:
    """The bot's role and three others; the bot has no other role."""
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    others = [world.guild.create_role(name).id for name in ("one", "two", "three")]
    own = world.guild.create_role("own").id
    assert world.client.user is not None
    for id_ in list(guild.me._roles):
        world.backend.remove_member_role(world.guild.id, world.client.user.id, id_)
    world.backend.add_member_role(world.guild.id, world.client.user.id, own)
    world.signals.clear()
    return own, *others  # type: ignore[return-value]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_role_that_passes_the_bot_is_told_once(
    world: World, roles: tuple[int, int, int, int], order: tuple[int, ...]
) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    moves = [(low, 3), (between, 1), (own, 2)]
    for n in order:
        moved(world, *moves[n])
    assert told(world) == [low]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_a_bot_that_is_moved_down_tells_all_that_passed_it(
    world: World, roles: tuple[int, int, int, int], order: tuple[int, ...]
) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    moves = [(own, 1), (low, 2), (between, 3)]
    for n in order:
        moved(world, *moves[n])
    assert sorted(told(world)) == sorted([low, between])


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_roles_that_move_up_because_one_below_is_gone_are_no_news(
    world: World, roles: tuple[int, int, int, int], order: tuple[int, ...]
) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    world.feed("GUILD_ROLE_DELETE", {"guild_id": str(world.guild.id), "role_id": str(low)})
    moves = [(between, 1), (own, 2), (high, 3)]
    for n in order:
        moved(world, *moves[n])
    assert told(world) == []


async def test_a_role_that_was_above_and_comes_back_is_told_again(
    world: World, roles: tuple[int, int, int, int]
) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    for position in (1, 4, 1, 4):
        moved(world, high, position)
    assert told(world) == [high, high]


async def test_roles_that_pass_each_other_are_no_news(world: World, roles: tuple[int, int, int, int]) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    moved(world, low, 2)
    moved(world, between, 1)
    assert told(world) == []


async def test_a_bot_that_is_given_a_higher_role_starts_anew(
    world: World, roles: tuple[int, int, int, int]
) -> None:
    own, low, between, high = roles
    ladder(world, low, between, own, high)
    moved(world, low, 1)
    assert world.client.user is not None
    world.backend.add_member_role(world.guild.id, world.client.user.id, high)
    world.backend.remove_member_role(world.guild.id, world.client.user.id, high)
    moved(world, low, 2)
    assert told(world) == []
