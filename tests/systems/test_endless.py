"""Circles of emit and match between compiled documents; a kind that keeps state ends one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.systems.endless import endless
from engine.systems.kind import Compiled


class Window(msgspec.Struct):
    """Some state."""


class Loose:
    name = "loose"
    state = None


class Kept:
    name = "kept"
    state = Window


KINDS: Any = {"loose": Loose(), "kept": Kept()}


def made(name: str, hit_by: str, emits: str, kind: str = "loose", **more: Any) -> Compiled:
    return Compiled(name, kind, name, None, types=(hit_by,), emits=(emits,), **more)


@pytest.mark.parametrize(("kind", "circles"), [("loose", [["a", "b"]]), ("kept", [])])
def test_a_window_between_ends_a_circle(kind: str, circles: list[list[str]]) -> None:
    assert endless([made("a", "one.x", "two.x"), made("b", "two.x", "one.x", kind)], KINDS) == circles


def test_what_is_hit_by_hits_is_part_of_it() -> None:
    reader = Compiled("b", "loose", "b", None, over=("a",), emits=("one.x",))

    assert endless([made("a", "one.x", "two.x"), reader], KINDS) == [["a", "b"]]


@pytest.mark.parametrize(("pattern", "circles"), [("threat.*", [["a"]]), ("*.detected", []), (">", [])])
def test_a_wildcard_that_skips_the_engine_s_own_types_is_none(pattern: str, circles: list[list[str]]) -> None:
    assert endless([made("a", pattern, "threat.detected")], KINDS) == circles


def test_what_is_muted_emits_nothing() -> None:
    over = Compiled("c", "kept", "c", None, over=("a",), mute=("a",))

    assert endless([made("a", "one.x", "one.x"), over], KINDS) == []


def test_a_long_chain_is_looked_through() -> None:
    chain = [made(f"d{n:05}", f"t{n}.x", f"t{n + 1}.x") for n in range(300)]

    assert endless(chain, KINDS) == []
    assert len(endless([*chain, made("e", "t300.x", "t0.x")], KINDS)) == 1
