"""Every code has a page, every page has a code, and what the pages show is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.diagnostics.codes import CODES
from engine.diagnostics.manual import page, pages
from tests.diagnostics.examples import HEADINGS, blocks, run, sections

PAGES = pages()


def test_every_code_has_a_page() -> None:
    assert sorted(set(CODES) - set(PAGES)) == []


def test_no_page_is_without_a_code() -> None:
    assert sorted(set(PAGES) - set(CODES)) == []


def test_an_unknown_code_has_no_page() -> None:
    assert page("TOC999") is None


@pytest.mark.parametrize("code", sorted(PAGES))
def test_a_page_has_the_title_of_its_code_and_the_headings_in_order(code: str) -> None:
    assert PAGES[code].startswith(f"# {code}: {CODES[code].title}\n")
    assert re.findall(r"^## (.+)$", PAGES[code], re.MULTILINE) == HEADINGS
    assert all(text.strip() for text in sections(PAGES[code]).values())


@pytest.mark.parametrize("code", sorted(PAGES))
def test_the_bad_example_gives_the_code(code: str, tmp_path: Path) -> None:
    bad = sections(PAGES[code])["Bad"]

    found = run(bad, tmp_path)

    assert blocks(bad)
    assert code in {each.code for each in found}, found
    assert {each.severity for each in found if each.code == code} == {CODES[code].level}


@pytest.mark.parametrize("code", sorted(PAGES))
def test_the_good_example_gives_nothing(code: str, tmp_path: Path) -> None:
    good = sections(PAGES[code])["Good"]

    found = run(good, tmp_path)

    assert blocks(good)
    assert not found
