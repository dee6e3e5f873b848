"""What is refused and what is made ready, against pySigma where it has an opinion."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError

from engine.diagnostics.codes import CODES
from engine.documents.document import Document, Reference
from engine.documents.rulebook import Rulebook
from engine.matching.windows.measures.members import Members
from engine.matching.windows.window import Window
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.correlation.kind import CorrelationKind
from engine.systems.kind import Compiled

KIND = CorrelationKind()
RULES = ("detection", "correlation")
GOOD: dict[str, Any] = {"type": "event_count", "rules": ["ban"], "timespan": "10s", "condition": {"gte": 5}}
COUNTED: dict[str, Any] = GOOD | {"type": "value_count", "condition": {"field": "target", "gte": 5}}
TOGETHER: dict[str, Any] = {"type": "temporal", "rules": ["ban", "kick"], "timespan": "1h"}
ORDERED: dict[str, Any] = TOGETHER | {"type": "temporal_ordered"}
SUMMED: dict[str, Any] = GOOD | {"type": "value_sum", "condition": {"field": "mentions", "gte": 50}}
RANKED: dict[str, Any] = GOOD | {
    "type": "value_percentile", "condition": {"field": "mentions", "gte": 5, "percentile": 95}
}  # fmt: skip
NAMED: dict[str, Any] = TOGETHER | {"condition": "ban and not kick"}
UNLISTED: dict[str, Any] = {"type": "temporal", "timespan": "1h", "condition": "ban or kick"}
ALIASED: dict[str, Any] = TOGETHER | {
    "aliases": {"who": {"ban": "actor", "kick": "target"}}, "group-by": ["who"]
}  # fmt: skip
SILENT: dict[str, Any] = {"type": "absence", "rules": ["ban"], "timespan": "1h"}


def document(section: Any, id_: str = "watch", **body: Any) -> Document:
    return Document(
        "correlation", id_, "pack", "c.yml", 0, {"title": "c", "correlation": section, **body}, {}
    )


def detection(name: str) -> Document:
    body = {"title": name, "detection": {"sel": {"actor": 1}, "condition": "sel"}}
    return Document("detection", name, "pack", "d.yml", 0, body, {})


def compiled(*documents: Document) -> Compiled:
    every = compile_all(Rulebook([detection("ban"), detection("kick"), *documents]), KINDS).values()
    return next(each for each in every if each.id == "watch")


def codes(section: Any, **body: Any) -> set[str]:
    return {problem.code for problem in KIND.check(document(section, **body))}


def is_accepted(section: Any) -> bool:
    """By the schema, and by the checks."""
    schema = jsonschema.Draft202012Validator(KIND.schema())
    whole = document(section)
    return schema.is_valid(whole.body) and not any(
        CODES[problem.code].level == "error" for problem in KIND.check(whole)
    )


def is_accepted_by_pysigma(section: Any) -> bool:
    try:
        SigmaCorrelationRule.from_dict({"title": "c", "name": "c", "correlation": section})
    except SigmaError:
        return False
    return True


BOTH = [
    GOOD,
    COUNTED,
    TOGETHER,
    GOOD | {"rules": "ban", "group-by": "actor", "generate": True},
    GOOD | {"group-by": ["guild", "actor"]},
    GOOD | {"condition": {"neq": 2.5}},
    TOGETHER | {"condition": {"gte": 1}},
    TOGETHER | {"timespan": "1M"},
    ORDERED,
    ORDERED | {"condition": {"gte": 1}},
    SUMMED,
    SUMMED | {"type": "value_avg"},
    SUMMED | {"type": "value_median"},
    SUMMED | {"condition": {"field": "mentions", "lt": -2.5}},
    RANKED,
    NAMED,
    UNLISTED,
    UNLISTED | {"type": "temporal_ordered", "condition": "not ( kick or ban ) or\tban"},
    ALIASED,
    ALIASED | {"aliases": {"who": {"ban": "actor"}}},
    TOGETHER | {"aliases": {}},
    TOGETHER | {"rules": ["ban", "ban"]},
    TOGETHER | {"rules": "ban"},
]
NEITHER = [
    {},
    GOOD | {"type": "often"},
    GOOD | {"timespan": "10"},
    GOOD | {"timespan": "0s"},
    GOOD | {"timespan": 10},
    GOOD | {"condition": {"atleast": 5}},
    GOOD | {"condition": {"field": "actor"}},
    GOOD | {"condition": {"gte": "many"}},
    GOOD | {"condition": "ban and kick"},
    SUMMED | {"condition": "ban and kick"},
    SUMMED | {"condition": {"gte": 5}},
    SUMMED | {"condition": {"field": "mentions"}},
    SUMMED | {"type": "value_avg", "condition": {"gte": 5}},
    SUMMED | {"type": "value_median", "condition": {"gte": 5}},
    RANKED | {"condition": {"percentile": 95, "gte": 5}},
    RANKED | {"condition": {"field": "mentions", "percentile": "most", "gte": 5}},
    NAMED | {"condition": "ban and not kicks"},
    NAMED | {"condition": "ban"},
    *(NAMED | {"condition": text} for text in ("", "ban kick", "ban and", "(ban and kick", "ban AND kick")),
    *(NAMED | {"condition": text} for text in ("ban-kick and ban", "1 of ban", "ban | kick", "2nd and kick")),
    UNLISTED | {"condition": "ban and not"},
    UNLISTED | {"condition": {"gte": "x"}},
    UNLISTED | {"type": "event_count"},
    ALIASED | {"aliases": ["who"]},
    ALIASED | {"aliases": {"who": "actor"}},
    GOOD | {"condition": 5},
    COUNTED | {"condition": {"gte": 5}},
    GOOD | {"generate": "yes"},
    GOOD | {"rules": 5},
    {name: value for name, value in GOOD.items() if name != "condition"},
    {name: value for name, value in GOOD.items() if name != "rules"},
    {name: value for name, value in GOOD.items() if name != "timespan"},
]
OURS_ALONE = [
    SILENT,
    GOOD | {"condition": {"gte": 3, "lt": 6}},
    GOOD | {"condition": {"gte": 3, "lte": 9}},
    SUMMED | {"condition": {"field": "mentions", "gt": 0.5, "lte": 9}},
]
THEIRS_ALONE = [
    ORDERED | {"rules": ["ban", "kick", "ban"]},
    RANKED | {"condition": {"field": "mentions", "gte": 5}},
    RANKED | {"condition": {"field": "mentions", "gte": 5, "percentile": "95"}},
    RANKED | {"condition": {"field": "mentions", "gte": 5, "percentile": 101}},
    SUMMED | {"condition": {"field": "mentions", "gte": 5, "percentile": 5}},
    UNLISTED | {"condition": " and ".join(f"(a{n} or b{n})" for n in range(9))},
    ALIASED | {"aliases": {"who": {"ban": "actor", "kicks": "target"}}},
    {"type": "temporal", "timespan": "1h"},
    GOOD | {"window": "tumbling"},
    GOOD | {"condition": {"field": "actor", "gte": 5}},
    COUNTED | {"condition": {"field": ["actor", "target"], "gte": 5}},
    GOOD | {"timespan": "99y"},
    GOOD | {"condition": {"gte": "5"}},
    GOOD | {"condition": {"gte": True}},
    GOOD | {"rules": []},
]


@pytest.mark.parametrize("section", BOTH)
def test_what_both_accept(section: dict[str, Any]) -> None:
    assert is_accepted(section)
    assert is_accepted_by_pysigma(section)


@pytest.mark.parametrize("section", NEITHER)
def test_what_both_refuse(section: dict[str, Any]) -> None:
    assert not is_accepted(section)
    assert not is_accepted_by_pysigma(section)


@pytest.mark.parametrize("section", OURS_ALONE)
def test_what_is_wider_than_sigma(section: dict[str, Any]) -> None:
    assert is_accepted(section)
    assert not is_accepted_by_pysigma(section)


@pytest.mark.parametrize("section", THEIRS_ALONE)
def test_what_is_stricter_than_sigma(section: dict[str, Any]) -> None:
    assert not is_accepted(section)
    assert is_accepted_by_pysigma(section)


@pytest.mark.parametrize(
    ("section", "code"),
    [
        (SUMMED | {"condition": {"gte": 5}}, "TOC404"),
        (SUMMED | {"condition": {"field": "mentions"}}, "TOC404"),
        (SUMMED | {"condition": {"field": "mentions", "gte": 5, "percentile": 5}}, "TOC405"),
        (ORDERED | {"condition": {"field": "target", "gte": 2}}, "TOC405"),
        (SUMMED | {"condition": {"field": "mentions", "gt": 5, "lt": 5}}, "TOC406"),
        (ORDERED | {"condition": {"gte": 3}}, "TOC406"),
        (NAMED | {"condition": "ban and not ban and kick"}, "TOC406"),
        (NAMED | {"condition": "ban and"}, "TOC409"),
        (NAMED | {"condition": ""}, "TOC409"),
        (NAMED | {"condition": "(" * 65 + "ban" + ")" * 65}, "TOC409"),
        (NAMED | {"condition": "ban and kicks"}, "TOC410"),
        (NAMED | {"condition": "ban"}, "TOC411"),
        (GOOD | {"condition": "ban"}, "TOC412"),
        (SILENT | {"condition": "ban"}, "TOC412"),
        (RANKED | {"condition": {"field": "mentions", "gte": 5}}, "TOC413"),
        (RANKED | {"condition": {"field": "mentions", "gte": 5, "percentile": -1}}, "TOC413"),
        (COUNTED | {"condition": {"field": ["actor", "target"], "gte": 5}}, "TOC414"),
        (ALIASED | {"aliases": {"who": {"ban": "actor", "kick": "target", "kik": "x"}}}, "TOC415"),
        (ALIASED | {"group-by": ["actor"]}, "TOC416"),
        (GOOD | {"rules": ["ban", "ban"]}, "TOC417"),
        (TOGETHER | {"rules": ["ban"]}, "TOC418"),
        (ORDERED | {"rules": ["ban", "kick", "ban"]}, "TOC419"),
        ({"type": "temporal", "timespan": "1h"}, "TOC420"),
        (UNLISTED | {"condition": " and ".join(f"(a{n} or b{n})" for n in range(9))}, "TOC421"),
        (ALIASED | {"aliases": {"who": {"ban": "actor"}}}, "TOC422"),
        (GOOD | {"condition": {}}, "TOC404"),
        (COUNTED | {"condition": {"gte": 5}}, "TOC404"),
        (COUNTED | {"condition": {"field": "target"}}, "TOC404"),
        (GOOD | {"condition": {"field": "target", "gte": 5}}, "TOC405"),
        (COUNTED | {"condition": {"field": "target", "gte": 5, "percentile": 5}}, "TOC405"),
        (SILENT | {"condition": {"gte": 1}}, "TOC405"),
        (GOOD | {"condition": {"eq": 0}}, "TOC406"),
        (GOOD | {"condition": {"lt": 1}}, "TOC406"),
        (GOOD | {"condition": {"gt": 5, "lt": 3}}, "TOC406"),
        (GOOD | {"condition": {"gt": 10_000}}, "TOC406"),
        (TOGETHER | {"condition": {"gte": 3}}, "TOC406"),
        (GOOD | {"timespan": "11y"}, "TOC407"),
        (GOOD | {"timespan": "0m"}, "TOC407"),
        (GOOD | {"timespan": "1M"}, "TOC408"),
    ],
)
def test_each_problem_has_its_code(section: dict[str, Any], code: str) -> None:
    assert codes(section) == {code}


def test_a_condition_that_asks_for_nothing_is_sent_to_absence() -> None:
    (problem,) = KIND.check(document(GOOD | {"condition": {"eq": 0}}))

    assert "absence" in (problem.help or "")


def test_a_name_in_a_condition_is_pointed_at_and_the_nearest_is_told() -> None:
    (problem,) = KIND.check(document(NAMED | {"condition": "kick or bann and kick"}))

    assert (problem.offset, problem.help) == (8, "did you mean `ban`?")


def test_an_alias_may_be_what_is_counted() -> None:
    section = ALIASED | {"type": "value_count", "group-by": [], "condition": {"field": "who", "gte": 2}}

    assert codes(section) == set()


def test_durations_of_our_own_are_checked_too() -> None:
    assert codes(GOOD, tocsin={"lateness": "11y"}) == {"TOC407"}
    assert codes(GOOD, tocsin={"rearm": "1M"}) == {"TOC408"}
    assert codes(GOOD, tocsin={"rearm": "0s", "lateness": "0s"}) == set()


def test_the_whole_network_is_refused() -> None:
    assert codes(GOOD, tocsin={"scope": "network"}) == {"TOC320"}


def test_what_only_sensors_say_is_refused() -> None:
    assert codes(GOOD, tocsin={"emit": "discord.member.ban"}) == {"TOC319"}


@pytest.mark.parametrize(
    "section",
    [
        None,
        5,
        [],
        {"type": [], "rules": {}, "condition": [], "timespan": None},
        GOOD | {"condition": {"gte": "x"}},
        GOOD | {"condition": {"gte": float("inf")}},
        GOOD | {"rules": [None, {}, []]},
        SILENT | {"condition": [1]},
        RANKED | {"condition": {"percentile": [], "field": {}, "gte": None}},
        ALIASED | {"aliases": {5: {6: 7}, "who": [], "x": {None: None}}, "group-by": {}},
        ALIASED | {"aliases": 5, "rules": 5},
        UNLISTED | {"rules": {}},
    ],
)
@pytest.mark.parametrize("tocsin", [None, 5, [], {"lateness": 5, "emit": [], "scope": []}])
def test_a_body_of_any_shape_is_stood(section: Any, tocsin: Any) -> None:
    whole = document(section, tocsin=tocsin)

    KIND.check(whole)
    KIND.references(whole)


def test_references_say_where_each_rule_stands() -> None:
    assert list(KIND.references(document(TOGETHER))) == [
        Reference(("correlation", "rules", 0), "ban", RULES),
        Reference(("correlation", "rules", 1), "kick", RULES),
    ]
    assert list(KIND.references(document(GOOD | {"rules": "ban"}))) == [
        Reference(("correlation", "rules"), "ban", RULES)
    ]
    assert list(KIND.references(document(UNLISTED | {"condition": "not kick and ban or kick"}))) == [
        Reference(("correlation", "condition"), "kick", RULES, offset=4),
        Reference(("correlation", "condition"), "ban", RULES, offset=13),
    ]


def test_a_correlation_is_made_ready() -> None:
    ready = compiled(
        document(COUNTED | {"group-by": ["guild", "actor", "channel"]}, tocsin={"guilds": ["5", 6]})
    )

    assert ready.over == ready.mute == ("pack/detection/ban",)
    assert (ready.group_by, ready.counts) == (("actor", "channel"), "target")
    assert (ready.lateness, ready.guilds, ready.emits) == (5_000, {5, 6}, ("threat.detected",))
    assert ready.spec.places == {"actor": 1, "channel": 2}
    assert ready.spec.window == Window(10_000, 10_000, Members((5,)))
    assert ready.spec.emission.severity == "medium"


def test_the_clock_must_run_on_for_a_timespan_and_rearm_after_the_last_signal() -> None:
    assert compiled(document(GOOD, tocsin={"rearm": "3s"})).span == 13_001


def test_lateness_and_span_add_up_over_correlations() -> None:
    inner = document(GOOD, "inner", tocsin={"lateness": "7s"})
    outer = document(GOOD | {"rules": ["inner", "ban"]}, tocsin={"lateness": "2s"})

    ready = compiled(inner, outer)

    assert ready.over == ("pack/correlation/inner", "pack/detection/ban")
    assert ready.mute == ("pack/detection/ban",)
    assert (ready.lateness, ready.span) == (9_000, 40_002)
