"""YAML as people write it, generated: mappings and lists in every style, with emoji and every end of line.

Each text comes with the places at which its scalars were written, found by writing them one by one.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_LETTERS = st.sampled_from("abzÄé日🚨👍🏽e\u0301 _-")
_WORDS = st.text(_LETTERS, min_size=1, max_size=8).map(lambda text: f"k{text.strip()}z")
_NUMBERS = st.sampled_from(["1", "-2.5", "true", "null", "0123", "17:00", "123456789012345678", "no"])
_VALUES = _WORDS | _NUMBERS

TREES = st.recursive(
    _VALUES,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(_WORDS, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(_WORDS, TREES, min_size=1, max_size=4)


class Written:
    """A text and, by path, where each value and key was written: line and column from 1, in code points."""

    def __init__(self, tree: dict[str, Any], end: str, quotes: st.DataObject) -> None:
        self.values: dict[tuple[str | int, ...], tuple[int, int, str]] = {}
        self.keys: dict[tuple[str | int, ...], tuple[int, int, str]] = {}
        self._end = end
        self._draw = quotes.draw
        self._lines = [""]
        self._mapping(tree, (), 0)

    @property
    def text(self) -> str:
        return self._end.join(self._lines)

    def _node(self, value: Any, path: tuple[str | int, ...], indent: int) -> None:
        if isinstance(value, str):
            self._put(" ")
            self.values[path] = self._scalar(value)
            self._break()
        elif self._draw(st.booleans()):
            self._put(" ")
            self._flow(value, path)
            self._break()
        else:
            self._break()
            (self._mapping if isinstance(value, dict) else self._list)(value, path, indent + 2)

    def _mapping(self, tree: dict[str, Any], path: tuple[str | int, ...], indent: int) -> None:
        for key, value in tree.items():
            if self._draw(st.integers(0, 5)) == 0:
                self._put(f"{' ' * indent}# 🚨 a comment: {{ [")
                self._break()
            self._put(" " * indent)
            self.keys[(*path, key)] = self._scalar(key)
            self._put(":")
            self._node(value, (*path, key), indent)

    def _list(self, items: list[Any], path: tuple[str | int, ...], indent: int) -> None:
        for place, value in enumerate(items):
            self._put(f"{' ' * indent}-")
            self._node(value, (*path, place), indent)

    def _flow(self, value: Any, path: tuple[str | int, ...]) -> None:
        if isinstance(value, str):
            self.values[path] = self._scalar(value)
            return
        items = value.items() if isinstance(value, dict) else enumerate(value)
        self._put("{" if isinstance(value, dict) else "[")
        for place, (key, inner) in enumerate(items):
            self._put(", " if place else "")
            if isinstance(value, dict):
                self.keys[(*path, key)] = self._scalar(key)
                self._put(": ")
            self._flow(inner, (*path, key))
        self._put("}" if isinstance(value, dict) else "]")

    def _scalar(self, text: str) -> tuple[int, int, str]:
        quote = self._draw(st.sampled_from(["", "'", '"']))
        written = f"{quote}{text}{quote}"
        place = (len(self._lines), len(self._lines[-1]) + 1, written)
        self._put(written)
        return place

    def _put(self, text: str) -> None:
        self._lines[-1] += text

    def _break(self) -> None:
        self._lines.append("")
