"""Lays YAML out in one way: indentation, blanks, ends of lines. Comments, order and words stay as they are.

Works on libyaml's tokens, so that every scalar is copied as it was written. Knows no kinds; what
comes out is compared with what went in, and text that would mean anything else is never returned.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
import yaml
from yaml.tokens import (
    BlockEndToken,
    BlockEntryToken,
    BlockMappingStartToken,
    BlockSequenceStartToken,
    DocumentEndToken,
    DocumentStartToken,
    FlowEntryToken,
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    KeyToken,
    ScalarToken,
    ValueToken,
)

from engine.documents.reading.reader import read_bytes

STEP: Final = 2
"""Columns that what belongs to a key or a dash stands to the right of it."""
_BEFORE_COMMENT: Final = "  "
_OPENING: Final = (FlowMappingStartToken, FlowSequenceStartToken)
_CLOSING: Final = (FlowMappingEndToken, FlowSequenceEndToken)
_DOCUMENT: Final = (DocumentStartToken, DocumentEndToken)
_TIGHT_BEFORE: Final = (*_CLOSING, FlowEntryToken, ValueToken)
_INDICATOR: Final = re.compile(r"[1-9]")


class _Block(msgspec.Struct):
    """An open block: the columns at which its keys or dashes stood, and stand now."""

    before: int
    now: int
    is_mapping: bool
    is_indentless: bool = False


def formatted(text: str) -> str | None:
    """The text laid out; None when that cannot be done without changing what it means.

    The text must be one that `read_bytes` finds no error in.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    layout = _Layout(plain)
    for token in yaml.scan(plain, Loader=yaml.CSafeLoader):
        layout.take(token)
    made = layout.finish()
    return made if _meaning(made) == _meaning(plain) else None


def _meaning(text: str) -> list[tuple[Any, Any]] | None:
    read = read_bytes(text.encode())
    if any(True for _ in read.findings):
        return None
    return [(each.value, each.spellings) for each in read.documents]


class _Layout:
    """Takes tokens in order, and writes each where it belongs."""

    def __init__(self, text: str) -> None:
        self._source = text.split("\n")
        self._lines: list[str] = []
        self._line: str | None = None
        self._blocks: list[_Block] = []
        self._closed: list[_Block] = []
        self._flow = 0
        self._end = (0, 0)
        self._last: Any = None

    def take(self, token: Any) -> None:
        """One token of `yaml.scan`."""
        match token:
            case BlockMappingStartToken() | BlockSequenceStartToken():
                self._open(token.start_mark.column, is_mapping=isinstance(token, BlockMappingStartToken))
            case BlockEndToken():
                self._close_indentless()
                self._closed.append(self._blocks.pop())
            case KeyToken() if not self._flow:
                self._close_indentless()
            case BlockEntryToken() if self._blocks and self._blocks[-1].is_mapping:
                self._open(token.start_mark.column, is_mapping=False, is_indentless=True)
        if token.end_mark.index > token.start_mark.index and not isinstance(token, KeyToken):
            self._write(token)

    def finish(self) -> str:
        """The text, which ends with one line break."""
        self._between((len(self._source), 0))
        self._flush()
        while self._lines and not self._lines[-1]:
            self._lines.pop()
        return "\n".join([*self._lines, ""])

    def _open(self, column: int, *, is_mapping: bool, is_indentless: bool = False) -> None:
        now = self._blocks[-1].now + STEP if self._blocks else 0
        self._blocks.append(_Block(column, now, is_mapping, is_indentless))

    def _close_indentless(self) -> None:
        """A list whose dashes stand right below its key ends without a token of its own."""
        if self._blocks and self._blocks[-1].is_indentless:
            self._closed.append(self._blocks.pop())

    def _write(self, token: Any) -> None:
        start = (token.start_mark.line, token.start_mark.column)
        if self._line is None or start[0] > self._end[0]:
            self._between(start)
            self._flush()
            self._line = " " * self._indent(token)
        else:
            self._line += self._gap(token)
        self._flow += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        self._end = (token.end_mark.line, token.end_mark.column)
        if isinstance(token, ScalarToken) and token.style in ("|", ">"):
            self._block_scalar(token)
        else:
            self._inline(token)
        self._last = token
        self._closed.clear()

    def _indent(self, token: Any) -> int:
        """The column of what begins a line."""
        base = self._blocks[-1].now if self._blocks else 0
        if isinstance(token, _DOCUMENT) or (not self._blocks and not self._flow):
            return 0
        if self._flow:
            return base + STEP * max(self._flow - isinstance(token, _CLOSING), 1)
        begins = isinstance(token, BlockEntryToken) or self._is_key(token)
        return base if begins else base + STEP

    def _is_key(self, token: Any) -> bool:
        """Whether a scalar that begins a line is a key: it stands where the keys of its mapping do."""
        return self._blocks[-1].is_mapping and self._blocks[-1].before == token.start_mark.column

    def _gap(self, token: Any) -> str:
        is_tight = isinstance(self._last, _OPENING) or (
            isinstance(token, _TIGHT_BEFORE) and not isinstance(self._last, ValueToken)
        )
        return "" if is_tight else " "

    def _inline(self, token: Any) -> None:
        """A token as it was written; of text over several lines each further one is indented anew."""
        first, *further = self._lines_of(token)
        assert self._line is not None
        self._line += first
        indent = " " * self._continuation()
        for each in further:
            self._lines.append(self._line.rstrip())
            self._line = indent + each.strip() if each.strip() else ""

    def _continuation(self) -> int:
        return (self._blocks[-1].now + STEP if self._blocks else 0) + STEP * max(self._flow - 1, 0)

    def _block_scalar(self, token: Any) -> None:
        """A literal or folded text: its lines keep their distance to each other."""
        header, *lines = self._lines_of(token)
        assert self._line is not None
        self._line += _INDICATOR.sub(str(STEP), _header(header))
        self._flush()
        begin = self._text_column(header, lines)
        if not lines[-1]:
            lines.pop()  # what follows the last line break
        behind = 0
        while lines and not lines[-1].strip() and "+" not in header.partition("#")[0]:
            lines.pop()
            behind = 1
        indent = " " * self._continuation()
        self._lines += [indent + each[begin:] if each[begin:] else "" for each in lines]
        self._lines += [""] * behind

    def _text_column(self, header: str, lines: list[str]) -> int:
        given = _INDICATOR.search(header.partition("#")[0])
        if given is not None:
            parent = next((each for each in reversed(self._blocks) if not each.is_indentless), None)
            return int(given[0]) + (0 if parent is None else parent.before)
        return min((len(each) - len(each.lstrip(" ")) for each in lines if each.strip()), default=0)

    def _lines_of(self, token: Any) -> list[str]:
        (first, begin), (last, end) = _places(token)
        if first == last:
            return [self._source[first][begin:end]]
        return [self._source[first][begin:], *self._source[first + 1 : last], self._source[last][:end]]

    def _between(self, until: tuple[int, int]) -> None:
        """The comments and empty lines from the last token to this place."""
        line, column = self._end
        if column:
            self._comment_behind(self._source[line][column:])
            line += 1
        self._flush()
        for each in self._source[line : until[0]]:
            self._own_line(each)

    def _comment_behind(self, rest: str) -> None:
        comment = rest.strip()
        if comment and self._line is not None:
            self._line = f"{self._line.rstrip()}{_BEFORE_COMMENT}{comment}"
        elif comment:
            self._lines.append(comment)

    def _own_line(self, line: str) -> None:
        comment = line.strip()
        if comment:
            column = len(line) - len(line.lstrip())
            self._lines.append(" " * self._comment_column(column) + comment)
        elif self._lines and self._lines[-1]:
            self._lines.append("")

    def _comment_column(self, column: int) -> int:
        """Where a comment goes: with the block that it stood in line with, be it one that ends before it."""
        if self._flow:
            return self._continuation()
        around = [*self._blocks, *reversed(self._closed)]
        level = [each for each in around if each.before == column]
        if level:
            return level[-1].now
        return self._blocks[-1].now if self._blocks else 0

    def _flush(self) -> None:
        if self._line is not None:
            self._lines.append(self._line.rstrip())
            self._line = None


def _places(token: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    begin, end = token.start_mark, token.end_mark
    return (begin.line, begin.column), (end.line, end.column)


def _header(written: str) -> str:
    """The line of `|` or `>`, with a comment behind it two blanks away."""
    sign, mark, comment = written.partition("#")
    return f"{sign.rstrip()}{_BEFORE_COMMENT}#{comment}" if mark else sign.rstrip()
