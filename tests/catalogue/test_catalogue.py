"""What the catalogue says is well formed, complete, and what the engine really writes."""

from __future__ import annotations

import re

import pytest

from engine.catalogue import Catalogue, Field, Group, SignalKind
from engine.signal import CORE_FIELDS, Signal, SignalType
from tests.catalogue.conformance import faults

CATALOGUE = Catalogue.load()
NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
ALWAYS = {"id", "type", "time", "seen"}


def everything() -> list[tuple[str, str, Field]]:
    return [
        (name, field, what) for name, kind in CATALOGUE.types.items() for field, what in kind.fields.items()
    ]


@pytest.mark.parametrize("type_", SignalType)
def test_every_type_the_engine_speaks_is_in_it(type_: SignalType) -> None:
    assert type_.value in CATALOGUE.types


@pytest.mark.parametrize("name", CATALOGUE.types)
def test_a_type_has_a_dotted_name_a_sentence_and_known_core_fields(name: str) -> None:
    kind = CATALOGUE.types[name]
    assert NAME.fullmatch(name)
    assert kind.says.endswith(".")
    assert set(kind.has) <= CORE_FIELDS - ALWAYS
    assert len(set(kind.has)) == len(kind.has)


def test_fields_are_snake_case_and_say_what_they_are() -> None:
    for type_, name, field in everything():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), (type_, name)
        assert field.says.endswith("."), (type_, name)
        assert name not in CORE_FIELDS, (type_, name)


def test_what_people_wrote_is_text() -> None:
    for type_, name, field in everything():
        assert not field.personal or field.type in ("text", "list"), (type_, name)


def test_a_name_means_the_same_kind_of_value_everywhere() -> None:
    """Rules over several types would else be wrong about one of them."""
    kinds: dict[str, set[str]] = {}
    for type_, name, field in everything():
        if type_.startswith("discord."):
            kinds.setdefault(name, set()).add(field.type)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_what_is_personal_in_one_type_of_discords_is_so_in_all() -> None:
    marks: dict[str, set[bool]] = {}
    for type_, name, field in everything():
        if type_.startswith("discord."):
            marks.setdefault(name, set()).add(field.personal)
    assert [name for name, found in marks.items() if len(found) > 1] == []


def test_every_group_is_used() -> None:
    used = {group for kind in CATALOGUE.types.values() for group in kind.includes}
    assert used == CATALOGUE.groups.keys()


def test_the_fields_of_a_group_become_the_types_own() -> None:
    shared = Field("text", "Shared.", personal=True)
    own = Field("integer", "Own.")
    kind = SignalKind("A type.", includes=("some",), fields={"own": own})
    catalogue = Catalogue({"a.b": kind}, {"some": Group("Some.", {"shared": shared})})
    assert catalogue.types["a.b"].fields == {"shared": shared, "own": own}
    assert catalogue.personal("a.b") == {"shared"}
    assert catalogue.fields("a.b") == CORE_FIELDS | {"shared", "own"}


def test_a_type_that_is_not_in_it_has_no_known_fields() -> None:
    assert CATALOGUE.fields("weather.report") is None
    assert CATALOGUE.personal("weather.report") == frozenset()


@pytest.mark.parametrize(
    ("signal", "fault"),
    [
        (Signal("a", "discord.member.bann", 1), "discord.member.bann is not in the catalogue"),
        (Signal("a", "discord.member.ban", 1, channel=5), "discord.member.ban: it has no channel"),
        (Signal("a", "discord.member.ban", 1, data={"x": 1}), "discord.member.ban: it has no field x"),
        (Signal("a", "discord.member.ban", 1, text={}), "discord.member.ban: an empty `text` says that"),
        (
            Signal("a", "discord.member.ban", 1, data={"reason": "x"}),
            "discord.member.ban: reason stands in data",
        ),
        (Signal("a", "discord.member.ban", 1, text={"count": 1}), "discord.member.ban: count stands in text"),
        (
            Signal("a", "discord.member.ban", 1, data={"count": True}),
            "discord.member.ban: count is no integer",
        ),
        (
            Signal("a", "discord.member.ban", 1, data={"changed": []}),
            "discord.member.ban: changed is no list",
        ),
    ],
)
def test_a_signal_that_is_not_as_its_type_says_is_found_out(signal: Signal, fault: str) -> None:
    (found,) = faults(CATALOGUE, signal)
    assert found.startswith(fault)
