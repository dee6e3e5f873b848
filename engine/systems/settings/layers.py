"""A server's own settings laid over the operator's, below the operator's ceiling. Works on checked bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.systems.modes import DEFAULT_MODE, MODES, Mode, lowest
from engine.systems.sections import section_of
from engine.systems.settings.access import LEVELS, NO_LEVEL, lowered

Body = Mapping[str, Any]

_ABOUT_ITSELF: Final = frozenset({"kind", "id", "name", "description", "guild", "ceiling", "tests"})
"""What a document says of itself alone, and never for another."""
_OF_ONE_SERVER: Final = frozenset({("alerts", "channel"), ("alerts", "then"), ("alerts", "mention")})
"""What only means something in one server: the operator's is not another's."""


def laid_over(own: Body, operators: Body) -> dict[str, Any]:
    """What holds in a server: its own settings key by key, else the operator's; none above the ceiling."""
    ceiling = section_of(operators, "ceiling")
    limited = {**own, "access": lowered(section_of(own, "access"), ceiling.get("access"))}
    below = {key: value for key, value in operators.items() if key not in _ABOUT_ITSELF}
    return {**_laid(limited, below, ()), "mode": lowest(community_mode(own, operators), ceiling.get("mode"))}


def community_mode(own: Body, operators: Body) -> Mode:
    """The lowest of the modes that the settings themselves name."""
    named = [body["mode"] for body in (own, operators) if "mode" in body]
    return lowest(*named) if named else DEFAULT_MODE


def too_high(own: Body, operators: Body) -> list[tuple[tuple[str, ...], str, str]]:
    """Where a server's settings go beyond the ceiling: the place, what it says, what holds instead."""
    ceiling = section_of(operators, "ceiling")
    found: list[tuple[tuple[str, ...], str, str]] = []
    most = lowest(ceiling.get("mode"))
    if "mode" in own and MODES.index(own["mode"]) > MODES.index(most):
        found.append((("mode",), own["mode"], most))
    highest = ceiling.get("access", LEVELS[-1])
    above = LEVELS if highest == NO_LEVEL else LEVELS[LEVELS.index(highest) + 1 :]
    listed = section_of(own, "access")
    return found + [(("access", level), level, highest) for level in above if listed.get(level)]


def _laid(own: Body, below: Body, path: tuple[str, ...]) -> dict[str, Any]:
    laid = dict(own)
    for key, value in below.items():
        if (*path, key) in _OF_ONE_SERVER:
            continue
        mine = laid.get(key)
        if isinstance(mine, Mapping) and isinstance(value, Mapping):
            laid[key] = _laid(mine, value, (*path, key))
        elif key not in laid:
            laid[key] = _laid({}, value, (*path, key)) if isinstance(value, Mapping) else value
    return laid
