"""How long the journal keeps what, as settings say it. Pure.

The journal is one for all servers, so its times are the operator's; a server may have what people wrote
there forgotten sooner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from engine.documents.durations import read_duration
from engine.instants import DAY_MS
from engine.matching.patterns import matches

TEXT_DAYS: Final = 7
EVENT_DAYS: Final = 30
DECISION_DAYS: Final = 180
ABSENCE_DAYS: Final = 30
OPERATORS: Final = ("events", "decisions", "types", "absence")
"""What stands in the operator's settings alone."""


class Retention(msgspec.Struct, frozen=True):
    """In milliseconds. `text` is that of what people wrote, `texts` that of servers with their own, by id.

    `types` are patterns of signal types with their own time, the first that fits. Of all other types what
    came of nothing is kept for `events`; for `decisions` what was told of, why, and what was done. `absence`
    is after what time without the bot a server is erased.
    """

    text: int = TEXT_DAYS * DAY_MS
    events: int = EVENT_DAYS * DAY_MS
    decisions: int = DECISION_DAYS * DAY_MS
    absence: int = ABSENCE_DAYS * DAY_MS
    types: Sequence[tuple[str, int]] = ()
    texts: Mapping[int, int] = {}

    @property
    def shortest(self) -> int:
        """Nothing but text goes before this."""
        return min(self.events, self.decisions, *(each for _, each in self.types))

    def of(self, type_: str, *, decided: bool) -> int:
        """How long a signal is kept. `decided`: it follows from others, or others follow from it."""
        for pattern, kept in self.types:
            if matches(pattern, type_):
                return kept
        return self.decisions if decided else self.events


def read_retention(section: Mapping[str, Any]) -> Retention:
    """That of a section that its schema has passed."""
    usual = Retention()
    return Retention(
        text=_length(section, "text", usual.text),
        events=_length(section, "events", usual.events),
        decisions=_length(section, "decisions", usual.decisions),
        absence=_length(section, "absence", usual.absence),
        types=tuple((each, _length(section["types"], each, 0)) for each in section.get("types", {})),
    )


def retention_of_all(operators: Retention, own: Iterable[tuple[int, Retention]]) -> Retention:
    """That of the whole journal: `own` are those of servers, by id."""
    texts = {guild: min(each.text, operators.text) for guild, each in own if each.text < operators.text}
    return msgspec.structs.replace(operators, texts=texts)


def _length(section: Mapping[str, Any], name: str, usual: int) -> int:
    length = read_duration(section.get(name))
    return usual if length is None else length
