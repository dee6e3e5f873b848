"""Rules about signals that nobody sends are warned of."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.systems.loading import load_rulebook

RULE = "title: A rule\nlogsource: {%s}\ndetection: {s: {guild: 1}, condition: s}\n"
EMITS = "tocsin: {emit: threat.shop}\n"


def told(logsource: str, tmp_path: Path, *further: str) -> list[tuple[str, int, int, str | None]]:
    text = "---\n".join([RULE % logsource, *further])
    (tmp_path / "rules.yml").write_text(text, encoding="utf-8")
    return [(each.code, each.line, each.column, each.help) for each in load_rulebook([tmp_path]).diagnostics]


@pytest.mark.parametrize(
    "logsource",
    [
        "product: discord, category: message_create",
        "product: discord, category: message.create",
        "product: discord, service: message, category: create",
        "product: discord, service: audit",
        "product: discord",
        "product: policy, category: violation",
        "product: acme, category: alert",
        "product: acme",
        "category: mesage_create",
        "service: sshd",
    ],
)
def test_a_log_source_that_signals_fit_or_that_comes_from_outside(logsource: str, tmp_path: Path) -> None:
    assert told(logsource, tmp_path) == []


def test_a_misspelt_category_is_told_with_the_nearest_type(tmp_path: Path) -> None:
    assert told("product: discord, category: mesage_create", tmp_path) == [
        ("TOC324", 2, 41, "did you mean `discord.message.create`?")
    ]


def test_under_a_misspelt_category_fields_are_those_of_the_nearest_type(tmp_path: Path) -> None:
    text = "title: a\nlogsource: {product: discord, category: mesage_create}\n"
    text += "detection: {s: {contnet: a, author: b}, condition: s}\n"
    (tmp_path / "rules.yml").write_text(text, encoding="utf-8")

    loaded = load_rulebook([tmp_path])

    assert loaded.errors == ()
    assert [(each.code, each.line, each.column, each.help) for each in loaded.diagnostics[:2]] == [
        ("TOC324", 2, 41, "did you mean `discord.message.create`?"),
        ("TOC324", 3, 17, "did you mean `content`?"),
    ]
    assert loaded.diagnostics[1].message.startswith("if `discord.message.create` is meant: ")


def test_under_a_category_that_is_like_none_any_field_may_stand(tmp_path: Path) -> None:
    text = "title: a\nlogsource: {product: discord, category: zzzzzzzzzzzzzzzzzzzzzzzzzz}\n"
    (tmp_path / "rules.yml").write_text(
        text + "detection: {s: {contnet: a}, condition: s}\n", encoding="utf-8"
    )

    assert [each.column for each in load_rulebook([tmp_path]).diagnostics] == [41]


def test_a_service_without_signals_is_pointed_at(tmp_path: Path) -> None:
    assert [each[:3] for each in told("product: discord, service: massage", tmp_path)] == [("TOC324", 2, 40)]


def test_a_type_that_a_rule_emits_is_heard(tmp_path: Path) -> None:
    assert [each[0] for each in told("product: threat, category: shop", tmp_path)] == ["TOC324"]

    emitting = RULE % "product: discord, category: member_ban" + EMITS
    assert told("product: threat, category: shop", tmp_path, emitting) == []


def test_it_is_a_warning_and_the_rule_is_loaded(tmp_path: Path) -> None:
    told("product: discord, category: message", tmp_path)

    loaded = load_rulebook([tmp_path])

    assert loaded.errors == ()
    assert len(loaded.rulebook.documents) == 1


def test_a_rule_of_a_refused_pack_is_not_judged(tmp_path: Path) -> None:
    codes = [
        each[0]
        for each in told("product: discord, category: message", tmp_path, "title: broken\ndetection: {}\n")
    ]

    assert "TOC324" not in codes
