"""What the door makes of a signal, whether or not it has to be read again."""

from __future__ import annotations

from typing import Any

import pytest

from engine.runtime.door import refusal
from engine.signal import Signal
from engine.store import codec


@pytest.mark.parametrize(
    "data",
    [
        {"a": 1, "b": "x", "c": None, "d": 0.5, "e": True},
        {"a": -(2**63), "b": 2**64 - 1, "c": "\U0001f3f4"},
        {"a": [1, "x"], "b": {"c": [None]}},
        {"a": (1, (2, 3)), "b": frozenset({4})},
        {},
    ],
)
@pytest.mark.parametrize("text", [None, {"t": "words"}, {"names": ["a"]}])
def test_a_signal_that_is_taken_in_is_what_a_restart_would_read(data: Any, text: Any) -> None:
    signal = Signal("1", "x.y", 5, guild=7, data=data, text=text, origin="derived")

    assert refusal(signal) is None

    assert codec.decode_signal(codec.encode(signal)) == signal
    assert signal.origin == "input"
    assert signal.data is not data


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", 1), ("type", None), ("time", "5"), ("time", -1), ("time", 2**70), ("guild", -1),
        ("guild", 2**63), ("guild", "7"), ("channel", 0.5), ("actor", "x"), ("data", []), ("text", 1),
        ("target", []), ("system", 5), ("severity", "awful"), ("confidence", "x"), ("cause", (1,)),
        ("causes", None), ("origin", "elsewhere"),
    ],
)  # fmt: skip
def test_a_signal_with_a_field_of_another_kind_is_refused(name: str, value: Any) -> None:
    signal = Signal("1", "x.y", 5, guild=7, data={"a": 1}, text={"t": "words"})
    setattr(signal, name, value)

    assert refusal(signal)


@pytest.mark.parametrize(
    "fields",
    [{"a": 2**64}, {"a": -(2**63) - 1}, {"a": "\ud800"}, {1: "a"}, {None: 1}, {"a": object()}, {"\ud800": 1}],
)
@pytest.mark.parametrize("name", ["data", "text"])
def test_a_value_that_cannot_be_read_again_is_refused(name: str, fields: Any) -> None:
    signal = Signal("1", "x.y", 5, guild=7)
    setattr(signal, name, fields)

    assert refusal(signal)
