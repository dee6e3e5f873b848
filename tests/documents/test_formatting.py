"""Whatever the layout of a file, it comes out in one, and says what it said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.formatting import formatted
from engine.documents.reading.reader import read_bytes
from tests.documents.reading.yaml_texts import MAPPINGS


class Untidy:
    """A tree written with indentation, blanks and comments as they come."""

    def __init__(self, tree: dict[str, Any], drawn: st.DataObject, *, tidy: bool = False) -> None:
        self._draw = drawn.draw
        self._tidy = tidy
        self.comments: list[str] = []
        self.lines: list[str] = []
        self._mapping(tree, 0)

    @property
    def text(self) -> str:
        return "\n".join([*self.lines, ""])

    def _mapping(self, tree: dict[str, Any], column: int) -> None:
        for key, value in tree.items():
            self._aside(column)
            self._value(f"{' ' * column}{key}:", value, column, may_be_level=True)

    def _list(self, items: list[Any], column: int) -> None:
        for value in items:
            self._aside(column)
            self._value(f"{' ' * column}-", value, column, may_be_level=False)

    def _value(self, head: str, value: Any, column: int, *, may_be_level: bool) -> None:
        if isinstance(value, str):
            self.lines.append(f"{head}{self._blanks()}{value}{self._behind()}")
        elif self._pick(3) == 0:
            self.lines.append(f"{head}{self._blanks()}{self._flow(value)}{self._behind()}")
        else:
            self.lines.append(f"{head}{self._behind()}")
            step = 2 if self._tidy else self._draw(st.integers(1, 5))
            if isinstance(value, dict):
                self._mapping(value, column + step)
            else:
                is_level = may_be_level and not self._tidy and self._draw(st.booleans())
                self._list(value, column if is_level else column + step)

    def _flow(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, list):
            return f"[{self._inside()}{f',{self._blanks()}'.join(map(self._flow, value))}{self._inside()}]"
        items = (f"{key}:{self._blanks()}{self._flow(inner)}" for key, inner in value.items())
        return f"{{{self._inside()}{f',{self._blanks()}'.join(items)}{self._inside()}}}"

    def _aside(self, column: int) -> None:
        match self._pick(5):
            case 0:
                self.lines += [""] * self._draw(st.integers(1, 3))
            case 1:
                self.lines.append(f"{' ' * column}{self._comment()}")

    def _behind(self) -> str:
        return f"{self._blanks()}{self._comment()}" if self._pick(6) == 0 else ""

    def _comment(self) -> str:
        self.comments.append(f"# remark {len(self.comments)} {{ [ '")
        return self.comments[-1]

    def _blanks(self) -> str:
        return " " if self._tidy else " " * self._draw(st.integers(1, 3))

    def _inside(self) -> str:
        return "" if self._tidy else " " * self._draw(st.integers(0, 2))

    def _pick(self, of: int) -> int:
        """0 is drawn seldom, and never in a tidy text without flow."""
        return of if self._tidy else self._draw(st.integers(0, of))


def meaning(text: str) -> list[Any]:
    read = read_bytes(text.encode())
    assert not read.findings, text
    return [(each.value, each.spellings) for each in read.documents]


@given(MAPPINGS, st.data())
def test_it_says_the_same_keeps_every_comment_and_stays(tree: dict[str, Any], drawn: st.DataObject) -> None:
    untidy = Untidy(tree, drawn)
    made = formatted(untidy.text)
    assert made is not None, untidy.text
    assert meaning(made) == meaning(untidy.text)
    assert [line[line.index("# remark") :] for line in made.split("\n") if "# remark" in line] == (
        untidy.comments
    )
    assert formatted(made) == made


@given(MAPPINGS, st.data())
def test_a_tidy_text_stays_as_it_is(tree: dict[str, Any], drawn: st.DataObject) -> None:
    tidy = Untidy(tree, drawn, tidy=True).text
    assert formatted(tidy) == tidy


LAYOUTS = {
    "blanks and indentation": ("a:   1\nb:\n      c: 2\n", "a: 1\nb:\n  c: 2\n"),
    "dashes below their key": ("a:\n- 1\n- b: 2\n  c: 3\n", "a:\n  - 1\n  - b: 2\n    c: 3\n"),
    "braces": ('{ a : 1 , "b" :2 }\n', '{a: 1, "b": 2}\n'),
    "empty lines": ("\n\na: 1\n\n\n\nb: 2\n\n\n", "a: 1\n\nb: 2\n"),
    "ends of lines": ("a: 1  \r\nb: 2\r\n", "a: 1\nb: 2\n"),
    "no last line break": ("a: 1", "a: 1\n"),
    "literal text that ends the file": ("a: |\n   x\n", "a: |\n  x\n"),
    "literal text that ends without a line break": ("a: |-\n   x", "a: |-\n  x\n"),
    "literal text": ("a: |\n      x\n        y\n\nb: 2\n", "a: |\n  x\n    y\n\nb: 2\n"),
    "literal text with its own column": (
        "a:\n    b: |2\n         x\n        y\n",
        "a:\n  b: |2\n       x\n      y\n",
    ),
    "literal text that keeps its end": ("a: |+\n    x\n\nb: 1\n", "a: |+\n  x\n\nb: 1\n"),
    "folded text": ("a: >-\n    x\n    y\n", "a: >-\n  x\n  y\n"),
    "plain text over lines": ("a: x\n      y\n", "a: x\n  y\n"),
    "quoted text over lines": ('a: "x\n      y"\n', 'a: "x\n  y"\n'),
    "a flow over lines": ("a: [\n1,  # one\n   2]\n", "a: [\n  1,  # one\n  2]\n"),
    "a comment goes with its block": (
        "a:\n    b: 1\n    # of a\n# of c\nc: 2\n",
        "a:\n  b: 1\n  # of a\n# of c\nc: 2\n",
    ),
    "a comment behind": ("a: 1 # x\n", "a: 1  # x\n"),
    "several documents": ("a: 1\n---\n\nb: 2\n", "a: 1\n---\n\nb: 2\n"),
}


@pytest.mark.parametrize(("untidy", "tidy"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_layout(untidy: str, tidy: str) -> None:
    assert formatted(untidy) == tidy
    assert formatted(tidy) == tidy
