"""How far a thing reaches."""

from __future__ import annotations

import pytest

from engine.diagnostics.reach import end_of


@pytest.mark.parametrize(("line", "column", "end"), [
    ("level: hihg", 8, 12),
    ("level: hihg", 1, 6),
    ("a|contains: x", 1, 11),
    ("a: 'x y' z", 4, 9),
    ("a: 'it''s' z", 4, 11),
    ('a: "x \\" y" z', 4, 12),
    ("a: 'open", 4, 5),
    ("a: [b, c]", 5, 6),
    ("a: [b, c]", 4, 5),
    ("a:", 3, 4),
    ("", 1, 2),
    ("日本語: x", 1, 4),
])  # fmt: skip
def test_a_thing_ends(line: str, column: int, end: int) -> None:
    assert end_of(line, column) == end
