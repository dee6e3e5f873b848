"""What a rule may say and probably does not mean, and what is close to it and fine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.catalogue import CORE
from engine.matching.checks.vocabulary import vocabulary_of
from engine.signal import CORE_FIELDS
from engine.systems.loading import load_rulebook

MESSAGE = "{product: discord, category: message_create}"
CODES = {"TOC340", "TOC341", "TOC342", "TOC343", "TOC344", "TOC345", "TOC346", "TOC347"}


def told(
    folder: Path,
    selection: str,
    condition: str = "selection",
    logsource: str | None = MESSAGE,
    more: str = "",
) -> list[str]:
    """What is said of a rule: code and, where there is one, the advice."""
    lines = ["title: t"] + ([f"logsource: {logsource}"] if logsource else [])
    lines += ["detection:", f"  selection: {selection}", f"  condition: {condition}"]
    (folder / "a.yml").write_text("\n".join(lines) + f"\n{more}")
    return [
        each.code + (f" {each.help}" if each.help and each.code == "TOC340" else "")
        for each in load_rulebook([folder]).diagnostics
    ]


def test_the_core_is_known_whole() -> None:
    assert CORE.keys() == CORE_FIELDS


class TestFields:
    @pytest.mark.parametrize(
        "field", ["content", "actor", "severity", "id", "account_age_days|lt", "links|gt"]
    )
    def test_a_field_of_the_type_or_of_every_type_is_fine(self, tmp_path: Path, field: str) -> None:
        assert "TOC340" not in told(tmp_path, f"{{{field}: 5}}")

    @pytest.mark.parametrize(("field", "advice"), [
        ("contnt", "did you mean `content`?"),
        ("Content", "did you mean `content`?"),
        ("actr", "did you mean `actor`?"),
        ("content.text", "`content` is a plain value: there is nothing inside it"),
        ("staff_granted", "`discord.member.roles` has it: mend the log source, or take another field"),
        ("zzz", "docs/signals.md lists the fields of every type"),
    ])  # fmt: skip
    def test_another_is_refused_with_what_was_meant(self, tmp_path: Path, field: str, advice: str) -> None:
        assert told(tmp_path, f"{{{field}|contains: x1}}") == [f"TOC340 {advice}"]

    def test_every_one_is_told_in_every_shape(self, tmp_path: Path) -> None:
        selection = "[{a: 1, b|contains: x}, {content: x, c|all: [1, 2]}]"

        assert [each[:6] for each in told(tmp_path, selection)] == ["TOC340"] * 3

    @pytest.mark.parametrize("logsource", [
        None,
        "{product: windows, category: process_creation}",
        "{category: process_creation}",
        "{product: discord, category: no_such_thing}",
    ])  # fmt: skip
    def test_what_the_catalogue_does_not_know_may_hold_anything(
        self, tmp_path: Path, logsource: str | None
    ) -> None:
        assert "TOC340" not in [
            each[:6] for each in told(tmp_path, "{Image|endswith: x}", logsource=logsource)
        ]

    def test_one_type_of_several_is_enough(self, tmp_path: Path) -> None:
        several = "{product: discord, service: message}"

        assert told(tmp_path, "{content_before: x}", logsource=several) == []
        assert told(tmp_path, "{content_befor: x}", logsource=several) == [
            "TOC340 did you mean `content_before`?"
        ]

    def test_a_field_that_is_referred_to_must_be_there(self, tmp_path: Path) -> None:
        assert told(tmp_path, "{content|fieldref: actor_name}") == []
        assert told(tmp_path, "{content|fieldref: actor_nam}") == ["TOC340 did you mean `actor_name`?"]

    def test_it_is_told_beside_what_else_is_wrong(self, tmp_path: Path) -> None:
        found = [each[:6] for each in told(tmp_path, "{contnt: x, content|cntains: x}", condition="sel")]

        assert sorted(found) == ["TOC303", "TOC307", "TOC340"]


class TestFieldsOfWhatDocumentsEmit:
    EMITTER = (
        "---\ntitle: e\nlogsource: {product: discord, category: member_ban}\n"
        "detection: {s: {target_is_bot: true}, condition: s}\ntocsin: {emit: raid.suspected}\n"
    )

    @pytest.mark.parametrize(("field", "found"), [
        ("rule", []), ("actor", []), ("count|gt", []), ("rul", ["TOC340 did you mean `rule`?"]),
    ])  # fmt: skip
    def test_a_type_of_ones_own_holds_what_documents_write(
        self, tmp_path: Path, field: str, found: list[str]
    ) -> None:
        own = "{product: raid, category: suspected}"

        assert told(tmp_path, f"{{{field}: 1}}", logsource=own, more=self.EMITTER) == found

    def test_nobody_knows_a_type_that_nothing_emits(self, tmp_path: Path) -> None:
        assert told(tmp_path, "{rul: 1}", logsource="{product: raid, category: suspected}") == []


class TestValues:
    @pytest.mark.parametrize("item", [
        "is_bot: true", "is_bot: 'True'", "is_bot|contains: ru", "is_bot: '*'", "is_bot: null",
        "links: 5", "links: '5'", "links|gt: 5", "links|startswith: '1'", "links: '1*'",
        "account_age_days: 0.5", "account_age_days: 7", "account_age_days|contains: '.'",
        "content: 5", "content: true", "content|gt: 5", "content|cidr: 10.0.0.0/8",
        "content|domain: x.example",
        "actor_roles: x", "actor: 123456789012345678", "actor: '123'",
        "severity: HIGH", "severity|startswith: h", "severity|word: High", "links|word: '5'",
        "is_bot|exists: true",
    ])  # fmt: skip
    def test_what_can_be_is_not_told(self, tmp_path: Path, item: str) -> None:
        assert told(tmp_path, f"{{{item}}}") == []

    @pytest.mark.parametrize("item", [
        "is_bot: yes", "is_bot: 1", "is_bot: ''", "is_bot|gt: 0", "is_bot|contains: x", "is_bot: [true, no]",
        "links: x", "links: 010", "links: 0.5", "links: true", "links|contains: a", "links|cidr: 10.0.0.0/8",
        "links|domain: x.example", "links|imitates: x.example",
        "account_age_days: '0.50'", "account_age_days: new", "actor: someone", "severity: hihg",
        "severity|gt: 2", "is_bot|neq: yes", "links|word: a", "severity|word: hihg",
    ])  # fmt: skip
    def test_what_never_is_is_told(self, tmp_path: Path, item: str) -> None:
        assert told(tmp_path, f"{{content: x, {item}}}") == ["TOC341"]


class TestLints:
    @pytest.mark.parametrize(("item", "found"), [
        ("content: [a, A]", ["TOC342"]),
        ("content|cased: [a, A]", []),
        ("content|contains: [a, b, a, a]", ["TOC342", "TOC342"]),
        ("links: [5, '5']", ["TOC342"]),
        ("content: [null, null]", ["TOC342"]),
        ("content: [a, b]", []),
        ("content: 1.20", ["TOC343"]),
        ("content: 1e3", ["TOC343"]),
        ("content: '1.20'", []),
        ("content: 1.2", []),
        ("content: 0.000001", ["TOC343"]),
        ("account_age_days|lt: 1.50", []),
        ("content: ", ["TOC344"]),
        ("content: [a, ~]", []),
        ("content: null", []),
        ('content: "a\\n"', ["TOC345"]),
        ('content: "a\\nb"', []),
    ])  # fmt: skip
    def test_of_values(self, tmp_path: Path, item: str, found: list[str]) -> None:
        assert told(tmp_path, f"{{{item}}}") == found


class TestConditionsThatAskForNothing:
    @pytest.mark.parametrize(("selection", "condition"), [
        ("{content: x}", "not selection"),
        ("{content|neq: x}", "selection"),
        ("{type: discord.message.create}", "selection"),
        ("{id: '*'}", "selection"),
        ("{time|exists: true}", "selection"),
        ("[{content: x}, {seen: '*'}]", "selection"),
    ])  # fmt: skip
    def test_are_told(self, tmp_path: Path, selection: str, condition: str) -> None:
        assert told(tmp_path, selection, condition) == ["TOC346"]

    @pytest.mark.parametrize(("selection", "condition"), [
        ("{content: '*'}", "selection"),
        ("{content: null}", "selection"),
        ("{content: null}", "not selection"),
        ("{content|exists: false}", "selection"),
        ("{type: discord.message.edit}", "selection"),
        ("{actor|exists: true}", "selection"),
    ])  # fmt: skip
    def test_one_that_asks_for_a_field_is_fine(self, tmp_path: Path, selection: str, condition: str) -> None:
        assert told(tmp_path, selection, condition) == []

    def test_what_a_correlation_counts_may_be_everything(self, tmp_path: Path) -> None:
        counted = (
            "name: n\n---\ntitle: c\ncorrelation:\n"
            "  {type: event_count, rules: [n], group-by: [actor], timespan: 1m, condition: {gte: 9}}\n"
        )

        assert told(tmp_path, "{is_bot: true}", "not selection", more=counted) == []


class TestConditionsThatNeverHold:
    @pytest.mark.parametrize(("selection", "condition"), [
        ("{content|all: [a, b]}", "selection"),
        ("{content: a, content|exists: false}", "selection"),
        ("{links|gt: 5, links|lt: 3}", "selection"),
        ("{links|gt: 5, links|lte: 5}", "selection"),
        ("{links: [1, 2], links|gt: 5}", "selection"),
        ("{content: x}", "selection and not selection"),
        ("{content: x}", "selection and not 1 of sel*"),
        ("[{links|gt: 5, links|lt: 3}, {links|gt: 6, links|lt: 3}]", "selection"),
    ])  # fmt: skip
    def test_are_told(self, tmp_path: Path, selection: str, condition: str) -> None:
        assert told(tmp_path, selection, condition) == ["TOC347"]

    @pytest.mark.parametrize(("selection", "logsource"), [
        ("{actor_roles|all: [a, b]}", MESSAGE),
        ("{content|contains|all: [a, b]}", MESSAGE),
        ("{links|gte: 5, links|lte: 5}", MESSAGE),
        ("{links: [1, 7], links|gt: 5}", MESSAGE),
        ("[{links|gt: 5, links|lt: 3}, {links: 4}]", MESSAGE),
        ("{x|all: [a, b]}", "{product: others}"),
        ("{content: a, content|contains: b}", MESSAGE),
    ])  # fmt: skip
    def test_what_may_hold_is_not_told(self, tmp_path: Path, selection: str, logsource: str) -> None:
        assert told(tmp_path, selection, logsource=logsource) == []

    def test_to_exclude_a_part_is_no_contradiction(self, tmp_path: Path) -> None:
        selections = "{links: 5}\n  both: {links: 5, is_bot: true}"

        assert told(tmp_path, selections, "selection and not both") == []
        assert told(tmp_path, selections, "both and not selection") == []


class TestCorrelations:
    def found(self, folder: Path, section: str, logsource: str = MESSAGE) -> list[tuple[str, int, str]]:
        """Code, line and the word at the place of what is said of a correlation over a rule."""
        text = (
            f"title: t\nname: n\nlogsource: {logsource}\ndetection: {{s: {{type: '*'}}, condition: s}}\n---\n"
            f"title: c\nname: m\ncorrelation: {{rules: [n], timespan: 1m, {section}}}\n"
        )
        (folder / "a.yml").write_text(text)
        return [
            (each.code, each.line, re.split(r"[],}]", text.splitlines()[each.line - 1][each.column - 1 :])[0])
            for each in load_rulebook([folder]).diagnostics
        ]

    @pytest.mark.parametrize(("section", "wrong"), [
        ("type: event_count, group-by: [actor, links], condition: {gte: 5}", []),
        ("type: event_count, group-by: [actor, lnks], condition: {gte: 5}", ["lnks"]),
        ("type: event_count, group-by: lnks, condition: {gte: 5}", ["lnks"]),
        ("type: value_count, group-by: [actor], condition: {gte: 5, field: lnks}", ["lnks"]),
    ])  # fmt: skip
    def test_a_rule_must_have_the_fields_they_read(
        self, tmp_path: Path, section: str, wrong: list[str]
    ) -> None:
        assert self.found(tmp_path, section) == [("TOC340", 8, word) for word in wrong]

    def test_rules_about_others_may_have_any(self, tmp_path: Path) -> None:
        section = "type: event_count, group-by: [lnks], condition: {gte: 5}"

        assert self.found(tmp_path, section, "{product: others}") == []

    def test_over_a_correlation_the_fields_are_those_that_it_emits(self, tmp_path: Path) -> None:
        section = (
            "type: event_count, group-by: [actor], condition: {gte: 5}}\n---\n"
            "title: d\ncorrelation: {rules: [m], timespan: 1m, type: event_count,"
            " group-by: [rule, rulee], condition: {gte: 5}"
        )

        assert self.found(tmp_path, section) == [("TOC340", 11, "rulee")]


def test_a_filter_asks_for_fields_of_its_own_log_source(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        f"title: f\nlogsource: {MESSAGE}\nfilter:\n  rules: any\n"
        "  known: {contnt: x, is_bot: yes, content: 1.20}\n  condition: not known\n"
    )

    found = [(each.code, each.line, each.column) for each in load_rulebook([tmp_path]).diagnostics]
    assert found == [("TOC340", 5, 11), ("TOC341", 5, 30), ("TOC343", 5, 44)]


def test_a_log_source_is_looked_up_once() -> None:
    patterns = ("discord.message.create",)

    assert vocabulary_of(patterns) is vocabulary_of(patterns)
