"""What is wrong with the patterns of a scoring document. Stands a body of any shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from engine.catalogue import shipped
from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.documents.durations import read_duration
from engine.matching.candidates import concerns
from engine.matching.patterns import is_pattern, is_wildcard
from engine.systems.scoring.spec import WAYS, is_type, members_of

NO_DURATION: Final = "TOC652"
NO_ONE_WAY: Final = "TOC656"
NAMES_NOTHING: Final = "TOC657"
SAME_NAME: Final = "TOC658"
_OURS: Final = frozenset({"discord", "gateway", "backfill"})
"""Families of which all types are in the catalogue."""


def check_patterns(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What each has wrong by itself, and beside the others."""
    names = set[str]()
    for where, pattern in patterns_of(body):
        name = pattern.get("name")
        if isinstance(name, str) and name in names:
            message = f"there are two patterns `{name}`"
            yield Problem(SAME_NAME, (*where, "name"), message, help="call one otherwise")
        names.add(str(name))
        yield from _way(pattern, where)
        if "match" not in body:
            yield from _unrated(pattern, where)
        for key in ("within", "again"):
            text = pattern.get(key)
            if isinstance(text, str) and not read_duration(text):
                message = f"`{text}` is not a duration of up to ten years, or is no time at all"
                yield Problem(NO_DURATION, (*where, key), message, help="write such as `10m`, `6h` or `1d`")


def check_sent(body: Mapping[str, Any], types: Iterable[str], sent: Iterable[str]) -> Iterator[Problem]:
    """Types in a sequence that are no evidence, or that nothing sends. `types` are those of evidence."""
    known, wanted = sorted(sent), list(types)
    for where, pattern in patterns_of(body):
        for place, item in members_of(pattern):
            if not is_type(item) or ("match" not in body and _is_unrated(item)):  # the latter is told already
                continue
            here = (*where, *place)
            if not is_wildcard(item) and not any(concerns(each, item) for each in wanted):
                message = f"`{item}` is none of the `types` that are evidence, it is never seen here"
                yield Problem(NAMES_NOTHING, here, message, help="name a rule, or add it to `types`")
            elif known and not any(concerns(item, each) for each in known):
                message = f"nothing that is known here sends `{item}`"
                yield Problem(NAMES_NOTHING, here, message, help=did_you_mean(item, known))


def _unrated(pattern: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    for place, item in members_of(pattern):
        if is_type(item) and _is_unrated(item):
            message = f"`{item}` never says how bad it is, and so is no evidence: it is never seen here"
            advice = "name a rule that finds it, or say in `match` which signals are evidence"
            yield Problem(NAMES_NOTHING, (*where, *place), message, help=advice)


def _is_unrated(pattern: str) -> bool:
    """Whether the catalogue knows all that a pattern can mean, and none of it has a severity."""
    types = shipped().types
    found = [kind for name, kind in types.items() if concerns(pattern, name)]
    return (
        bool(found)
        and pattern.partition(".")[0] in _OURS
        and not any("severity" in each.has for each in found)
    )


def patterns_of(body: Mapping[str, Any]) -> Iterator[tuple[Where, Mapping[str, Any]]]:
    """The patterns that are mappings, and where each stands."""
    patterns = body.get("patterns")
    for place, each in enumerate(patterns if isinstance(patterns, list) else ()):
        if isinstance(each, Mapping):
            yield ("patterns", place), each


def _way(pattern: Mapping[str, Any], where: Where) -> Iterator[Problem]:
    ways = [way for way in WAYS if way in pattern]
    if len(ways) != 1:
        said = "says nothing of what is looked for" if not ways else f"says both `{ways[0]}` and `{ways[1]}`"
        advice = "say one of `systems: 3`, `sequence: [one, two]` and `actors: 5`"
        yield Problem(NO_ONE_WAY, where, f"this pattern {said}", help=advice)
    names = set[str]()
    for place, item in members_of(pattern):
        here = (*where, *place)
        if item in names:
            message = f"`{item}` stands twice in the sequence; each has one place in it"
            yield Problem(NO_ONE_WAY, here, message, help="a rule with a correlation can count how often")
        names.add(item)
        if "." in item and not is_pattern(item):
            yield Problem(NO_ONE_WAY, here, f"`{item}` is neither a rule's name nor a pattern of types")
    if "sequence" in pattern and "from" in pattern:
        message = "`from` says nothing of a sequence: whatever is named takes part"
        yield Problem(NO_ONE_WAY, (*where, "from"), message, on="key", help="take it away")
