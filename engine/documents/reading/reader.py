"""YAML text into plain values and their places, in one pass over libyaml's events, with every strict check.

Never raises for what a file holds, and is bounded in depth, nodes and size: libyaml's own composer
crashes on deep nesting, and aliases and merge keys make a few bytes explode. Knows no kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from engine.diagnostics import Where
from engine.documents.document import Mark, Place
from engine.documents.reading.characters import Finding, decode, shown_of
from engine.documents.reading.scalars import plain
from engine.documents.reading.secrets import hide_secrets
from engine.documents.reading.syntax import SYNTAX, TOO_DEEP, syntax_finding
from engine.documents.reading.tabs import TAB, Span, check_tabs

DUPLICATE_KEY: Final = "TOC109"
ALIAS: Final = "TOC110"
MERGE_KEY: Final = "TOC111"
TAG: Final = "TOC112"
COMPLEX_KEY: Final = "TOC113"
TOO_MANY_NODES: Final = "TOC115"
NO_DOCUMENT: Final = "TOC116"

_CUT: Final = frozenset({TAB, SYNTAX, TOO_DEEP, TOO_MANY_NODES})
"""After these nothing more of a file may have been read."""

MAX_DEPTH: Final = 64
MAX_NODES: Final = 50_000
MAX_KEYS: Final = 1_000
"""Of one mapping. Every key is worked on by itself, where the members of a list are values of one thing."""

_STANDARD: Final = "tag:yaml.org,2002:"
ASIDE: Final = -1
"""Stands among the keys for one whose value is left out: a duplicate, a merge key, a complex key."""


class Parsed(msgspec.Struct):
    """One YAML document. `spellings` say how each scalar that is not text was written.

    `unsound` are the places at and below which the value is not what the author meant (an alias
    stood there): whatever else is wrong there is not worth telling.
    """

    position: int
    start: Place
    value: Any = None
    marks: dict[Where, Mark] = {}
    spellings: dict[Where, str] = {}
    unsound: list[Where] = []


class Read(msgspec.Struct):
    """What a file holds. `text` is None when its bytes are not text that can be parsed.

    `shown` is what people may see of it, line for line; None when there is nothing to show.
    """

    text: str | None
    documents: list[Parsed]
    findings: list[Finding]
    shown: str | None = None

    @property
    def whole(self) -> bool:
        """Whether every document of the file was reached: no error of bytes or syntax cut it short."""
        return self.text is not None and not any(each.code in _CUT for each in self.findings)


def read_bytes(body: bytes) -> Read:
    """Read a file's bytes. Documents before a syntax error are there, the one that has it is not."""
    text, findings = decode(body)
    if text is None:
        return Read(None, [], findings, shown_of(body))
    text, secrets = hide_secrets(text)
    findings += secrets
    builder = _Builder()
    try:
        builder.take_all(text)
    except _Cut:
        pass
    except yaml.YAMLError as error:
        builder.findings.append(syntax_finding(error, text))
    else:
        if "\t" in text:
            findings += check_tabs(text, builder.scalars)
    findings += builder.findings
    if not builder.documents and not findings:
        findings.append(Finding(NO_DOCUMENT, (1, 1), "the file holds no document", "fill it or delete it"))
    return Read(text, builder.documents, findings, text)


class _Cut(Exception):
    """A bound is reached; what follows is not read."""


class _Frame:
    """An open mapping or list: where it stands, what it holds so far, the key that waits for its value."""

    __slots__ = ("key", "key_place", "names_next", "value", "where")

    def __init__(self, where: Where, value: dict[str, Any] | list[Any]) -> None:
        self.where = where
        self.value = value
        self.key: str | int = ASIDE
        self.key_place: Place | None = None
        self.names_next = isinstance(value, dict)
        """Whether the next node is a key."""


_NOWHERE: Final = _Frame((), [])
"""Stands for the frame around a document; nothing is ever put into it."""


class _Builder:
    """Takes events in order. A node is a key, the value of a key, a member of a list, or the document."""

    def __init__(self) -> None:
        self.documents: list[Parsed] = []
        self.findings: list[Finding] = []
        self.scalars: list[Span] = []
        self._document = Parsed(0, (1, 1))
        self._stack: list[_Frame] = []
        self._top = _NOWHERE
        self._nodes = 0
        self._has_tabs = False

    def take_all(self, text: str) -> None:
        """Raises `_Cut` where a bound is reached, and what libyaml raises."""
        takes: Mapping[type, Callable[[Any], object]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._open,
            SequenceStartEvent: self._open,
            MappingEndEvent: self._close,
            SequenceEndEvent: self._close,
            AliasEvent: self._alias,
            DocumentStartEvent: self._begin,
            DocumentEndEvent: self._end,
            StreamStartEvent: _nothing,
            StreamEndEvent: _nothing,
        }
        self._has_tabs = "\t" in text
        events = yaml.CSafeLoader(text)
        get, scalar = events.get_event, self._scalar
        try:
            while (event := get()) is not None:
                if type(event) is ScalarEvent:  # most
                    scalar(event)
                else:
                    takes[type(event)](event)
        finally:
            events.dispose()

    def _close(self, event: Event) -> None:
        del event
        self._stack.pop()
        self._top = self._stack[-1] if self._stack else _NOWHERE

    def _end(self, event: Event) -> None:
        del event
        self.documents.append(self._document)

    def _begin(self, event: DocumentStartEvent) -> None:
        self._document = Parsed(len(self.documents), _place(event))
        if event.version is not None or event.tags:
            self._report(TAG, _place(event), "a directive", "leave out lines that begin with `%`")

    def _scalar(self, event: ScalarEvent) -> None:
        place = self._enter(event)
        if self._has_tabs:
            self.scalars.append(_span(event))
        spelling = event.value
        frame = self._top
        if frame.names_next:
            self._name(frame, spelling, place, event)
            return
        tag = event.tag
        value = plain(spelling) if tag is None and event.implicit[0] else spelling
        where = self._put(value, place)
        if value is not spelling:
            self._document.spellings[where] = spelling
        if tag is not None or event.anchor is not None:
            self._check_node(event, place, where)

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        place = self._enter(event)
        if len(self._stack) >= MAX_DEPTH:
            message = f"lists and mappings nest deeper than {MAX_DEPTH} levels"
            self._report(TOO_DEEP, place, message, "write it flatter")
            raise _Cut
        value: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        if self._top.names_next:
            self._complex_key(place)
            where: Where = (*self._top.where, ASIDE)
        else:
            where = self._put(value, place)
        if event.anchor is not None or event.tag is not None:
            self._check_node(event, place, where)
        self._top = _Frame(where, value)
        self._stack.append(self._top)

    def _alias(self, event: AliasEvent) -> None:
        place = self._enter(event)
        self._report(
            ALIAS, place, f"an alias, `*{event.anchor}`", "write the value out, or refer to a document by id"
        )
        if self._top.names_next:
            self._complex_key(place, tell=False)
        else:
            self._document.unsound.append(self._put(None, place))

    def _enter(self, event: Event) -> Place:
        self._nodes += 1
        mark = event.start_mark
        assert mark is not None
        place = (mark.line + 1, mark.column + 1)
        if self._nodes > MAX_NODES:
            message = f"the file has more than {MAX_NODES} keys and values"
            self._report(TOO_MANY_NODES, place, message, "split it into several files")
            raise _Cut
        return place

    def _name(self, frame: _Frame, key: str, place: Place, event: ScalarEvent) -> None:
        """A scalar key: the next node is its value. A key is text, however it looks."""
        if len(frame.value) >= MAX_KEYS:
            message = f"a mapping has more than {MAX_KEYS:,} keys"
            self._report(TOO_MANY_NODES, place, message, "write a list, or split it into several documents")
            raise _Cut
        frame.key, frame.key_place, frame.names_next = key, place, False
        if key == "<<" and event.implicit[0]:
            self._report(MERGE_KEY, place, "a merge key, `<<`", "write the keys out")
            self._document.unsound.append(frame.where)
            frame.key = ASIDE
        elif key in frame.value:
            first = self._document.marks[(*frame.where, key)].key
            line = "" if first is None else f" on line {first[0]}"
            self._report(
                DUPLICATE_KEY, place, f"the key `{key}` stands there already{line}", "keep one of the two"
            )
            frame.key = ASIDE

    def _complex_key(self, place: Place, *, tell: bool = True) -> None:
        frame = self._top
        frame.key, frame.key_place, frame.names_next = ASIDE, place, False
        self._document.unsound.append(frame.where)
        if tell:
            message = "a mapping or a list as a key"
            self._report(
                COMPLEX_KEY, place, message, "a key is one word or text; quote it if it holds `{` or `[`"
            )

    def _put(self, value: Any, place: Place) -> Where:
        """Hang a value where it belongs, and say where it stands."""
        frame = self._top
        if frame is _NOWHERE:
            self._document.value = value
            self._document.marks[()] = Mark(place)
            return ()
        holder = frame.value
        if isinstance(holder, list):
            where: Where = (*frame.where, len(holder))
            holder.append(value)
            self._document.marks[where] = Mark(place)
            return where
        key = frame.key
        where = (*frame.where, key)
        if isinstance(key, str):
            holder[key] = value
        self._document.marks[where] = Mark(place, frame.key_place)
        frame.names_next = True
        return where

    def _check_node(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, place: Place, where: Where
    ) -> None:
        if event.anchor is not None:
            self._report(
                ALIAS, place, f"an anchor, `&{event.anchor}`", "take it out: there are no aliases here"
            )
        if event.tag is not None:
            self._report(
                TAG,
                place,
                f"a tag, `{event.tag.replace(_STANDARD, '!!')}`",
                "take it out; quote a value that is text",
            )
            self._document.unsound.append(where)

    def _report(self, code: str, place: Place, message: str, advice: str) -> None:
        self.findings.append(Finding(code, place, message, advice))


def _nothing(event: Event) -> None:
    del event


def _place(event: Event) -> Place:
    mark = event.start_mark
    assert mark is not None
    return mark.line + 1, mark.column + 1


def _span(event: Event) -> Span:
    begin, end = event.start_mark, event.end_mark
    assert begin is not None
    assert end is not None
    return begin.index, end.index
