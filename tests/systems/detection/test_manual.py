"""`docs/detections.md`: its tables are those of the program, and what it shows loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.systems.detection.manual import TABLES, renewed
from engine.systems.loading import load_rulebook

PAGE = Path(__file__).parents[3] / "docs" / "detections.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
HEAD = "title: A part of a rule\nlogsource: {product: discord, category: message_create}\n"


def test_the_tables_are_not_stale() -> None:
    assert renewed(TEXT) == TEXT, "python -m engine.systems.detection.manual docs/detections.md"


def test_every_table_stands_in_the_page_once() -> None:
    assert sorted(re.findall(r"<!-- made: (\w+) -->", TEXT)) == sorted(TABLES)


def test_a_table_is_written_anew_and_the_text_around_it_stays() -> None:
    page = "before\n<!-- made: modifiers -->\n| old |\n<!-- end -->\nafter\n"

    assert renewed(page) == f"before\n<!-- made: modifiers -->\n{TABLES['modifiers']()}<!-- end -->\nafter\n"


def test_a_mark_without_a_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        renewed("<!-- made: nothing -->\n<!-- end -->\n")


def test_there_are_examples() -> None:
    assert len(BLOCKS) >= 5


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_an_example_has_no_problem(block: str, tmp_path: Path) -> None:
    document = block if block.startswith("title:") else HEAD + block
    (tmp_path / "example.yml").write_text(document, encoding="utf-8")

    loaded = load_rulebook([tmp_path])

    assert loaded.diagnostics == ()
    assert len(loaded.rulebook.documents) == 1
