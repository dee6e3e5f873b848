"""Conditions read into trees; problems point at the word that causes them."""

from __future__ import annotations

import pytest

from engine.diagnostics import Problem
from engine.matching.condition_parser import LARGEST, Room, parse_condition
from engine.matching.conditions import And, Condition, Leaf, Or, spell
from engine.matching.operators.equals import EQUALS

WHERE = ("detection", "condition")


def selection(name: str) -> And:
    return And((Leaf(name, EQUALS, (1,)),), name)


SELECTIONS: dict[str, Condition] = {
    name: selection(name)
    for name in ("selection", "filter_a", "filter_b", "other-one", "_hidden", "notes", "1")
}


def problems(source: str) -> list[Problem]:
    return parse_condition(source, SELECTIONS, WHERE).problems


def only(source: str) -> Problem:
    found = problems(source)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("selection", "selection"),
        ("selection and notes or _hidden", "(selection and notes) or _hidden"),
        ("selection or notes and _hidden", "selection or (notes and _hidden)"),
        ("not selection and notes", "not selection and notes"),
        ("not (selection and notes)", "not (selection and notes)"),
        ("not not selection", "selection"),
        ("not not not selection", "not selection"),
        ("((selection))", "selection"),
        ("1 of filter_* or notes", "1 of filter_* or notes"),
        ("not all of them", "not all of them"),
        ("selection and (notes or _hidden) and other-one", "selection and (notes or _hidden) and other-one"),
        ("1 and notes", "1 and notes"),
        ("\tselection\n  and notes ", "selection and notes"),
    ],
)
def test_tree(source: str, tree: str) -> None:
    parsed = parse_condition(source, SELECTIONS, WHERE)

    assert (spell(parsed.condition), parsed.problems) == (tree, [])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("1 of filter_*", ["filter_a", "filter_b"]),
        ("all of *", ["selection", "filter_a", "filter_b", "other-one", "notes", "1"]),
        ("all of them", ["selection", "filter_a", "filter_b", "other-one", "notes", "1"]),
        ("1 of _*", ["_hidden"]),
        ("1 of *_*", ["filter_a", "filter_b"]),
        ("any of other-*", ["other-one"]),
        ("all of notes", ["notes"]),
    ],
)
def test_a_pattern_takes_the_selections_it_fits_in_their_order(source: str, names: list[str]) -> None:
    parsed = parse_condition(source, SELECTIONS, WHERE)

    assert isinstance(parsed.condition, And | Or)
    assert [child.label for child in parsed.condition.children if isinstance(child, And)] == names
    assert parsed.used == set(names)


@pytest.mark.parametrize(
    ("source", "kind"), [("1 of filter_*", Or), ("any of filter_*", Or), ("all of filter_*", And)]
)
def test_a_quantifier_joins(source: str, kind: type[And | Or]) -> None:
    assert type(parse_condition(source, SELECTIONS, WHERE).condition) is kind


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        ("", 0),
        ("  ", 2),
        ("selection and", 13),
        ("selection and ", 14),
        ("selection or or notes", 13),
        ("and selection", 0),
        ("not", 3),
        ("selection notes", 10),
        ("selection not notes", 10),
        ("(selection", 10),
        ("selection)", 9),
        ("()", 1),
        ("selection & notes", 10),
        ("ä", 0),
        ("selection and ü", 14),
        ("selection,notes", 9),
        ("9 of filter_*", 0),
        ("100 of filter_*", 0),
        ("0 of filter_*", 0),
        ("some of filter_*", 0),
        ("selection and of of filter_*", 14),
        ("1 of", 4),
        ("1 of (filter_a)", 5),
        ("filter_*", 0),
        ("selection AND notes", 10),
        ("🎉 selection", 0),
    ],
)
def test_a_condition_that_cannot_be_read_says_where(source: str, offset: int) -> None:
    problem = only(source)

    assert (problem.code, problem.where, problem.offset, problem.on) == ("TOC302", WHERE, offset, "value")


def test_a_pattern_without_a_quantifier_says_what_to_write() -> None:
    assert only("filter_*").help == "write `1 of filter_*` or `all of filter_*`"


def test_an_unknown_selection_is_pointed_at_with_the_nearest() -> None:
    assert only("notes and selektion") == Problem(
        "TOC303", WHERE, "there is no selection `selektion`", offset=10, help="did you mean `selection`?"
    )


def test_an_offset_counts_code_points() -> None:
    assert only("notes and   zzz").offset == 12


def test_all_unknown_selections_are_named_at_once() -> None:
    assert [(each.code, each.offset) for each in problems("aaa and (bbb or 1 of ccc*)")] == [
        ("TOC303", 0),
        ("TOC303", 9),
        ("TOC304", 21),
    ]


def test_a_pattern_that_fits_nothing_is_pointed_at() -> None:
    problem = only("selection and not 1 of filtre_a*")

    assert (problem.code, problem.offset, problem.help) == ("TOC304", 23, "did you mean `filter_a`?")


def test_them_is_nothing_when_every_selection_is_hidden() -> None:
    parsed = parse_condition("1 of them", {"_a": selection("_a")}, WHERE)

    assert [problem.code for problem in parsed.problems] == ["TOC304"]


def test_the_old_aggregation_has_a_code_of_its_own() -> None:
    problem = only("selection | count() by actor > 5")

    assert (problem.code, problem.offset) == ("TOC315", 10)


def test_nesting_has_an_end() -> None:
    deep = "(" * 64 + "selection" + ")" * 64
    assert problems(deep) == []

    problem = only("(" + deep + ")")
    assert (problem.code, problem.offset) == ("TOC302", 64)


def test_parentheses_beside_one_another_do_not_nest() -> None:
    assert problems(" and ".join(["(selection)"] * 100)) == []


def test_size_has_an_end() -> None:
    twice = {"selection": And(tuple([Leaf("f", EQUALS, (1,))] * (LARGEST // 2 - 1)), "selection")}
    room = Room()
    fits = parse_condition("selection or selection", twice, WHERE, room)
    assert (fits.problems, room.conditions) == ([], 0)

    problem = parse_condition("selection or selection or selection", twice, WHERE).problems[0]

    assert (problem.code, problem.offset) == ("TOC323", 26)


def test_a_text_has_a_longest_over_all_conditions_of_a_document() -> None:
    room = Room()
    first = parse_condition("selection or " * 500 + "selection", SELECTIONS, WHERE, room)
    second = parse_condition("selection or " * 300 + "selection", SELECTIONS, WHERE, room)

    assert first.problems == []
    assert [(each.code, each.offset) for each in second.problems] == [("TOC323", 0)]


def test_patterns_are_held_against_so_many_names() -> None:
    many = {f"s{n}": selection(f"s{n}") for n in range(3_000)}
    condition = " or ".join(f"1 of s{n}0*" for n in range(1, 8))

    assert [each.code for each in parse_condition(condition, many, WHERE).problems] == ["TOC323"]


def test_so_many_of_a_pattern_are_every_choice_of_them() -> None:
    three = {name: selection(name) for name in ("s_a", "s_b", "s_c")}
    read = parse_condition("2 of s_*", three, WHERE)

    assert (read.problems, read.used) == ([], {"s_a", "s_b", "s_c"})
    assert read.condition == Or(
        (
            And((three["s_a"], three["s_b"])),
            And((three["s_a"], three["s_c"])),
            And((three["s_b"], three["s_c"])),
        ),
        "2 of s_*",
    )


def test_choices_without_number_are_too_many() -> None:
    many = {f"s{n}": selection(f"s{n}") for n in range(40)}

    assert [each.code for each in parse_condition("20 of s*", many, WHERE).problems] == ["TOC323"]


def test_a_pattern_counts_all_it_takes() -> None:
    many = {f"s{n}": selection(f"s{n}") for n in range(LARGEST // 2 + 1)}

    assert [each.code for each in parse_condition("1 of them", many, WHERE).problems] == ["TOC323"]
