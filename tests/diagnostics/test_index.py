"""`docs/diagnostics.md` is what the codes say."""

from __future__ import annotations

from pathlib import Path

from engine.diagnostics.codes import CODES
from engine.diagnostics.index import index_page

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == index_page()


def test_every_code_is_listed_once_with_its_level_and_title() -> None:
    rows = [line for line in index_page().splitlines() if line.startswith("| [TOC")]

    assert [row[3:9] for row in rows] == sorted(CODES)
    assert all(CODES[row[3:9]].title in row and f"| {CODES[row[3:9]].level} |" in row for row in rows)


def test_every_link_leads_to_a_page() -> None:
    links = [line.split("](")[1].split(")")[0] for line in index_page().splitlines() if "](" in line]

    assert {Path(link).name for link in links} == {f"{code}.md" for code in CODES}
