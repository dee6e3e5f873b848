"""Conditions over names: what pySigma accepts is accepted, with the same meaning, and nothing else is."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaExtendedCorrelationCondition,
    SigmaRuleReference,
)
from sigma.exceptions import SigmaError

from engine.systems.correlation.expression import (
    ExpressionError,
    TooManyWays,
    names_in,
    parse_expression,
    ways_of,
)

NAMES = ("a", "b_1", "_c", "order")
words = st.sampled_from(
    [*NAMES, "and", "or", "not", "not", "and", "(", ")", "and not", "AND", "b-1", "1", "|"]
)
blanks = st.sampled_from([" ", " ", " ", "  ", "\t", "\n", ""])


@st.composite
def conditions(draw: st.DrawFn, depth: int = 3) -> str:
    """Ones that are right."""
    match draw(st.sampled_from(["name", "name", "not", "and", "or", "group"])) if depth else "name":
        case "not":
            return f"not {draw(conditions(depth - 1))}"
        case "and" | "or" as word:
            count = draw(st.integers(2, 3))
            return f" {word} ".join(draw(conditions(depth - 1)) for _ in range(count))
        case "group":
            return f"({draw(conditions(depth - 1))})"
    return draw(st.sampled_from(NAMES))


mutated = st.lists(st.tuples(blanks, words), max_size=7).map(lambda parts: "".join(a + b for a, b in parts))


def pysigma(text: str):
    """Its tree, or None. It takes `and`, `or` and `not` for names where no word fits; we never do."""
    try:
        tree = SigmaExtendedCorrelationCondition(text)
    except SigmaError:
        return None
    return None if {"and", "or", "not"} & set(tree.get_referenced_rules()) else tree.parsed


def truth(tree, there: set[str]) -> bool:
    match tree:
        case SigmaRuleReference():
            return tree.reference in there
        case CorrelationConditionNOT():
            return not truth(tree.args[0], there)
        case CorrelationConditionAND():
            return all(truth(each, there) for each in tree.args)
        case CorrelationConditionOR():
            return any(truth(each, there) for each in tree.args)
    raise AssertionError(tree)


@settings(max_examples=150, deadline=None)
@given(st.one_of(conditions(), mutated))
def test_it_reads_what_pysigma_reads(text: str) -> None:
    theirs = pysigma(text)
    if theirs is None:
        with pytest.raises(ExpressionError) as refused:
            parse_expression(text)
        assert 0 <= refused.value.offset <= len(text)
        return
    ours = parse_expression(text)
    assert all(text.startswith(each.name, each.offset) for each in names_in(ours))
    names = sorted({each.name for each in names_in(ours)})
    places = {name: n for n, name in enumerate(names)}
    ways = ways_of(ours, places)
    for chosen in product([False, True], repeat=len(names)):
        there = {name for name, is_there in zip(names, chosen, strict=True) if is_there}
        numbers = {places[name] for name in there}
        met = any(numbers.issuperset(way.needs) and numbers.isdisjoint(way.without) for way in ways)
        assert met == truth(theirs, there)


@pytest.mark.parametrize(
    ("text", "offset", "message", "advice"),
    [
        ("", 0, "the condition ends where the name of a rule should follow", None),
        ("ban and", 7, "the condition ends where the name of a rule should follow", None),
        ("ban kick", 4, "expected `and` or `or`, found `kick`", None),
        ("ban adn kick", 4, "expected `and` or `or`, found `adn`", "did you mean `and`?"),
        (
            "ban Or kick",
            4,
            "expected `and` or `or`, found `Or`",
            "write `or`: the words of a condition are lower case",
        ),
        ("(ban or kick", 12, "the condition ends where `)` should follow", None),
        ("ban and or kick", 8, "expected the name of a rule, found `or`", None),
        ("  ban-kick", 5, "`-` has no meaning in a condition", "give a rule such a `name`"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    text: str, offset: int, message: str, advice: str | None
) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)

    error = caught.value
    assert (error.offset, error.message) == (offset, message)
    assert error.help is None if advice is None else advice in (error.help or "")


def test_ways_that_another_one_includes_are_left_out() -> None:
    ways = ways_of(parse_expression("a or a and b or a and not c"), {"a": 0, "b": 1, "c": 2})

    assert [(way.needs, way.without) for way in ways] == [((0,), ())]


def test_a_condition_that_explodes_is_refused_at_once() -> None:
    names = [f"n{n}" for n in range(60)]
    text = " and ".join(f"({a} or {b})" for a, b in zip(names[::2], names[1::2], strict=True))

    with pytest.raises(TooManyWays):
        ways_of(parse_expression(text), {name: n for n, name in enumerate(names)})


def test_a_long_row_of_not_is_read() -> None:
    assert ways_of(parse_expression("not " * 10_000 + "a"), {"a": 0}) == ways_of(
        parse_expression("a"), {"a": 0}
    )
