"""The knobs that every kind of rule has, and how the values of several tunings join. Knows no kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.diagnostics import Where
from engine.systems.exceptions import EXCEPT
from engine.systems.kind import Tuning
from engine.systems.modes import lowest
from engine.systems.sections import section_of

LEVEL: Final = "level"
MODE: Final = "mode"
OFF: Final = "off"
THRESHOLD: Final = "threshold"
WINDOW: Final = "window"

OF_RULES: Final[Mapping[str, Where]] = {
    LEVEL: ("level",),
    MODE: ("tocsin", "mode"),
    OFF: (),
    EXCEPT: ("tocsin", EXCEPT),
}
"""Each knob's place in a rule's body; to be off is said nowhere in it."""


def joined(tunings: Iterable[Tuning]) -> dict[str, Any]:
    """Several tunings of one document as one: a later one counts, save that exceptions add up.

    Of modes the lowest counts, as everywhere.
    """
    found: dict[str, Any] = {}
    for each in tunings:
        exceptions = _added(section_of(found, EXCEPT), section_of(each, EXCEPT))
        modes = [one[MODE] for one in (found, each) if MODE in one]
        found |= each
        if modes:
            found[MODE] = lowest(*modes)
        if exceptions:
            found[EXCEPT] = exceptions
    return found


def _added(some: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: list(dict.fromkeys([*some.get(name, ()), *more.get(name, ())])) for name in {**some, **more}
    }
