"""What `check` says of tests: a test that cannot be right is told before it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.systems.loading import load_rulebook

SENT = "discord.message.create"
RULE = """\
title: Gift link
id: gift
logsource: {product: discord, category: message_create}
detection:
  selection: {links|gte: 1}
  condition: selection
tests:
"""


def told(folder: Path, tests: str) -> list[str]:
    """Code and place of each diagnostic; lines count from that of `tests:`."""
    (folder / "gift.yml").write_text(RULE + tests.replace("SENT", SENT), encoding="utf-8")
    found = load_rulebook([folder]).diagnostics
    return [f"{each.code}:{each.line - RULE.count(chr(10)) + 1}:{each.column}" for each in found]


def test_a_good_test_is_no_problem(tmp_path: Path) -> None:
    tests = """\
  - name: a link
    description: One link is enough.
    start: 2026-11-26T03:00:00Z
    signals:
      - {type: SENT, actor: '{n}', links: '{n}', at: +1m, repeat: {times: 3}}
      - type: discord.message.create
        data: {links: 2}
        repeat: {times: 2, every: 500ms, vary: {channel: [1, '2'], content: [a, b]}}
        matches: true
      - {type: edr.process_created, image: cmd.exe, pid: 4}
    expect:
      - {emits: threat.detected, severity: medium, at: +1m, count: 5, fields: {actor: 1, title: Gift link}}
      - {matches: true, count: 5, at: +0s}
"""

    assert told(tmp_path, tests) == []


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("{signals: [{type: SENT}], expect: []}", "TOC207:2:5"),
        ("{name: a, signals: [], expect: []}", "TOC211:2:24"),
        ("{name: a, signals: [{type: SENT}]}", "TOC605:2:5"),
        ("{name: a, signals: [{type: discord.message.made}], expect: []}", "TOC601:2:32"),
        ("{name: a, signals: [{type: engine.made}], expect: []}", "TOC601:2:32"),
        ("{name: a, signals: [{type: SENT, lnks: 1}], expect: []}", "TOC602:2:56"),
        ("{name: a, signals: [{type: SENT, time: 1}], expect: []}", "TOC602:2:56"),
        ("{name: a, signals: [{type: SENT, target: 1}], expect: []}", "TOC602:2:56"),
        ("{name: a, signals: [{type: SENT, data: {lnks: 1}}], expect: []}", "TOC602:2:63"),
        ("{name: a, signals: [{type: SENT, links: one}], expect: []}", "TOC604:2:63"),
        ("{name: a, signals: [{type: SENT, links: true}], expect: []}", "TOC604:2:63"),
        ("{name: a, signals: [{type: SENT, content: 1}], expect: []}", "TOC604:2:65"),
        ("{name: a, signals: [{type: SENT, actor: '{n}'}], expect: []}", "TOC604:2:63"),
        ("{name: a, signals: [{type: SENT, actor: 0}], expect: []}", "TOC604:2:63"),
        ("{name: a, signals: [{type: SENT, at: 5}], expect: []}", "TOC603:2:60"),
        ("{name: a, start: noon, signals: [{type: SENT}], expect: []}", "TOC603:2:22"),
        (
            "{name: a, signals: [{type: SENT, repeat: {times: 2, every: 1}}], expect: []}",
            "TOC603:2:82",
        ),
        (
            "{name: a, signals: [{type: SENT, repeat: {times: 2, vary: {lnks: [1]}}}], expect: []}",
            "TOC602:2:82",
        ),
        (
            "{name: a, signals: [{type: SENT, repeat: {times: 2, vary: {links: [1, x]}}}], expect: []}",
            "TOC604:2:93",
        ),
        ("{name: a, signals: [{type: SENT}], expect: [{}]}", "TOC606:2:67"),
        (
            "{name: a, signals: [{type: SENT}], expect: [{emits: a.b, acts: x}]}",
            "TOC606:2:67",
        ),
        (
            "{name: a, signals: [{type: SENT}], expect: [{matches: false, count: 2}]}",
            "TOC606:2:84",
        ),
        (
            "{name: a, signals: [{type: SENT}], expect: [{emits: policy.violation}]}",
            "TOC607:2:75",
        ),
        (
            "{name: a, signals: [{type: SENT}], expect: [{emits: threat.detected, fields: {who: 1}}]}",
            "TOC602:2:101",
        ),
        (
            "{name: a, signals: [{type: SENT, repeat: {times: 10000}}, {type: a.b}], expect: []}",
            "TOC608:2:24",
        ),
        ("{name: a, signals: [{type: a.b, repeat: {times: 10001}}], expect: []}", "TOC211:2:53"),
        ("{name: a, signals: [{type: a.b}], expcet: []}", "TOC205:2:39"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, test: str, expected: str) -> None:
    assert told(tmp_path, f"  - {test}\n") == [expected]


def test_two_tests_of_one_name_are_a_warning(tmp_path: Path) -> None:
    test = "  - {name: a, signals: [{type: a.b}], expect: []}\n"

    assert told(tmp_path, test + test) == ["TOC609:3:12"]


def test_a_test_of_the_wrong_shape_does_not_hide_the_others(tmp_path: Path) -> None:
    tests = """\
  - [a]
  - {name: b, signals: [{type: discord.message.made}], expect: []}
"""

    assert told(tmp_path, tests) == ["TOC208:2:5", "TOC601:3:32"]


def test_what_a_document_emits_is_what_it_says(tmp_path: Path) -> None:
    tests = """\
  - {name: a, signals: [{type: a.b}], expect: [{emits: threat.detected}]}
tocsin: {emit: house.gift}
"""

    assert told(tmp_path, tests) == ["TOC607:2:56"]


def test_the_nearest_type_is_told(tmp_path: Path) -> None:
    text = f"{RULE}  - {{name: a, signals: [{{type: discord.message.creat}}], expect: []}}\n"
    (tmp_path / "gift.yml").write_text(text, encoding="utf-8")

    (found,) = load_rulebook([tmp_path]).diagnostics

    assert found.help == "did you mean `discord.message.create`?"
