"""What was seen already: for a quarter of an hour by id, before that by a mark, in a gap always by id."""

from __future__ import annotations

import pytest

from engine.runtime.known import KEEP_IDS, KEEP_IDS_IN_GAP, KEEP_MS, Known


def test_an_id_is_taken_once() -> None:
    known = Known()
    assert known.add("a", 1, 1)
    assert not known.add("a", 2, 1)


def test_an_unnumbered_id_is_forgotten_after_a_quarter_of_an_hour() -> None:
    known = Known()
    known.add("a", 0, 1)
    known.add("b", KEEP_MS - 1, 1)
    assert not known.add("a", KEEP_MS - 1, 1)
    known.add("c", KEEP_MS, 1)
    assert known.add("a", KEEP_MS, 1)


def test_a_numbered_id_is_known_by_its_mark_for_ever() -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    known.add("audit:9", 10 * KEEP_MS, 1)
    assert not known.add("audit:5", 20 * KEEP_MS, 1)
    assert not known.add("audit:4", 20 * KEEP_MS, 1)


def test_what_is_newer_than_the_mark_is_taken() -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    known.add("x", 10 * KEEP_MS, 1)
    assert known.add("audit:6", 10 * KEEP_MS, 1)


@pytest.mark.parametrize(("id_", "guild"), [("audit:4", 2), ("message:4", 1), ("audit:4", None)])
def test_a_mark_is_of_one_guild_and_source(id_: str, guild: int | None) -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    known.add("x", 10 * KEEP_MS, 1)
    assert known.add(id_, 10 * KEEP_MS, guild)


def test_an_id_out_of_order_is_taken_within_a_quarter_of_an_hour() -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    assert known.add("audit:4", 1, 1)


def test_in_a_gap_nothing_leaves_and_no_mark_moves() -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    known.add("x", 10 * KEEP_MS, 1, gap=True)
    assert known.add("audit:4", 10 * KEEP_MS, 1, gap=True)
    assert not known.add("audit:5", 10 * KEEP_MS, 1, gap=True)
    assert known.moved() == []


def test_moved_marks_are_taken_once() -> None:
    known = Known()
    known.add("audit:5", 0, 1)
    known.add("message:7", 0, None)
    known.add("x", KEEP_MS, 1)
    assert known.moved() == [((1, "audit"), 5), ((None, "message"), 7)]
    assert known.moved() == []


@pytest.mark.parametrize("gap", [False, True])
def test_it_is_bounded(gap: bool) -> None:
    most = KEEP_IDS_IN_GAP if gap else KEEP_IDS
    known = Known()
    for n in range(most + 100):
        known.add(f"e{n}", 0, 1, gap=gap)
    assert len(known) == most


def test_after_a_gap_it_forgets_a_little_with_each_signal() -> None:
    known = Known()
    for n in range(5_000):
        known.add(f"e{n}", 0, 1, gap=True)
    known.add("x", 10 * KEEP_MS, 1)
    assert len(known) > 4_000
    for n in range(100):
        known.add(f"y{n}", 10 * KEEP_MS, 1)
    assert len(known) == 101


def test_what_is_restored_is_known() -> None:
    known = Known()
    known.restore([((1, "audit"), 9)], [("a", 0, 1)])
    assert not known.add("a", 1, 1)
    assert not known.add("audit:9", 1, 1)
    assert known.add("audit:10", 1, 1)


@pytest.mark.parametrize("number", ["9" * 5_000, str(2**63), "٣", "-4", "4:edit:5", "", " 4"])
def test_odd_numbers_make_no_mark(number: str) -> None:
    known = Known()
    known.add(f"audit:{number}", 0, 1)
    known.add("x", KEEP_MS, 1)
    assert known.moved() == []
