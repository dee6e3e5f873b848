"""Lines held against rules: detections as the library has them, windows as the loop has them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.line_matcher import LineMatcher
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.matching import compile_rules
from engine.signal import SignalType

FIELDS = ("id", "type", "time", "seen", "seq", "guild", "actor", "origin", "data", "content", "a.b", "self")
VALUES = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "X y", "3", "line:0", "input"])
)
SELECTIONS = st.dictionaries(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from(["", "|exists", "|gte", "|contains"])),
    VALUES,
    min_size=1,
    max_size=3,
)
LINES = st.lists(
    st.dictionaries(
        st.sampled_from(FIELDS), VALUES | st.lists(VALUES, max_size=2) | st.just({"b": 3}), max_size=5
    ),
    max_size=6,
)
CONDITIONS = st.sampled_from(["one", "not one", "one and two", "one or not two", "all of them"])
EVENT = {"action": "ban", "actor": 1}


def selection(drawn: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """A selection whose values fit their modifiers."""
    fit = {
        "": lambda value: value,
        "|exists": bool,
        "|gte": lambda value: value if isinstance(value, int) and not isinstance(value, bool) else 1,
        "|contains": lambda value: value if isinstance(value, str) and value else "x",
    }
    return {f"{field}{modifier}": fit[modifier](value) for (field, modifier), value in drawn.items()}


@st.composite
def rules(draw: st.DrawFn) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "logsource": {"product": "discord", "category": "member_ban"},
            "detection": {
                "one": selection(draw(SELECTIONS)),
                "two": selection(draw(SELECTIONS)),
                "condition": draw(CONDITIONS),
            },
        }
        for name in ("b", "c", "a")
    ]


def rulebook(bodies: list[dict[str, Any]]) -> Rulebook:
    kinds = [next(kind for kind in ("detection", "correlation") if kind in body) for body in bodies]
    return Rulebook(
        Document(kind, body["id"], "tests", "tests.yml", place, body, {})
        for place, (kind, body) in enumerate(zip(kinds, bodies, strict=True))
    )


def detection(id_: str, **fields: Any) -> dict[str, Any]:
    return {"id": id_, "detection": {"fields": fields or {"action": "ban"}, "condition": "fields"}}


def correlation(id_: str, over: str, **section: Any) -> dict[str, Any]:
    return {"id": id_, "correlation": {"rules": [over], "timespan": "10s", "group-by": ["actor"], **section}}


def matcher(*bodies: dict[str, Any], **options: Any) -> LineMatcher:
    return LineMatcher(rulebook(list(bodies)), **{"time_field": "at", **options})


@given(rules(), LINES)
def test_detections_match_as_in_the_library(
    bodies: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> None:
    library, loop = compile_rules(bodies), matcher(*bodies)
    for number, line in enumerate(lines):
        before = msgspec.json.encode(line)
        assert loop.take(number, line) == sorted(library.match(line))
        assert msgspec.json.encode(line) == before
    assert loop.finish() == []
    assert not loop.failures


def test_what_a_line_says_of_its_type_is_a_field_like_others() -> None:
    rules = [detection("none", type=None), detection("flood", type="flood"), detection("ban", kind="ban")]
    lines = [{"kind": "ban"}, {"kind": "flood", "type": "flood"}, {"kind": "ban", "type": "flood"}]
    for options in ({}, {"type_field": "kind"}):
        loop = matcher(*rules, **options)
        found = [loop.take(number, line) for number, line in enumerate(lines)]
        assert found == [["ban", "none"], ["flood"], ["ban", "flood"]]


def test_a_match_is_of_the_line_that_completes_it() -> None:
    loop = matcher(detection("ban"), correlation("burst", "ban", type="event_count", condition={"gte": 3}))
    assert [loop.take(number, EVENT) for number in range(4)] == [["ban"], ["ban"], ["ban", "burst"], ["ban"]]


def test_what_a_correlation_emits_reaches_the_correlation_over_it() -> None:
    loop = matcher(
        detection("ban"),
        correlation("burst", "ban", type="event_count", condition={"gte": 2}),
        correlation("wave", "burst", type="event_count", condition={"gte": 1}),
    )
    loop.take(0, EVENT)
    assert loop.take(1, EVENT) == ["ban", "burst", "wave"]


def test_a_rule_that_alerts_as_well_is_counted_once() -> None:
    twice = correlation("twice", "ban", type="event_count", condition={"gte": 2}, generate=True)
    loop = matcher(detection("ban"), twice)
    assert loop.take(0, EVENT) == ["ban"]
    assert loop.take(1, EVENT) == ["ban", "twice"]


def test_two_groups_that_settle_on_one_line_are_one_match_of_it() -> None:
    silence = correlation("silence", "ban", type="absence", **{"group-by": ["actor"]})
    loop = matcher(detection("ban"), silence)
    loop.take(0, EVENT)
    loop.take(1, EVENT | {"actor": 2})
    assert loop.finish() == ["silence"]


def test_rules_are_not_asked_about_what_rules_emit_unless_types_count() -> None:
    alert = detection("alert", severity="medium")
    alert["logsource"] = {"product": "threat", "category": "detected"}
    assert matcher(detection("ban"), alert).take(0, EVENT) == ["ban"]
    assert matcher(detection("ban"), alert, type_field="type").take(0, EVENT) == ["alert", "ban"]


@pytest.mark.parametrize(
    "guilds", [("north", "south"), (7, 8), (0, -7), ([1], [2]), (None, "null"), (7, "x")]
)
def test_servers_are_counted_apart_whatever_they_are_called(guilds: tuple[Any, Any]) -> None:
    twice = correlation("twice", "ban", type="event_count", condition={"gte": 2})
    twice["correlation"]["group-by"] = ["guild", "actor"]
    loop = matcher(detection("ban"), twice)
    here, there = (EVENT | {"guild": guild} for guild in guilds)
    assert loop.take(0, here) == ["ban"]
    assert loop.take(1, there) == ["ban"]
    assert loop.take(2, here) == ["ban", "twice"]


def test_an_earlier_time_turns_no_clock_back() -> None:
    loop = matcher(detection("ban"), correlation("alone", "ban", type="event_count", condition={"eq": 1}))
    assert loop.take(0, EVENT | {"at": 1_000}) == ["ban"]
    assert loop.take(1, {"at": 0}) == []
    assert loop.finish() == ["alone"]


def test_a_file_without_lines_ends_without_a_match() -> None:
    absence = correlation("quiet", "ban", type="absence")
    assert matcher(detection("ban"), absence).finish() == []


@pytest.mark.parametrize("type_", [own.value for own in SignalType])
def test_a_line_of_the_engines_own_type_is_a_line_like_any_other(type_: str) -> None:
    family, _, rest = type_.partition(".")
    body = detection("own") | {
        "logsource": {"product": family, "category": rest} if rest else {"product": family}
    }
    loop = matcher(
        body, correlation("burst", "own", type="event_count", condition={"gte": 2}), type_field="type"
    )
    line = EVENT | {"type": type_, "guild": 5}
    assert loop.take(0, line) == ["own"]
    assert loop.take(1, line) == ["burst", "own"]
    assert not loop.failures


def test_documents_scoped_to_servers_meet_the_lines_of_those_alone() -> None:
    loop = matcher(detection("ban") | {"tocsin": {"guilds": [7]}})
    assert loop.take(0, EVENT) == []
    assert loop.take(1, EVENT | {"guild": 7}) == ["ban"]
    assert loop.take(2, EVENT | {"guild": "7"}) == ["ban"]
    assert loop.take(3, EVENT | {"guild": "seven"}) == []


def test_groups_in_which_nothing_is_left_are_let_go_of() -> None:
    any_line = {"detection": {"s": {"k": 1}, "condition": "s"}}
    pairs = {
        "type": "event_count",
        "rules": ["any"],
        "timespan": "10s",
        "group-by": ["who"],
        "condition": {"gte": 2},
    }
    rulebook = Rulebook(
        [
            Document("detection", "any", "pack", "r.yml", 0, {"title": "any", **any_line}, {}),
            Document(
                "correlation", "pairs", "pack", "r.yml", 1, {"title": "pairs", "correlation": pairs}, {}
            ),
        ]
    )
    matcher = LineMatcher(rulebook)
    times = [1_700_000_000 + n for n in range(500)]
    for n, time in enumerate(times):
        matcher.take(n, {"time": time, "k": 1, "who": n})
    assert 0 < len(matcher._core.cells) < 100
    assert "pairs" in matcher.take(500, {"time": times[-1], "k": 1, "who": 499})


def test_no_group_goes_however_many_there_are() -> None:
    section = {"type": "event_count", "timespan": "1h", "condition": {"gte": 2}}
    twice = {**correlation("twice", "ban", **section), "tocsin": {"most_groups": 100}}
    loop = matcher(detection("ban"), twice)

    actors = [*range(1, 301), *range(1, 301)]
    matched = [loop.take(n, {**EVENT, "actor": each, "at": n}) for n, each in enumerate(actors)]

    assert sum("twice" in each for each in matched) == 300
