"""What an index does with each way of looking something up, in buckets of enough rules to do so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from engine.matching import Event, compile_match
from engine.matching.conditions import Condition, Leaf
from engine.matching.index import Entry, Index, is_plain, segment
from engine.matching.interpreter import compile_condition
from engine.matching.operators.contains import CONTAINS
from engine.matching.text import SKELETON


def condition(match: Any) -> Condition:
    detection, problems = compile_match(match)
    assert detection is not None, problems
    return detection.condition


def entry(key: str, match: Any, scopes: Iterable[int] | None = None) -> Entry:
    found = condition(match)
    return Entry(key, found, compile_condition(found), None if scopes is None else frozenset(scopes))


def index(*matches: Any, beside: int = 0) -> Index:
    """The rules under their positions; `beside` further rules about the same fields that nothing meets."""
    others = [dict.fromkeys(match, f"nothing such {n}") for n in range(beside) for match in matches]
    return Index.of(entry(str(n), match) for n, match in enumerate([*matches, *others]))


def met(index: Index, **fields: Any) -> list[str]:
    return sorted(index.match(Event(fields)), key=int)


@pytest.mark.parametrize("beside", [0, 20])
def test_a_number_is_found_by_its_text_and_the_other_way_round(beside: int) -> None:
    rules = index({"a": 5}, {"a": "5"}, {"a": "05"}, {"a": True}, {"a": 2**70}, {"a": "0.5"}, beside=beside)

    assert met(rules, a=5) == met(rules, a="5") == met(rules, a=5.0) == ["0", "1"]
    assert met(rules, a=0.5) == met(rules, a="0.5") == ["5"]
    assert met(rules, a=True) == met(rules, a="TRUE") == ["3"]
    assert met(rules, a=2**70) == ["4"]
    assert met(rules, a=1) == []


@pytest.mark.parametrize("first", ["0.5", "nan"])
def test_numbers_of_every_kind_are_found_by_their_texts(first: str) -> None:
    many = [f"other {n}" for n in range(100)]  # too many for a table
    rules = index(*({"a": [each, *many]} for each in (first, "inf", "1.5", "7")))

    assert met(rules, a=float(first)) == met(rules, a=first.upper()) == ["0"]
    assert met(rules, a=float("inf")) == ["1"]
    assert met(rules, a=1.5) == ["2"]
    assert met(rules, a=7) == met(rules, a=7.0) == ["3"]
    assert met(rules, a=1) == met(rules, a=True) == []


def test_an_integer_too_long_for_decimal_text_is_found() -> None:
    rules = index({"a": hex(10**5000)}, {"a": 10**5000}, {"a": 7}, {"a": 8})

    assert met(rules, a=10**5000) == ["0", "1"]


@pytest.mark.parametrize("beside", [0, 20])
def test_an_integer_is_compared_as_it_looks_where_a_rule_says_so(beside: int) -> None:
    rules = index(*({"a|lookalike": each} for each in ("io", "l0", "iio", "7")), beside=beside)

    assert met(rules, a=10) == ["0", "1"]
    assert met(rules, a="1O") == ["0", "1"]


def test_a_literal_of_which_nothing_is_left_is_in_every_text() -> None:
    leaves = [Leaf("a", CONTAINS, (each,), SKELETON) for each in ("\u200b", "ab", "cd", "ef")]
    rules = Index.of(Entry(str(n), each, compile_condition(each)) for n, each in enumerate(leaves))

    assert met(rules, a="") == ["0"]
    assert met(rules, a="αb") == ["0", "1"]


def test_lists_are_found_by_every_combination_of_their_members() -> None:
    pairs = [(a, b) for a in range(20) for b in range(20)]
    rules = index(*({"a": a, "b": b} for a, b in pairs))

    found = met(rules, a=[1, 2, 77], b=[3, "4"])

    assert [pairs[int(n)] for n in found] == [(1, 3), (1, 4), (2, 3), (2, 4)]
    assert len(met(rules, a=list(range(20)), b=[*range(20), *map(str, range(20))])) == 400


def test_lists_longer_than_a_table_are_found_by_going_through_the_table() -> None:
    rules = index(*({"a": n, "b": n} for n in range(20)))

    assert met(rules, a=list(range(18)), b=[*range(2), 19]) == ["0", "1"]


def test_a_part_of_an_alternative_is_no_proof_of_it() -> None:
    one = {
        "x": {"a|contains": "abcd", "b|contains": "efgh"},
        "y": {"a|contains": "ijkl"},
        "condition": "x or y",
    }
    rules = index(one, one, one, {"a|contains": "mnop"})

    assert met(rules, a="abcd", b="e") == []
    assert met(rules, a="abcd", b="efgh") == ["0", "1", "2"]
    assert met(rules, a="ijkl") == ["0", "1", "2"]


@pytest.mark.parametrize("size", [3, 40])
def test_literals_are_found_however_they_lie_in_the_text(size: int) -> None:
    words = ["abc", "bcd", "abcdefgh", "h", "ß", "σας", *(f"other{n}" for n in range(size))]
    rules = index(*({"a|contains": word} for word in words))

    assert met(rules, a="xABCDEFGHx") == ["0", "1", "2", "3"]
    assert met(rules, a="\ud800abc\udfffbcd") == ["0", "1"]
    assert met(rules, a="ab\ud800c") == []
    assert met(rules, a=["ab", "c", "Maß"]) == ["4"]
    assert met(rules, a="ΣΑΣ") == ["5"]


def test_literals_without_utf8_are_found() -> None:
    rules = index(*({"a|contains": f"\ud800{n}"} for n in range(20)))

    assert met(rules, a="x\ud80012") == ["1", "12"]


def test_literals_that_begin_alike_are_told_apart() -> None:
    stems = ["https://", "https://one.example.com/", "a" * 300, "aaaaa", "aaaab"]
    words = [f"{stem}{n:02}" for stem in stems for n in range(12)] + stems + ["short0", "short1", "short"]
    rules = index(*({"a|contains": word} for word in words))

    for word in words:
        expected = [n for n, each in enumerate(words) if each in f"a {word}."]
        assert met(rules, a=f"A {word}.") == [str(n) for n in expected]
    assert met(rules, a="https:/") == met(rules, a="") == []


def test_literals_that_end_alike_are_told_apart() -> None:
    tails = ["example.com", "b" * 300, "bbbbb"]
    words = [f"{n:02}{tail}" for tail in tails for n in range(12)] + tails
    words += ["1 of few", "2 of few", "other few", " of few"]
    rules = index(*({"a|contains": word} for word in words))

    for word in words:
        expected = [n for n, each in enumerate(words) if each in f"a {word}."]
        assert met(rules, a=f"A {word}.") == [str(n) for n in expected]
    assert met(rules, a="xample.com") == []


def test_an_entry_is_asked_once_however_often_its_literal_stands_there() -> None:
    asked: list[str] = []
    wanted = condition({"a|re": "nitro.?"})
    literals = [entry(str(n), {"a|contains": f"word{n}"}) for n in range(20)]
    rules = Index.of([*literals, Entry("x", wanted, lambda _: not asked.append("x"))])

    assert rules.match(Event({"a": ["nitro nitro", "nitro"]})) == ["x"]
    assert asked == ["x"]


def test_ends_are_found_at_every_length() -> None:
    ends = ["a" * n for n in range(1, 30)]
    rules = index(*({"a|endswith": end} for end in ends), *({"b|startswith": end} for end in ends))

    assert len(met(rules, a="b" + "a" * 14)) == 14
    assert len(met(rules, b="a" * 9 + "b")) == 9
    assert met(rules, a="", b="") == []


def test_ends_that_are_alike_are_told_apart() -> None:
    stems = ["a", "abc", "abcd", "abcdef", "abcdefghijklmn", "xyz"]
    words = sorted({f"{stem}{more}" for stem in stems for more in ("", *"012345678", "00", "a longer one")})
    rules = index(*({"a|startswith": word} for word in words), *({"b|endswith": word} for word in words))

    for word in words:
        expected = [str(n) for n, each in enumerate(words) if f"{word}.".startswith(each)]
        assert met(rules, a=f"{word.upper()}.") == expected
        expected = [str(n) for n, each in enumerate(words, len(words)) if f".{word}".endswith(each)]
        assert met(rules, b=f".{word}") == expected
    assert met(rules, a="ab", b="yz") == ["0"]


def test_limits_are_found_on_either_side_and_at_the_limit() -> None:
    limits = [-1, 0, 0.5, 7, 10**30]
    rules = index(*({f"a|{way}": limit} for way in ("gt", "gte", "lt", "lte") for limit in limits))

    def found(value: Any) -> list[Any]:
        keys = met(rules, a=value)
        return [[limits[int(n) % 5] for n in keys if int(n) // 5 == way] for way in range(4)]

    assert found(7) == [[-1, 0, 0.5], [-1, 0, 0.5, 7], [10**30], [7, 10**30]]
    assert found(["x", 0, 7]) == [[-1, 0, 0.5], [-1, 0, 0.5, 7], [0.5, 7, 10**30], [0, 0.5, 7, 10**30]]
    assert found(float("nan")) == found(None) == found(True) == [[], [], [], []]
    assert found("-Inf") == [[], [], [], []]


def test_fields_inside_others_are_found_whichever_way_is_asked() -> None:
    matches: list[Any] = [
        {"o.a|gte": 5}, {"o.a|lt": 5}, {"o.b|contains": "word"}, {"o.b|startswith": "a"}, {"o.c": True},
        {"o.d|exists": True}, {"o.d": "x"}, {"o.b|domain": "example.com"},
    ]  # fmt: skip
    rules = index(*matches)

    assert met(rules, o={"a": 7, "b": "a word", "c": True}) == ["0", "2", "3", "4"]
    assert met(rules, o={"a": 4.5, "b": "example.com", "d": None}) == ["1", "5", "7"]
    assert met(rules, **{"o.a": 5, "o.d": "x"}) == ["0", "5", "6"]
    assert met(rules, o=None) == met(rules, o=7) == []


def test_fields_that_are_null_are_there_and_hold_nothing() -> None:
    rules = index(
        {"a|exists": True},
        {"a|gte": -1},
        {"a|lt": 9},
        {"a|contains": "n"},
        {"a": "null"},
        {"a|endswith": "l"},
    )

    assert met(rules, a=None) == ["0"]
    assert met(rules) == []


def test_values_of_every_kind_are_found_among_rules_about_them() -> None:
    rules = index({"a": True}, {"a": False}, {"a": "true"}, {"a": 1}, {"a": 0.5}, {"a|gt": 0.25})

    assert met(rules, a=True) == ["0", "2"]
    assert met(rules, a=False) == ["1"]
    assert met(rules, a=[True, 0.5]) == ["0", "2", "4", "5"]
    assert met(rules, a=1) == ["3", "5"]


def test_imitations_are_found_where_a_text_names_a_host() -> None:
    imitated = {"a|imitates": "example.com", "type": ["x", "y"]}
    rules = index(imitated, {"a|domain": "example.com"}, {"a|contains": "exa"})

    assert met(rules, a="see examp1e.com", type="x") == ["0", "2"]
    assert met(rules, a="see example.com", type="x") == ["1", "2"]
    assert met(rules, a=["nothing", "EXARNPLE.com"], type="y") == ["0", "2"]
    assert met(rules, a="examp1e com", type="x") == ["2"]


def test_a_long_list_of_values_is_found() -> None:
    rules = index(*({"a": "x", "b": list(range(n, n + 100))} for n in range(0, 1000, 100)))

    assert met(rules, a="X", b=555) == ["5"]
    assert met(rules, a="y", b=555) == []


def test_scopes_are_kept_to_exactly() -> None:
    rules = Index.of(
        [entry(str(n), {"a|contains": "x"}, {n}) for n in range(5)]
        + [
            entry("5", {"a|contains": "x"}),
            entry("6", {"a": "x"}, range(200)),
            Entry("7", scopes=frozenset({3})),
        ]
    )

    assert sorted(rules.match(Event({"a": "x"}), 3)) == ["3", "5", "6", "7"]
    assert sorted(rules.match(Event({"a": "x"}), None)) == ["5"]
    assert sorted(rules.match(Event({"guild": 3}), 4)) == []


def test_each_place_has_looks_of_its_own() -> None:
    rules = index({"t": 1, "a|contains": "x"}, {"t": 2, "n|gte": 5}, {"t": 3, "a|startswith": "x"})

    for _ in range(2):
        assert [met(rules, t=t, a="xy", n=6) for t in (1, 2, 3, 4)] == [["0"], ["1"], ["2"], []]


def test_no_more_places_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment, "_MOST_PLACES", 3)
    values = [*range(8), [1, 2], [2, 1], None, "3"]
    rules = index(*({"a": n, "b|contains": "x"} for n in range(8)), *({"a": n} for n in range(8)))

    for _ in range(2):
        for value in values:
            wanted = value if isinstance(value, list) else [value]
            expected = [n for n in range(8) if n in wanted or str(n) in wanted]
            assert met(rules, a=value, b="x") == [str(n) for n in (*expected, *(n + 8 for n in expected))]
            assert len(rules._base.segment._places) <= 3


def test_a_change_touches_only_what_is_changed_and_leaves_the_index_before_as_it_was() -> None:
    first = index(*({"a": n} for n in range(10)))

    second = first.changed(["1", "2"], [entry("2", {"a": 5}), entry("10", {"a": 5})])
    third = second.changed(["2", "5"], [entry("5", {"a": 6})])

    assert met(first, a=5) == ["5"]
    assert met(first, a=[1, 2]) == ["1", "2"]
    assert met(second, a=[1, 2]) == []
    assert met(second, a=5) == ["2", "5", "10"]
    assert met(third, a=5) == ["10"]
    assert met(third, a=6) == ["5", "6"]
    assert met(third.merged(), a=[5, 6]) == met(third, a=[5, 6]) == ["5", "6", "10"]


def test_many_changes_are_worth_a_merge() -> None:
    rules = index(*({"a": n} for n in range(400)))
    assert not rules.is_crowded

    for n in range(200):
        rules = rules.changed([str(n)], [entry(str(n), {"a": n + 1})])

    assert rules.is_crowded
    assert not rules.merged().is_crowded
    assert met(rules, a=200) == met(rules.merged(), a=200) == ["199", "200"]


def test_a_test_that_raises_is_not_met_and_said_once() -> None:
    error = RuntimeError("broken")

    def broken(event: Event) -> bool:
        raise error

    rules = Index.of([Entry("bad", test=broken), *(entry(str(n), {"a": n}) for n in range(5))])
    faults: dict[str, Exception] = {}

    assert rules.match(Event({"a": 1}), faults=faults) == ["1"]
    assert faults == {"bad": error}
    with pytest.raises(RuntimeError, match="broken"):
        rules.match(Event({"a": 1}))
    assert rules.changed(["bad"], []).match(Event({"a": 1})) == ["1"]


@pytest.mark.parametrize(
    ("match", "plain"),
    [
        ({"a": 1}, False),
        ({"a": None}, True),
        ({"a|neq": 1}, True),
        ({"a|contains": "x", "b": None}, False),
        ({"x": {"a": 1}, "y": {"b": None}, "condition": "x or y"}, True),
        ({"x": {"a": 1}, "y": {"b": None}, "condition": "x and y"}, False),
        ({"x": {"a": 1}, "condition": "not x"}, True),
        ({"x": {"a|neq": 1}, "condition": "not x"}, False),
        ({"a": "*"}, True),
        ({"a": "?x*"}, False),
        ({"a|exists": True}, False),
        ({"a|exists": False}, True),
    ],
)
def test_a_condition_of_which_nothing_can_be_looked_up_is_plain(match: Any, plain: bool) -> None:
    assert is_plain(condition(match)) is plain


def test_a_rule_is_asked_once_however_many_of_its_words_a_text_has() -> None:
    """Else a text that has them all would cost as many times as much as there are words."""
    words = [f"word{n}" for n in range(50)]
    selections = {f"s{n}": {"a|contains|all": [word, "never there"]} for n, word in enumerate(words)}
    found = condition({**selections, "condition": "1 of s*"})
    asked: list[Event] = []

    def test(event: Event) -> bool:
        asked.append(event)
        return compile_condition(found)(event)

    rules = Index.of([Entry("many", found, test)])

    assert list(rules.match(Event({"a": " ".join(words)}))) == []
    assert len(asked) == 1
