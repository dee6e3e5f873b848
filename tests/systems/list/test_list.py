"""Lists in a folder of rules: who finds them, and what is said of a rule that finds none."""

from __future__ import annotations

from pathlib import Path

from engine.documents.load import Loaded
from engine.matching.event import Event
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.loading import load_rulebook

RULE = """title: By staff
logsource: {product: discord, category: member_ban}
detection:
  s: {actor|expand: '%staff%'}
  condition: s
"""


def load(folder: Path, **files: str) -> Loaded:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_rulebook([folder])


def met_by(loaded: Loaded, actor: object) -> bool:
    (rule,) = [each for each in compile_all(loaded.rulebook, KINDS).values() if each.kind == "detection"]
    assert rule.test is not None
    return rule.test(Event({"actor": actor}))


def test_numbers_are_ids_to_the_last_digit(tmp_path: Path) -> None:
    loaded = load(tmp_path, rule=RULE, list="kind: list\nname: staff\nvalues: [81384788765712385]\n")

    assert loaded.diagnostics == ()
    assert met_by(loaded, 81384788765712385)
    assert not met_by(loaded, 81384788765712384)


def test_an_empty_list_is_a_list(tmp_path: Path) -> None:
    loaded = load(tmp_path, rule=RULE, list="kind: list\nname: staff\nvalues: []\n")

    assert loaded.diagnostics == ()
    assert not met_by(loaded, 5)


def test_the_list_of_the_own_pack_comes_first(tmp_path: Path) -> None:
    text = "kind: list\nname: staff\nvalues: [{}]\n"
    loaded = load(tmp_path, a__list=text.format(1), b__rule=RULE, b__list=text.format(2))

    assert met_by(loaded, 2)
    assert not met_by(loaded, 1)


def test_a_rule_of_that_name_is_no_list(tmp_path: Path) -> None:
    loaded = load(tmp_path, rule=RULE + "name: staff\n")

    assert [(each.code, each.line, each.column) for each in loaded.diagnostics] == [("TOC325", 4, 21)]


def test_a_rule_without_its_list_never_runs_whatever_its_condition(tmp_path: Path) -> None:
    loaded = load(tmp_path, rule=RULE.replace("condition: s", "condition: not s"))

    (found,) = loaded.diagnostics
    assert (found.severity, found.message) == ("warning", "there is no list `staff`: this rule does not run")
    assert not met_by(loaded, 5)


def test_a_near_name_of_a_list_is_suggested(tmp_path: Path) -> None:
    (found,) = load(tmp_path, rule=RULE, list="kind: list\nname: stuff\nvalues: []\n").diagnostics

    assert found.help == "did you mean `stuff`?"


def test_a_value_that_spoils_a_regular_expression_is_told_of_the_rule(tmp_path: Path) -> None:
    rule = RULE.replace("actor|expand", "content|re|expand").replace("member_ban", "message_create")
    loaded = load(tmp_path, rule=rule, list="kind: list\nname: staff\nvalues: ['a(']\n")

    assert [(each.code, each.line) for each in loaded.diagnostics] == [("TOC327", 4)]
    assert loaded.refused == (tmp_path.name,)
