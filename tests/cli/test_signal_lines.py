"""A signal that was printed and is read again is the same signal."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.catalogue import Catalogue
from engine.cli.signal_lines import read_signal
from engine.runtime.canonical import canonical, public
from engine.signal import CORE_FIELDS, SEVERITIES, Signal, SignalType, discord_id

CATALOGUE = Catalogue.load()
IDS = st.integers(1, 2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = sorted(CORE_FIELDS | {"data", "x"})
NOT_IDS = (0, -1, 2**63, True, 1.0, "", "-1", "1.0", "x", "²", "٣", "1" * 20, [1], None)
VALUES = {
    "text": TEXT,
    "integer": st.integers(-(2**31), 2**31),
    "number": st.floats(-1e6, 1e6),
    "boolean": st.booleans(),
    "list": st.lists(TEXT, max_size=3),
    "id": IDS,
}


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    type_ = draw(st.sampled_from(sorted(CATALOGUE.types)))
    personal = CATALOGUE.personal(type_)
    data: dict[str, Any] = {}
    text: dict[str, Any] = {}
    for name, field in CATALOGUE.types[type_].fields.items():
        needed = (type_, name) == (SignalType.RULEBOOK_LOADED, "hash")
        if name not in CORE_FIELDS and (needed or draw(st.booleans())):
            (text if name in personal else data)[name] = draw(VALUES[field.type])
    return Signal(
        id=draw(st.text("abc:019", min_size=1)),
        type=type_,
        time=(time := draw(st.integers(0, 2**42))),
        seen=time + draw(st.integers(0, 10_000)),
        guild=draw(st.none() | IDS),
        channel=draw(st.none() | IDS),
        actor=draw(st.none() | IDS),
        target=draw(st.none() | IDS),
        data=data,
        text=text or None,
        system=draw(st.none() | st.just("antinuke")),
        severity=draw(st.none() | st.sampled_from(SEVERITIES)),
        confidence=draw(st.none() | st.floats(0, 1)),
    )


@given(signals())
def test_what_was_printed_is_read_as_it_was(signal: Signal) -> None:
    line = orjson.loads(canonical(public(signal)))
    read = read_signal(line, 0, 0, CATALOGUE)
    assert read.signal == msgspec.structs.replace(signal, seen=0)
    assert read.seen == signal.seen
    assert not read.is_derived


@given(
    st.dictionaries(st.sampled_from(sorted(CORE_FIELDS | {"data", "x"})), st.none() | st.integers() | TEXT)
)
def test_nothing_but_a_reason_is_raised(line: dict[str, Any]) -> None:
    with suppress(ValueError):
        assert read_signal({"type": "x", **line}, 3, 5, CATALOGUE).signal.type


def test_an_id_in_the_data_is_a_number_again() -> None:
    line = {"type": "discord.message.create", "data": {"message": "1200000000000000017"}}
    assert read_signal(line, 0, 0, CATALOGUE).signal.data == {"message": 1200000000000000017}


def test_without_a_time_it_is_when_it_was_seen_or_that_of_the_line_before() -> None:
    assert read_signal({"type": "x", "seen": 9}, 3, 5, CATALOGUE).signal.time == 9_000
    assert read_signal({"type": "x"}, 3, 5, CATALOGUE).signal.time == 5


@pytest.mark.parametrize("value", NOT_IDS)
def test_what_is_no_discord_id(value: object) -> None:
    assert discord_id(value) is None


@pytest.mark.parametrize("value", [1, "1", 2**63 - 1, str(2**63 - 1)])
def test_what_is_a_discord_id(value: object) -> None:
    assert discord_id(value) == int(str(value))


@pytest.mark.parametrize(
    ("signal", "printed"),
    [
        (
            Signal("gap", "gateway.gap", 1_800_000_000_000, data={"since": 1_799_999_999_500}),
            {"since": "2027-01-15T07:59:59.500Z"},
        ),
        (
            Signal("new", "rulebook.loaded", 1, data={"hash": "x", "frozen": ["* 0", "11 1000"]}),
            {"hash": "x", "frozen": ["* 1970-01-01T00:00:00.000Z", "11 1970-01-01T00:00:01.000Z"]},
        ),
    ],
)
def test_times_of_the_engine_leave_as_iso_and_come_back(signal: Signal, printed: dict[str, Any]) -> None:
    line = public(signal)

    assert line["data"] == printed
    assert read_signal(line, 0, 0, CATALOGUE).signal.data == signal.data
    assert read_signal({**line, "data": signal.data}, 0, 0, CATALOGUE).signal.data == signal.data
