"""One spelling of every value."""

from __future__ import annotations

import pytest

from engine.effects import Act, Emit
from engine.runtime.canonical import canonical, effect_body, printable, public
from engine.signal import Signal


def test_keys_are_sorted_and_there_are_no_blanks() -> None:
    spelled = '{"a":true,"b":[1,{"c":"é","d":null}]}'
    assert canonical({"b": [1, {"d": None, "c": "é"}], "a": True}) == spelled.encode()


def test_ids_of_discord_are_text() -> None:
    value = {"guild": 1, "actor": [2, 3], "count": 4}
    assert printable(value) == {"guild": "1", "actor": ["2", "3"], "count": 4}


SPELLED = [(2**53 - 1, 2**53 - 1), (2**53, str(2**53)), (True, True), (1.5, 1.5)]


@pytest.mark.parametrize(("value", "spelled"), SPELLED)
def test_integers_that_lose_digits_elsewhere_are_text(value: object, spelled: object) -> None:
    assert printable({"count": value}) == {"count": spelled}


def test_an_effect_says_what_it_is_about() -> None:
    act = Act("discord.message", {"channel": 5})
    assert effect_body(act) == {"action": "discord.message", "body": {"channel": "5"}}
    assert effect_body(Emit("a.b", actor=7)) == {"type": "a.b", "actor": "7"}


def test_a_signal_leaves_the_process_with_its_ids_as_text_and_what_is_absent_left_out() -> None:
    signal = Signal("i", "t", 1, 2, guild=3, data={"n": 4}, text={"content": "x"}, cause=("c",), causes=9)
    assert public(signal) == {
        "id": "i", "type": "t", "time": "1970-01-01T00:00:00.001Z", "seen": "1970-01-01T00:00:00.002Z",
        "guild": "3", "data": {"n": 4, "content": "x"}, "cause": ["c"], "causes": 9, "origin": "input",
    }  # fmt: skip


def test_instants_that_the_engine_tells_of_leave_as_times_and_those_of_others_as_they_came() -> None:
    data = {"from": 1_000, "to": 2_000, "count": 5}
    told = {"from": "1970-01-01T00:00:01.000Z", "to": "1970-01-01T00:00:02.000Z", "count": 5}

    assert public(Signal("i", "t", 1, data=data, origin="derived"))["data"] == told
    assert public(Signal("i", "t", 1, data=data))["data"] == data
    assert effect_body(Emit("a.b", data=data))["data"] == told
    assert effect_body(Act("discord.message", {"time": 1_000, **data}))["body"] == told | {
        "time": "1970-01-01T00:00:01.000Z"
    }
