"""Lines of a file held against rules, through the loop that runs live. Knows no files and prints nothing.

A line is a signal whose fields are exactly those of the line; nothing the engine adds to a
signal can be seen by a rule. Windows are those of the loop, and the clock is the lines' own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from engine.catalogue import Catalogue
from engine.cli.times import parse_time
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Effect, Emit
from engine.matching.event import ABSENT, find
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.signal import Signal, SignalType, discord_id
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.correlation.kind import CorrelationKind
from engine.systems.detection.kind import DetectionKind
from engine.systems.emission import Emission
from engine.systems.kind import Compiled, Hit, Kind, Moment, Resolve

_LINE_TYPE: Final = "#line"
"""The type of a line that has none: no log source spells it, and nothing can emit it."""
_INERT: Final = {"hash": ""}
"""What the loop asks of a signal that says a rulebook was loaded: a line may be of that type, too."""
_DIGEST_BYTES: Final = 7
_HIT_KIND: Final = DetectionKind.name
_EMITTING_KIND: Final = CorrelationKind.name


class _LineSignal(Signal, array_like=True, omit_defaults=True):
    """A line as a signal. What the loop writes into `data` stays unseen."""

    line: dict[str, Any] = msgspec.field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        return self.line


class _EveryLine(DetectionKind):
    """Detections whose log source is not considered: each is asked about every line, and about nothing else.

    So nobody asks what they would emit, and they emit nothing; correlations read their hits.
    """

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        return msgspec.structs.replace(super().compile(document, resolve), types=(_LINE_TYPE,))

    def step(self, spec: Emission, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, state, signal, hit, moment
        return ()


class LineMatcher:
    """Takes the lines of one file in order; each call returns the ids of what matched, in order.

    `time_field` names the field of the event's time, `type_field` that of its signal type; without
    the latter log sources are not considered.
    """

    def __init__(
        self, rulebook: Rulebook, *, time_field: str = "time", type_field: str | None = None
    ) -> None:
        kinds: dict[str, Kind] = dict(KINDS)
        if type_field is None:
            kinds[_HIT_KIND] = _EveryLine()
        self._program = Program(rulebook, kinds, Catalogue({}), says_type=False)
        self._core = Core(self._program, lambda _: self._program, is_limited=False)
        self._core.on_failure = self._failed
        self._time_field = time_field
        self._type_field = type_field
        self._time = 0
        self.failures: dict[str, str] = {}

    def take(self, number: int, line: dict[str, Any]) -> list[str]:
        """What matched at this line, and what time settled before it. Raises `ValueError` for a bad time."""
        self._time = self._time_of(line)
        seen = max(self._time, self._core.last_seen)
        signal = _LineSignal(
            id=f"line:{number}",
            type=self._type_of(line),
            time=self._time,
            seen=seen,
            data=dict(_INERT),
            line=line,
            guild=_guild(line.get("guild")),
            channel=discord_id(line.get("channel")),
            actor=discord_id(line.get("actor")),
            target=discord_id(line.get("target")),
        )
        rows = self._core.turn(signal)
        self._forget(sum(len(row.hits) for row in rows))
        return self._matched(rows)

    def _forget(self, hits: int) -> None:
        """Let go of groups in which nothing is left, as fast as they come: a file may hold millions."""
        self._core.prune(2 * hits)
        self._core.cells.dirty.clear()  # nothing is stored here

    def finish(self) -> list[str]:
        """What time settles after the last line: the clock runs on by the longest window and lateness."""
        if not self._core.seq:
            return []
        seen = self._core.last_seen + self._program.longest_window + 1
        tick = _LineSignal(id="line:end", type=SignalType.TICK.value, time=seen, seen=seen)
        return self._matched(self._core.turn(tick))

    def _time_of(self, line: Mapping[str, Any]) -> int:
        value = find(line, self._time_field)
        if value is ABSENT or value is None:
            return self._time
        try:
            return parse_time(value)
        except ValueError as error:
            raise ValueError(f"has no usable `{self._time_field}`: {error}") from error

    def _type_of(self, line: Mapping[str, Any]) -> str:
        if self._type_field is None:
            return _LINE_TYPE
        value = find(line, self._type_field)
        return value if isinstance(value, str) and value else _LINE_TYPE

    def _matched(self, rows: Sequence[Row]) -> list[str]:
        """Detections by their hits, muted or not, correlations by what they emit; each once."""
        matched: set[str] = set()
        documents = self._program.documents
        for row in rows:
            for hit in row.hits:
                if documents[hit.document].kind == _HIT_KIND:
                    matched.add(documents[hit.document].id)
            for planned in row.effects:
                document = documents[planned.document]
                if document.kind == _EMITTING_KIND and isinstance(planned.effect, Emit):
                    matched.add(document.id)
        return sorted(matched)

    def _failed(self, document: str, error: Exception) -> None:
        self.failures[document] = type(error).__name__


def _guild(value: Any) -> int | None:
    """The guild of a line's keys. What is no Discord id has a number of its own, below all ids."""
    if value is None:
        return None
    found = discord_id(value)
    if found is None:
        digest = blake2b(msgspec.json.encode(value), digest_size=_DIGEST_BYTES)
        found = -1 - int.from_bytes(digest.digest(), "big")
    return found
