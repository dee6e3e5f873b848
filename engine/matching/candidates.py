"""Which documents a signal can concern, by its type, from one table. Knows no documents, only patterns.

In documents `_` and `.` compare as equal (`member_ban` is `member.ban`), and a wildcard
skips the engine's own types unless it names their family: a rule over everything that a
community does must not meet its own alerts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, TypeVar

from engine.matching.patterns import ONE, REST, matches, tokens_match
from engine.signal import SignalType

Item = TypeVar("Item")
Fits = Callable[[str, str], bool]
"""Whether a pattern fits a type of signals."""

OWN_FAMILIES: Final = frozenset(own.value.partition(".")[0] for own in SignalType)
"""First tokens of the types that the engine itself speaks."""
_OPEN: Final = frozenset(
    own.value.partition(".")[0]
    for own in (
        SignalType.THREAT_DETECTED,
        SignalType.POLICY_VIOLATION,
        SignalType.UNAUTHORIZED_ACCESS,
        SignalType.ANOMALY_DETECTED,
        SignalType.ESCALATION_REQUIRED,
    )
)
RESERVED_FAMILIES: Final = (OWN_FAMILIES - _OPEN) | {"discord"}
"""First tokens of the types that only sensors, people and the engine speak, never a document."""

_MOST_CACHED: Final = 4096


def concerns(pattern: str, signal_type: str) -> bool:
    """Whether a document with this pattern is about signals of this type."""
    family, _, rest = signal_type.partition(".")
    first = pattern.partition(".")[0]
    if first not in (ONE, REST):
        return matches(pattern, signal_type) or matches(_dotted(pattern), _dotted(signal_type))
    if family in OWN_FAMILIES:
        return False
    tokens = [family, *_dotted(rest).split(".")] if rest else [family]
    return matches(pattern, signal_type) or tokens_match(_dotted(pattern).split("."), tokens)


class Candidates(Generic[Item]):
    """Items by signal type, in the order they were given. Types that were asked for are remembered.

    `fits` says which patterns fit a type: `concerns` for documents, `patterns.matches` for subscribers.
    `may_meet` says of an item whose patterns fit whether there is anything in it for a type.
    """

    def __init__(
        self,
        items: Iterable[tuple[Item, Sequence[str]]],
        fits: Fits = concerns,
        may_meet: Callable[[Item, str], bool] = lambda *_: True,
    ) -> None:
        self._items = [(item, tuple(patterns)) for item, patterns in items]
        self._fits = fits
        self._may_meet = may_meet
        self._by_type: dict[str, tuple[Item, ...]] = {}

    def of(self, signal_type: str) -> tuple[Item, ...]:
        """The items whose patterns fit this type."""
        found = self._by_type.get(signal_type)
        return self._look_up(signal_type) if found is None else found

    def _look_up(self, signal_type: str) -> tuple[Item, ...]:
        found = tuple(
            item
            for item, patterns in self._items
            if any(self._fits(one, signal_type) for one in patterns) and self._may_meet(item, signal_type)
        )
        if len(self._by_type) >= _MOST_CACHED:  # types from outside are without number
            self._by_type.clear()
        self._by_type[signal_type] = found
        return found


def _dotted(text: str) -> str:
    return text.replace("_", ".")
