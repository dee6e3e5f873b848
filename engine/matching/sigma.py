"""The `detection:` section of a Sigma document, and `match:` of other kinds, read into a condition.

Knows neither events nor the rest of the document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from engine.diagnostics import Problem, Where
from engine.matching.condition_parser import AGGREGATION, SYNTAX, TOO_LARGE, Room, parse_condition
from engine.matching.conditions import Condition, Or
from engine.matching.lists import Lists
from engine.matching.selections import SELECTION_SHAPE, SelectionReader

CONDITION_KEY: Final = "condition"
NO_CONDITION: Final = "TOC301"
UNUSED_SELECTION: Final = "TOC305"
MOST_SELECTIONS: Final = 1_000
MOST_CONDITIONS: Final = 100
"""How many conditions a list of them may have."""
_OLD_WINDOW: Final = "timeframe"


class Section(msgspec.Struct):
    """What a section says. The condition is of use only if no problem is an error.

    `missing` are lists that its placeholders name and nobody has.
    """

    condition: Condition
    problems: list[Problem]
    missing: tuple[str, ...] = ()


def read_detection(
    section: Any,
    where: Where = ("detection",),
    lists: Lists | None = None,
    beside: Collection[str] = (),
) -> Section:
    """Named selections with a `condition`; `beside` are keys of the section that are neither."""
    if not isinstance(section, Mapping):
        message = f"a {where[-1]} is a mapping of named selections and a `condition`"
        return Section(Or(()), [Problem(SELECTION_SHAPE, where, message)])
    if len(section) > MOST_SELECTIONS:
        message = f"a {where[-1]} may have {MOST_SELECTIONS:,} selections"
        return Section(Or(()), [Problem(TOO_LARGE, where, message, on="key", help="split the rule")])
    reader = SelectionReader(lists)
    selections: dict[str, Condition] = {}
    for name, definition in section.items():
        if name == CONDITION_KEY or name in beside:
            continue
        if name == _OLD_WINDOW and isinstance(definition, str):
            message = "`timeframe` belongs to Sigma's old aggregation"
            advice = "write a correlation document with a `timespan` over this one"
            reader.problems.append(Problem(AGGREGATION, (*where, name), message, on="key", help=advice))
        elif isinstance(name, str):
            selections[name] = reader.read(definition, (*where, name), name)
        else:
            message = f"the selection name {name!r} is not text"
            reader.problems.append(
                Problem(SELECTION_SHAPE, (*where, name), message, on="key", help="quote it")
            )
    if not selections and not reader.problems:
        reader.problems.append(Problem(SELECTION_SHAPE, where, "there is no selection", on="key"))
    condition, problems = _read_conditions(section, selections, where)
    return Section(condition, reader.problems + problems, reader.missing)


def read_match(value: Any, where: Where = ("match",), lists: Lists | None = None) -> Section:
    """One selection, or named selections if there is a key `condition`."""
    if isinstance(value, Mapping) and CONDITION_KEY in value:
        return read_detection(value, where, lists)
    if not isinstance(value, Mapping):
        message = "give one selection (a mapping), or named selections with a `condition`"
        return Section(Or(()), [Problem(SELECTION_SHAPE, where, message)])
    reader = SelectionReader(lists)
    condition = reader.read(value, where)
    return Section(condition, reader.problems, reader.missing)


def _read_conditions(
    section: Mapping[str, Any], selections: Mapping[str, Condition], where: Where
) -> tuple[Condition, list[Problem]]:
    if CONDITION_KEY not in section:
        message = "the detection has no `condition`"
        return Or(()), [
            Problem(NO_CONDITION, where, message, on="key", help=_first_condition(section, selections))
        ]
    place = (*where, CONDITION_KEY)
    raw = section[CONDITION_KEY]
    sources = list(enumerate(raw)) if isinstance(raw, list) else [(None, raw)]
    if not sources:
        return Or(()), [Problem(NO_CONDITION, place, "the list of conditions is empty")]
    if len(sources) > MOST_CONDITIONS:
        message = f"a list may have {MOST_CONDITIONS} conditions"
        return Or(()), [Problem(TOO_LARGE, place, message, help="join them with `or`, or split the rule")]
    conditions: list[Condition] = []
    problems: list[Problem] = []
    used: set[str] = set()
    room = Room()
    for position, source in sources:
        here = place if position is None else (*place, position)
        if not isinstance(source, str):
            problems.append(Problem(SYNTAX, here, "a condition is text"))
            continue
        parsed = parse_condition(source, selections, here, room)
        problems += parsed.problems
        used |= parsed.used
        conditions.append(parsed.condition)
        if room.conditions < 0 or room.characters < 0:
            break  # one problem says it
    if not problems:  # else a misspelt name would be told twice
        problems += _unused(selections, used, where)
    return conditions[0] if len(conditions) == 1 else Or(tuple(conditions)), problems


def _unused(selections: Mapping[str, Condition], used: set[str], where: Where) -> list[Problem]:
    return [
        Problem(
            UNUSED_SELECTION,
            (*where, name),
            f"no condition uses the selection `{name}`",
            on="key",
            help="name it in the condition, or take it away",
        )
        for name in selections
        if name not in used
    ]


def _first_condition(section: Mapping[str, Any], selections: Mapping[str, Condition]) -> str | None:
    for name, definition in section.items():
        if isinstance(definition, Mapping) and CONDITION_KEY in definition:
            return f"it stands inside `{name}`: indent it less, so that it stands beside it"
    return next((f"add `condition: {name}`" for name in selections), None)
