"""Rules as a library: parsed documents in, ids of what matches out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import RulesError
from engine.matching import compile_rules


def rule(field: str = "a", value: Any = 1, **keys: Any) -> dict[str, Any]:
    return {"title": "t", "detection": {"selection": {field: value}, "condition": "selection"}, **keys}


def refused(*documents: Any) -> RulesError:
    with pytest.raises(RulesError) as caught:
        compile_rules(documents)
    return caught.value


def test_ids_come_in_document_order() -> None:
    matcher = compile_rules([rule(id="z"), rule("b", id="m"), rule(id="a")])

    assert matcher.match({"a": 1, "b": 1}) == ["z", "m", "a"]
    assert matcher.match({"a": 1}) == ["z", "a"]
    assert matcher.match({}) == []


def test_the_identity_is_the_id_else_the_name_else_the_position() -> None:
    documents = [rule(id="i", name="n"), rule(name="n2"), rule(), rule(id=None, name="n3"), rule(id=7)]

    assert compile_rules(documents).match({"a": 1}) == ["i", "n2", "2", "n3", "7"]


def test_positions_count_the_documents_that_are_not_detections() -> None:
    documents = [None, {"kind": "list", "values": []}, {"title": "c", "correlation": {}}, rule()]

    assert compile_rules(documents).match({"a": 1}) == ["3"]


def test_log_sources_are_not_considered() -> None:
    matcher = compile_rules([rule(id="x", logsource={"product": "discord", "category": "member_ban"})])

    assert matcher.match({"a": 1, "type": "slack.message"}) == ["x"]


def test_an_iterator_of_documents_is_enough() -> None:
    assert compile_rules(iter([rule(id="x")])).match({"a": 1}) == ["x"]


def test_no_documents_match_nothing() -> None:
    assert compile_rules([]).match({"a": 1}) == []


def test_every_problem_of_every_document_is_in_the_error() -> None:
    bad = {"title": "t", "detection": {"s": {"a|contian": 1}, "condition": "s and zzz"}}

    error = refused(rule(), bad, "text", rule(logsource={}))

    assert [(each.path, each.code, each.severity) for each in error.diagnostics] == [
        ("<document 1>", "TOC307", "error"),
        ("<document 1>", "TOC303", "error"),
        ("<document 2>", "TOC317", "error"),
        ("<document 3>", "TOC316", "error"),
    ]


def test_a_diagnostic_says_where_in_the_document_and_what_to_do() -> None:
    diagnostic = refused({"detection": {"s": {"a|contian": 1}, "condition": "s"}}).diagnostics[0]

    assert diagnostic.message == "detection.s.a|contian: there is no modifier `contian`"
    assert diagnostic.help == "did you mean `contains`?"
    assert (diagnostic.line, diagnostic.column) == (0, 0)


def test_the_text_of_the_error_names_document_code_and_message() -> None:
    assert str(refused("x")) == "<document 0>: TOC317 a document is a mapping"


def test_two_rules_with_one_identity_are_refused() -> None:
    diagnostics = refused(rule(id="x"), rule("b", name="x")).diagnostics

    assert [(each.path, each.code) for each in diagnostics] == [("<document 1>", "TOC318")]
    assert diagnostics[0].message == "name: `x` is taken"


def test_a_number_and_its_text_are_one_identity() -> None:
    assert [each.code for each in refused(rule(id=1), rule(id="1")).diagnostics] == ["TOC318"]


def test_warnings_let_the_rules_pass() -> None:
    matcher = compile_rules([rule(id="x", logsource={"product": "a", "catgory": "b"})])

    assert matcher.match({"a": 1}) == ["x"]
    assert [(each.code, each.severity) for each in matcher.warnings] == [("TOC322", "warning")]


def test_warnings_are_told_with_the_errors() -> None:
    codes = [each.code for each in refused(rule(logsource={"product": "a", "catgory": "b"}), 5).diagnostics]

    assert codes == ["TOC322", "TOC317"]


def filtering(*rules: str, field: str = "b", **keys: Any) -> dict[str, Any]:
    section = {"rules": list(rules), "known": {field: 1}, "condition": "not known"}
    return {"title": "f", "logsource": {"product": "discord"}, "filter": section, **keys}


LOGSOURCE = {"product": "discord", "category": "member_ban"}


def test_a_filter_is_put_on_the_rules_that_it_names_wherever_it_stands() -> None:
    rules = [rule(id="x", logsource=LOGSOURCE), rule(name="y", logsource=LOGSOURCE), rule(id="z")]
    matcher = compile_rules([filtering("x", "y"), *rules, filtering("y", field="c")])

    assert matcher.match({"a": 1}) == ["x", "y", "z"]
    assert matcher.match({"a": 1, "b": 1}) == ["z"]
    assert matcher.match({"a": 1, "c": 1}) == ["x", "z"]


@pytest.mark.parametrize("rules", ["any", "ANY", []])
def test_a_filter_may_be_put_on_every_rule_of_its_log_source(rules: Any) -> None:
    other = rule(id="other", logsource={"product": "slack"})
    section = {"rules": rules, "known": {"b": 1}, "condition": "not known"}
    document = {"title": "f", "logsource": {"product": "discord"}, "filter": section}
    matcher = compile_rules([rule(id="x", logsource=LOGSOURCE), other, rule(id="all"), document])

    assert matcher.match({"a": 1, "b": 1}) == ["other", "all"]


def test_one_name_instead_of_a_list_of_them() -> None:
    section = {"rules": "x", "known": {"b": 1}, "condition": "not known"}
    document = {"title": "f", "logsource": {"product": "discord"}, "filter": section}

    assert compile_rules([rule(id="x", logsource=LOGSOURCE), document]).match({"a": 1, "b": 1}) == []


def test_a_filter_is_seen_in_the_explanation() -> None:
    tree = compile_rules([rule(id="x", logsource=LOGSOURCE), filtering("x")]).explain("x", {"a": 1, "b": 1})

    assert tree["result"] is False
    assert [(each["condition"], each["result"]) for each in tree["children"]] == [
        ("selection", True),
        ("filter `f`", False),
    ]


def test_a_bad_filter_is_told() -> None:
    no_rules = {"title": "f", "logsource": LOGSOURCE, "filter": {"s": {"a": 1}, "condition": "s and z"}}

    assert [each.code for each in refused(no_rules, filtering("x", logsource=None)).diagnostics] == [
        "TOC328", "TOC303", "TOC328"
    ]  # fmt: skip


def test_a_list_is_found_by_name_and_by_id() -> None:
    lists = [{"kind": "list", "name": "staff", "id": 7, "values": [1, "2*"]}]
    rules = [rule("a|expand", "%staff%", id="x"), rule("a|expand", "%7%", id="y")]

    assert compile_rules([*rules, *lists]).match({"a": "23"}) == ["x", "y"]


def test_a_rule_without_its_list_does_not_run_and_says_so() -> None:
    matcher = compile_rules([rule("a|expand|neq", "%staff%", id="x"), rule(id="y")])

    assert matcher.match({"a": 1}) == ["y"]
    assert [(each.code, each.message) for each in matcher.warnings] == [
        ("TOC325", "detection.selection.a|expand|neq: there is no list `staff`: this rule does not run")
    ]
    explained = matcher.explain("x", {"a": 1})
    assert (explained["result"], explained["children"][0]["condition"]) == (False, "there is a list `staff`")


def test_a_filter_without_its_list_does_nothing_and_says_so() -> None:
    document = filtering("x", field="b|expand")
    document["filter"]["known"] = {"b|expand": "%staff%"}
    matcher = compile_rules([rule(id="x", logsource=LOGSOURCE), document])

    assert matcher.match({"a": 1, "b": "%staff%"}) == ["x"]
    assert [(each.path, each.code) for each in matcher.warnings] == [("<document 1>", "TOC325")]


@pytest.mark.parametrize("values", [None, "x", [["x"]], [True], [None]])
def test_a_list_holds_texts_and_numbers(values: Any) -> None:
    assert [each.code for each in refused({"kind": "list", "name": "x", "values": values}).diagnostics] == [
        "TOC312"
    ]


def test_explain_gives_the_tree_with_the_values_it_saw() -> None:
    matcher = compile_rules([rule("a", ["x", "y"], id="r")])

    assert matcher.explain("r", {"a": "Z"}) == {
        "condition": "selection",
        "value": None,
        "result": False,
        "children": [{"condition": "a: ['x', 'y']", "value": "Z", "result": False, "children": []}],
    }


def test_explain_of_an_unknown_rule() -> None:
    with pytest.raises(KeyError):
        compile_rules([]).explain("x", {})


def test_an_event_is_not_changed() -> None:
    event = {"a": {"b": ["X"]}}
    matcher = compile_rules([rule("a.b|contains", "x", id="r")])

    matcher.match(event)
    matcher.explain("r", event)

    assert event == {"a": {"b": ["X"]}}
