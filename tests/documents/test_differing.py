"""What two rows do not share, held against looking at every pair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.documents.differing import differing


class Thing:
    """All are equal, and none is the same."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


THINGS = [Thing() for _ in range(8)]
rows = st.lists(st.sampled_from(range(8)), unique=True).map(lambda places: [THINGS[each] for each in places])


@given(rows, rows)
def test_what_only_one_has_is_found_in_its_order(before: list[Thing], after: list[Thing]) -> None:
    gone, come = differing(before, after)

    assert list(map(id, gone)) == [id(each) for each in before if all(each is not one for one in after)]
    assert list(map(id, come)) == [id(each) for each in after if all(each is not one for one in before)]
