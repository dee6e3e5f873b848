"""What is left of a signal when a person is forgotten."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.signal import Signal
from engine.store.erasing import concerns, erase_person, without_person
from engine.store.sqlite import SqliteStore
from tests.store.batches import T0, Writer

ANA, BO = 1_200_000_000_000_000_017, 1_200_000_000_000_000_018


def signal(**fields: Any) -> Signal:
    return Signal("a:1", "test.one", T0, T0, 1, 5, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"actor": ANA},
        {"target": ANA},
        {"data": {"inviter": ANA}},
        {"data": {"inviter": str(ANA)}},
        {"data": {"mentioned": [BO, ANA]}},
        {"data": {"mentioned": (str(ANA),)}},
    ],
)
def test_a_person_is_found_wherever_an_id_may_stand(fields: dict[str, Any]) -> None:
    assert concerns(signal(**fields), ANA)
    assert not concerns(without_person(signal(**fields), ANA), ANA)
    assert not concerns(signal(**fields), ANA + 5)


@pytest.mark.parametrize("data", [{"flag": True}, {"number": 1.0}, {"none": None}, {"text": "1x"}])
def test_other_values_are_nobody(data: dict[str, Any]) -> None:
    assert without_person(signal(target=ANA, data=data), ANA).data == data


def test_what_they_did_becomes_an_empty_place() -> None:
    left = without_person(signal(actor=ANA, channel=9, data={"length": 3}, text={"content": "hello"}), ANA)
    assert left == Signal("erased:1", "engine.erased", T0, T0, 1, 5, text={})


def test_what_was_done_to_them_stays_without_their_id_and_counts_as_without_text() -> None:
    """So that a replay asks no rule about a target that is not there any more."""
    left = without_person(signal(actor=BO, target=ANA, data={"mentioned": [ANA, BO], "by": ANA}), ANA)
    assert (left.actor, left.target, left.data, left.text) == (BO, None, {"mentioned": [BO]}, {})


def test_text_goes_from_what_rules_met_and_from_what_they_did_not(path: Path) -> None:
    writer = Writer()
    rows = [
        writer.row(kind, actor=who, text={"content": f"{kind} of {who}"})
        for kind in ("plain", "hit")
        for who in (ANA, BO)
    ]
    with closing(SqliteStore(path)) as store:
        store.commit(writer.batch(*rows))
    done = erase_person(path, ANA)

    assert (done.signals, done.texts, done.kept) == (1, 2, 1)
    with closing(SqliteStore(path)) as store:
        found = [(each.signal.actor, each.signal.text) for rows in store.history(0) for each in rows]
    assert found == [
        (None, {}),
        (BO, {"content": f"plain of {BO}"}),
        (ANA, {}),
        (BO, {"content": f"hit of {BO}"}),
    ]
