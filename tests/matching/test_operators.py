"""What holds for the family of operators and modifiers; what each means stands in the cases."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine.matching import compile_match, operators
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.operators import MODIFIERS, OPERATORS

CASES = Path(__file__).parents[1] / "cases" / "detection" / "semantics.yml"
FOLDER = Path(operators.__file__).parent
FAMILY = {"operator"}


def test_every_file_of_the_folder_is_in_the_registry() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"} - FAMILY

    assert files == {each.name for each in (*OPERATORS, *MODIFIERS.values())}


def test_names_are_unique() -> None:
    assert len({each.name for each in OPERATORS}) == len(OPERATORS)


def reached(condition: Condition) -> set[str]:
    match condition:
        case Leaf(operator=operator):
            return {operator.name}
        case Not(child):
            return reached(child)
        case And(children) | Or(children):
            return set().union(*map(reached, children))


def test_every_operator_has_cases() -> None:
    names = set()
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        detection, problems = compile_match(case["match"], lists=case.get("lists", {}).get)
        assert detection is not None, problems
        names |= reached(detection.condition)

    assert names == {each.name for each in OPERATORS}


@pytest.mark.parametrize("name", sorted(MODIFIERS))
def test_every_modifier_has_cases(name: str) -> None:
    assert f"|{name}" in CASES.read_text(encoding="utf-8")


@pytest.mark.parametrize("each", [*OPERATORS, *MODIFIERS.values()], ids=lambda each: each.name)
def test_each_says_in_a_sentence_what_it_means(each: operators.Operator | operators.Modifier) -> None:
    assert each.sentence[0].isupper()
    assert each.sentence.endswith(".")


@pytest.mark.parametrize("modifier", MODIFIERS.values(), ids=lambda each: each.name)
def test_a_modifier_changes_values_or_joins_or_negates(modifier: operators.Modifier) -> None:
    changes = modifier.apply is not None or modifier.expands
    assert changes == bool(modifier.takes)
    assert changes + modifier.links + modifier.negates == 1
