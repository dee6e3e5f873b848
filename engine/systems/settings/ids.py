"""Ids in settings that lost digits on their way: they name nobody, and what they say holds for nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.systems.sections import section_of

IMPOSSIBLE: Final = "TOC634"
_FIRST: Final = 10**16
"""An id begins with when it was made, from 2015 on. The oldest there are have 17 digits: whatever has
fewer would have been made in January 2015, when there was no Discord."""
_MADE_UP: Final = 10**13
"""Below it a number was made up, as in examples and in the tests of documents: a copy loses a digit or a few.
`/doctor` says of such a one, too, that there is nothing it names."""
_ALERTS: Final = {"channel": "a channel", "mention": "a role"}
_EXCEPTED: Final = {"actor": "a person", "role": "a role", "channel": "a channel"}


def check_ids(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is an id that lost digits. Stands any body; what is no number is the schema's to say."""
    for where, id_, what in _ids(body):
        number = _number(id_)
        if number is not None and _MADE_UP <= number < _FIRST:
            message = f"`{id_}` cannot be the id of {what}: all ids have at least 17 digits"
            advice = "copy it from Discord: developer mode, right click, Copy ID"
            yield Problem(IMPOSSIBLE, where, message, help=advice)


def _ids(body: Mapping[str, Any]) -> Iterator[tuple[Where, Any, str]]:
    """All of them: where each stands, as it is written, and what it is the id of."""
    yield ("guild",), body.get("guild"), "a server"
    alerts = section_of(body, "alerts")
    for name, what in _ALERTS.items():
        yield ("alerts", name), alerts.get(name), what
    yield from _listed(("alerts", "then"), alerts.get("then"), "a channel")
    for level, ids in section_of(body, "access").items():
        yield from _listed(("access", level), ids, "a role or a person")
    tuned = section_of(body, "tune")
    for rule in tuned:
        excepted = section_of(section_of(tuned, rule), "except")
        for name, what in _EXCEPTED.items():
            yield from _listed(("tune", rule, "except", name), excepted.get(name), what)


def _listed(where: Where, ids: Any, what: str) -> Iterator[tuple[Where, Any, str]]:
    for place, id_ in enumerate(ids if isinstance(ids, list) else ()):
        yield (*where, place), id_, what


def _number(id_: Any) -> int | None:
    if isinstance(id_, str) and id_.isascii() and id_.isdigit():
        return int(id_[:20])
    return id_ if isinstance(id_, int) and not isinstance(id_, bool) else None
