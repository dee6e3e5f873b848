"""A refused command sets nothing off: none of the documents that ship is about it, or met by it."""

from __future__ import annotations

import pytest

from engine.catalogue import Catalogue
from engine.runtime.program import Program
from engine.signal import Signal, SignalType
from engine.systems import KINDS
from tests.discord.test_shipped_rules import LOADED

PROGRAM = Program(LOADED.rulebook, KINDS, Catalogue.load())
TYPES = (SignalType.COMMAND_REFUSED.value, SignalType.COMMAND_USED.value)


@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize(
    "data", [{"command": "/reload"}, {"times": 4_000, "people": 1}, {"command": "Why?", "self": 1}]
)
@pytest.mark.parametrize("guild", [None, 81384788765712384])
def test_no_document_that_ships_is_met_by_it(type_: str, data: dict[str, object], guild: int | None) -> None:
    tried = Signal("i", type_, 0, guild=guild, actor=2, channel=3, data=data)

    assert PROGRAM.hits(tried) == []


@pytest.mark.parametrize("type_", TYPES)
def test_no_document_that_ships_asks_for_it(type_: str) -> None:
    assert LOADED.rulebook.documents
    assert list(PROGRAM.indexes.of(type_)) == []
    assert list(PROGRAM.indexes.of("discord.member.ban")) != []
