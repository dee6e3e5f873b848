"""Files made to cost far more than their size: what stops each one, and that it does.

How long it takes is not asked here: each test holds the mechanism that bounds the work.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.diagnostics.nearest import nearest
from engine.documents import checked
from engine.documents.load import Loaded
from engine.documents.reading.characters import MAX_BYTES
from engine.documents.reading.reader import MAX_DEPTH, MAX_KEYS, MAX_NODES, read_bytes
from engine.documents.told import MOST_PROBLEMS
from engine.errors import RulesError
from engine.matching import compile_rules, condition_parser, values
from engine.matching.text import Text
from engine.systems import review
from engine.systems.loading import load_rulebook

RULE = "title: a\nlogsource: {product: discord, category: message_create}\ndetection:\n"
COUNTED = RULE + "  s: {content: x}\n  condition: "


def load(folder: Path, text: str) -> Loaded:
    (folder / "a.yml").write_text(text)
    return load_rulebook([folder])


def codes(loaded: Loaded) -> set[str]:
    return {each.code for each in loaded.diagnostics}


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every event that libyaml was asked for."""
    seen: list[Any] = []

    class Counted(yaml.CSafeLoader):
        def get_event(self) -> Any:
            event = super().get_event()
            seen.append(event)
            return event

    monkeypatch.setattr(yaml, "CSafeLoader", Counted)
    return seen


def test_events_are_counted(tmp_path: Path, events: list[Any]) -> None:
    load(tmp_path, "a: [1, 2]")
    assert len(events) == 12


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], list[Any]]:
    """Counts the calls of a function."""

    def count(owner: Any, name: str) -> list[Any]:
        made: list[Any] = []
        original = getattr(owner, name)

        def counted(*args: Any, **more: Any) -> Any:
            made.append(args)
            return original(*args, **more)

        monkeypatch.setattr(owner, name, counted)
        return made

    return count


def test_of_a_huge_file_no_more_is_read_than_shows_that_it_is_huge(tmp_path: Path, events: list[Any]) -> None:
    path = tmp_path / "a.yml"
    with path.open("wb") as handle:
        handle.write(b"a: 1\n")
        handle.truncate(50 * 1024 * 1024)

    loaded = load_rulebook([tmp_path])

    assert codes(loaded) == {"TOC102"}
    assert events == []
    assert loaded.texts == {}


def test_a_file_of_just_the_size_is_read() -> None:
    assert read_bytes(b"a: '" + b"x" * (MAX_BYTES - 5) + b"'").findings == []
    assert [each.code for each in read_bytes(b"x" * (MAX_BYTES + 1)).findings] == ["TOC102"]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_nesting_is_left_at_the_bound(tmp_path: Path, events: list[Any], opening: str) -> None:
    assert "TOC114" in codes(
        load(tmp_path, "a: [" + opening * 30_000 if opening == "[" else opening * 30_000)
    )
    assert len(events) < 4 * MAX_DEPTH


def test_nodes_are_left_at_the_bound(tmp_path: Path, events: list[Any]) -> None:
    assert "TOC115" in codes(load(tmp_path, "a: [" + "0," * (MAX_NODES + 10_000) + "]"))
    assert len(events) < MAX_NODES + 10


@pytest.mark.parametrize("text", [
    RULE + "  s: {" + ", ".join(f"f{n}: 1" for n in range(9_000)) + "}\n  condition: s\n",
    "".join(f"k{n}: 1\n" for n in range(9_000)),
], ids=["fields", "keys"])  # fmt: skip
def test_a_mapping_is_left_at_the_bound(tmp_path: Path, events: list[Any], text: str) -> None:
    assert "TOC115" in codes(load(tmp_path, text))
    assert len(events) < 2 * MAX_KEYS + 30


@pytest.mark.parametrize("text", [
    "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'}, *a]\n" for n in range(60)),
    "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(20)),
    "&a [*a]",
], ids=["laughs", "merges", "itself"])  # fmt: skip
def test_an_alias_stands_for_nothing(text: str) -> None:
    read = read_bytes(text.encode())

    assert "TOC110" in {each.code for each in read.findings}
    assert len(repr([each.value for each in read.documents])) < 2 * len(text)


def test_a_long_number_stays_text(tmp_path: Path) -> None:
    loaded = load(tmp_path, f"{RULE}  s: {{content: {'9' * 200_000}}}\n  condition: s\n")

    (document,) = loaded.documents
    assert document.body["detection"]["s"]["content"] == "9" * 200_000
    assert loaded.diagnostics == ()


@pytest.mark.parametrize(("condition", "code", "most"), [
    ("(" * 10_000 + "s" + ")" * 10_000, "TOC323", 1),
    (" and ".join(f"x{n}" for n in range(10_000)), "TOC323", 1),
    ("(" * 4_000 + "s" + ")" * 4_000, "TOC302", 200),
    ("(s or " * 1_200 + "s" + ")" * 1_200, "TOC302", 600),
    (" and ".join(f"x{n}" for n in range(900)), "TOC303", 50),
    (" and ".join(f"1 of x{n}*" for n in range(500)), "TOC304", 100),
], ids=["too long", "too many", "parentheses", "alternatives", "names", "patterns"])  # fmt: skip
def test_of_a_condition_no_more_is_read_than_shows_what_is_wrong(
    tmp_path: Path, calls: Callable[[Any, str], list[Any]], condition: str, code: str, most: int
) -> None:
    tokens = calls(condition_parser, "Token")

    loaded = load(tmp_path, COUNTED + condition + "\n")

    assert code in codes(loaded)
    assert len(loaded.diagnostics) < 20
    assert len(tokens) <= most


@pytest.mark.parametrize("text", [
    RULE + "  s: {" + ", ".join(f"contentt{n}: 1" for n in range(9_000)) + "}\n  condition: s\n",
    COUNTED + " or ".join(f"x{n}" for n in range(9_000)) + "\n",
    RULE + "  s: {content|contains: x}\n  condition: s\n" + "k" * 100_000 + ": 1\n",
    RULE + "  s: {content|contains: x}\n  condition: s\n" + "".join(f"k{n}: 1\n" for n in range(9_000)),
], ids=["fields", "names", "a long key", "keys"])  # fmt: skip
def test_what_was_meant_is_looked_for_a_bounded_number_of_times(
    tmp_path: Path, calls: Callable[[Any, str], list[Any]], text: str
) -> None:
    looked = calls(difflib, "get_close_matches")

    assert load(tmp_path, text).errors or not looked
    assert len(looked) <= 250


DASHES = "', '".join(f"x{n} -a -b -c" for n in range(300))
MANY = "".join(f"  s{n}: {{content: x}}\n" for n in range(99))
END = "\n  condition: s\n"
TOO_LARGE = {
    "dashes": f"{RULE}  s: {{content|windash: ['{DASHES}']}}{END}",
    "choices": f"{RULE}{MANY}  condition: 9 of s*\n",
    "patterns": f"{RULE}{MANY}  condition: 1 of s*" + " or 1 of s*" * 300,
    "fields": RULE
    + "".join(f"  s{n}: {{{', '.join(f'f{m}: 1' for m in range(900))}}}\n" for n in range(12))
    + "  condition: 1 of s*\n",
    "mappings": f"{RULE}  s: [{', '.join(['{content: x}'] * 9_000)}]{END}",
    "conditions": f"{COUNTED}[{', '.join(['s'] * 9_000)}]\n",
    "wildcards": f"{RULE}  s: {{content: '{'*a' * 30_000}'}}{END}",
}


@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_too_large_is_refused_before_it_is_made(
    tmp_path: Path, calls: Callable[[Any, str], list[Any]], text: str
) -> None:
    read, made, looked = calls(values, "parse_text"), calls(Text, "of"), calls(review, "check_all")
    joined = calls(condition_parser, "And")

    loaded = load(tmp_path, text)

    assert [each.code for each in loaded.diagnostics] == ["TOC323"]
    assert len(read) + len(made) + len(joined) < 120
    assert looked == []


def test_a_parsed_mapping_is_bounded_too(calls: Callable[[Any, str], list[Any]]) -> None:
    read = calls(values, "parse_text")
    selections = {f"s{n}": {"content": "x"} for n in range(1_200)}

    with pytest.raises(RulesError) as caught:
        compile_rules([{"title": "a", "detection": {**selections, "condition": "1 of s*"}}])

    assert [each.code for each in caught.value.diagnostics] == ["TOC323"]
    assert len(read) < 120


def test_of_a_file_full_of_mistakes_no_more_is_checked_than_is_told(
    tmp_path: Path, calls: Callable[[Any, str], list[Any]]
) -> None:
    looked = calls(checked, "_add")

    loaded = load(tmp_path, "---\n".join("a: 1\n" for _ in range(12_000)))

    assert codes(loaded) == {"TOC202", "TOC117"}
    assert len(looked) <= MOST_PROBLEMS + 1


def test_of_a_name_among_very_many_only_some_are_looked_at(calls: Callable[[Any, str], list[Any]]) -> None:
    looked = calls(difflib, "get_close_matches")

    assert nearest("namee", ["name", *(f"x{n}" for n in range(50_000))]) == "name"
    ((_, candidates),) = looked
    assert len(candidates) <= 100


@pytest.mark.parametrize(("lost", "advised"), [(50, 50), (51, 0)])
def test_what_was_meant_is_looked_for_only_where_few_references_lead_nowhere(
    tmp_path: Path, lost: int, advised: int
) -> None:
    rules = ", ".join(f"ban{n}" for n in range(lost))
    text = f"{RULE}  s: {{content: x}}\n  condition: s\nname: bann\n---\ntitle: b\n"
    text += f"correlation: {{type: temporal, rules: [{rules}], group-by: [guild], timespan: 1m}}\n"

    told = [each.help or "" for each in load(tmp_path, text).diagnostics if each.code == "TOC502"]

    assert len(told) == lost
    assert sum(each.startswith("did you mean") for each in told) == advised
