"""Ids of signals that follow from others: the same for ever, and of every part."""

from __future__ import annotations

from engine.runtime.derived import derived_id


def test_a_derived_id_is_a_hash_of_all_its_parts() -> None:
    parts = ("cause", "document", "[1]", 0)
    others = [(*parts[:n], f"{part}x", *parts[n + 1 :]) for n, part in enumerate(parts)]
    assert len({derived_id(*each) for each in (parts, *others)}) == 5
    assert derived_id(*parts) == derived_id(*parts)
    assert len(derived_id(*parts)) == 24


def test_a_derived_id_is_the_same_for_ever() -> None:
    assert derived_id("message:1", "core/detection/x", "[11]", 0) == "546aee7c499f3bae4743c833"
