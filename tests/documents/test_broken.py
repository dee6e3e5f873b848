"""Broken files and exactly what is said of each: `code:line:column` in its first line, or in `.expect`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.systems.loading import load_rulebook

BROKEN = sorted((Path(__file__).parents[1] / "fixtures" / "broken").glob("*.yml"))
MARK = "# expect: "


def expected(path: Path) -> list[str]:
    beside = path.with_suffix(".expect")
    first = (
        beside.read_text() if beside.exists() else path.read_text("utf-8").splitlines()[0].removeprefix(MARK)
    )
    return sorted(first.split())


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_what_is_wrong_is_told_where_it_stands(path: Path) -> None:
    loaded = load_rulebook([path])

    assert sorted(f"{each.code}:{each.line}:{each.column}" for each in loaded.diagnostics) == expected(path)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_an_error_keeps_every_document_of_its_pack_out(path: Path) -> None:
    loaded = load_rulebook([path])

    assert loaded.refused == (("broken",) if loaded.errors else ())
    assert bool(loaded.rulebook.documents) <= (not loaded.errors)


def test_one_run_tells_all_of_all_files_in_order() -> None:
    loaded = load_rulebook([BROKEN[0].parent])

    told = [(each.path, each.line, each.column) for each in loaded.diagnostics]

    assert told == sorted(told)
    assert {Path(path).name for path, _, _ in told} == {path.name for path in BROKEN} - WHOLE
    assert loaded.files == len(BROKEN)


WHOLE = {"two_settings.yml", "endless.yml"}
"""Wrong only beside other good documents, which this pack does not have once it is refused."""
