"""Filters in a folder of rules: which rules they change, and where they say that they change none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.documents.dependencies import Dependencies
from engine.documents.document import Document
from engine.documents.load import Loaded
from engine.matching.event import Event
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.filter.kind import FilterKind
from engine.systems.loading import load_rulebook

BAN = """title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {target_is_bot: false}, condition: s}
"""
FILTER = """title: Not the staff
logsource: {product: discord}
filter:
  rules: [ban]
  staff: {actor|expand: '%staff%'}
  condition: not staff
"""
LIST = "kind: list\nname: staff\nvalues: [7]\n"
EVENT = {"target_is_bot": False, "actor": 7, "guild": 1}


def load(folder: Path, **files: str) -> Loaded:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_rulebook([folder])


def met(loaded: Loaded, **event: object) -> bool:
    ban = next(each for each in compile_all(loaded.rulebook, KINDS).values() if each.kind == "detection")
    assert ban.test is not None
    return ban.test(Event({**EVENT, **event}))


def told(loaded: Loaded) -> list[tuple[str, int, int]]:
    return [(each.code, each.line, each.column) for each in loaded.diagnostics]


def test_a_filter_and_its_list_are_part_of_the_rule(tmp_path: Path) -> None:
    loaded = load(tmp_path, ban=BAN, filter=FILTER, list=LIST)

    assert loaded.diagnostics == ()
    assert not met(loaded)
    assert met(loaded, actor=8)


def test_what_the_rule_is_made_of_is_known(tmp_path: Path) -> None:
    loaded = load(tmp_path, ban=BAN, filter=FILTER, list=LIST)
    graph = Dependencies.of(loaded.rulebook, KINDS)
    ban, filter_, list_ = (next(each for each in loaded.documents if each.kind == kind)
                           for kind in ("detection", "filter", "list"))  # fmt: skip

    assert graph.changing(ban) == graph.made_of(ban) == [filter_]
    assert graph.made_of(filter_) == [list_]
    assert graph.affected([list_.identity]) == {each.identity for each in (ban, filter_, list_)}


def test_a_filter_in_another_pack(tmp_path: Path) -> None:
    assert not met(load(tmp_path, shipped__ban=BAN, ours__filter=FILTER, ours__list=LIST))


def test_a_filter_for_every_rule_of_the_log_source(tmp_path: Path) -> None:
    text = FILTER.replace("[ban]", "any")

    assert not met(load(tmp_path, ban=BAN, filter=text, list=LIST))


def test_a_filter_for_every_rule_of_another_log_source_changes_none(tmp_path: Path) -> None:
    text = FILTER.replace("[ban]", "any").replace("{product: discord}", "{product: slack}")

    assert met(load(tmp_path, ban=BAN, filter=text, list=LIST))


def test_a_filter_for_one_guild_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    loaded = load(tmp_path, ban=BAN, filter=FILTER + "tocsin: {guilds: [1]}\n", list=LIST)

    assert not met(loaded)
    assert met(loaded, guild=2)


def test_a_filter_that_names_a_rule_of_another_log_source_says_so(tmp_path: Path) -> None:
    text = FILTER.replace("{product: discord}", "{product: discord, category: member_kick}")
    loaded = load(tmp_path, ban=BAN, filter=text, list=LIST)

    assert told(loaded) == [("TOC326", 4, 11)]
    assert met(loaded)


def test_a_filter_that_names_no_rule_says_so_with_the_nearest(tmp_path: Path) -> None:
    (found,) = load(tmp_path, ban=BAN, filter=FILTER.replace("[ban]", "[bann]"), list=LIST).diagnostics

    assert (found.code, found.severity, found.help) == ("TOC326", "warning", "did you mean `ban`?")


def test_a_filter_on_a_correlation_says_what_it_is(tmp_path: Path) -> None:
    many = (
        "title: Many\nname: many\n"
        "correlation: {type: event_count, rules: [ban], timespan: 9s, condition: {gte: 2}}\n"
    )
    files = {"ban": BAN, "many": many, "list": LIST, "filter": FILTER.replace("[ban]", "[many]")}
    (found,) = load(tmp_path, **files).diagnostics

    assert (found.code, found.help) == ("TOC326", "`many` is a correlation")


def test_a_filter_without_its_list_is_off_and_says_so(tmp_path: Path) -> None:
    loaded = load(tmp_path, ban=BAN, filter=FILTER)

    assert told(loaded) == [("TOC325", 5, 25)]
    assert met(loaded)


@pytest.mark.parametrize("spoilt", ["ban", "filter"])
def test_a_pack_with_errors_does_not_take_the_other_with_it(spoilt: str, tmp_path: Path) -> None:
    files = {"ban": BAN, "filter": FILTER, "list": LIST}
    files[spoilt] = files[spoilt].replace("condition: ", "condition: x and ")
    loaded = load(tmp_path, one__ban=files["ban"], two__filter=files["filter"], two__list=files["list"])

    kept = {"ban": {"filter", "list"}, "filter": {"detection"}}[spoilt]
    assert {each.kind for each in loaded.rulebook.documents} == kept
    assert [each.code for each in loaded.errors] == ["TOC303"]


def test_guilds_of_a_wrong_shape_are_a_diagnostic(tmp_path: Path) -> None:
    loaded = load(tmp_path, ban=BAN, filter=FILTER + "tocsin: {guilds: 5}\n", list=LIST)

    assert told(loaded) == [("TOC208", 7, 18)]


def test_references_stand_a_body_of_any_shape() -> None:
    kind = FilterKind()
    for body in (
        {"filter": None},
        {"filter": {"rules": {}, "s": [[{"a|expand": [5, None]}]]}},
        {"filter": 5},
    ):
        document = Document("filter", "f", "p", "f.yml", 0, body, {})
        kind.check(document)
        kind.references(document)
        kind.changes(document, document)
