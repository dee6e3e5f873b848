"""Broken files and exactly what is said of each: `code:line:column` in its first line, or in `.expect`."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.diagnostics.codes import CODES
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


WHOLE = {
    "regex_from_list.yml",
    "two_settings.yml",
    "above_the_ceiling.yml",
    "reads_what_is_off.yml",
    "endless.yml",
    "log_source_misspelt.yml",
    "negation_of_all.yml",
    "plain.yml",
}
"""Wrong only beside other good documents, which this pack does not have once it is refused."""


@pytest.mark.parametrize(("name", "advice"), [
    ("after_emoji", 'write it as an escape in double quotes, "\\u200b", so that a reviewer sees it'),
    ("clock_is_text", "write a number, such as 5 or 0.5"),
    ("number_in_quotes", "take the quotes away"),
    ("exists_of_a_word", "write `true` or `false`"),
    ("condition_misindented", "it stands inside `selection`: indent it less, so that it stands beside it"),
    ("condition_of_symbols", "write `and`"),
    ("field_with_a_look_alike_letter", "did you mean `content`?"),
    ("hash_begins_a_comment", "write `null` if that is meant; `#` begins a comment, unless it is in quotes"),
    ("leading_zero_in_a_number", "write `10`"),
    ("unknown_sigma_key", "it changes nothing: take it away"),
])  # fmt: skip
def test_what_to_do_fits_what_stands_there(name: str, advice: str) -> None:
    (path,) = (path for path in BROKEN if path.stem == name)

    assert [each.help for each in load_rulebook([path]).diagnostics] == [advice]


ELSEWHERE = {
    "TOC101": "needs a file without permissions",
    "TOC102": "needs a large file",
    "TOC115": "needs a large file",
    "TOC117": "needs hundreds of problems",
    "TOC317": "of the library, which reads no files",
    "TOC318": "of the library, which reads no files",
    "TOC323": "needs a large condition",
    "TOC505": "needs two packs",
    "TOC520": "of a reload, which has a rulebook in force",
    "TOC521": "of a reload, which has a rulebook in force",
    "TOC610": "of tests that are run",
    "TOC615": "needs a folder of its own",
    "TOC618": "needs a folder of its own",
    "TOC619": "needs a folder of its own",
}
"""Codes that no small file can show, and why; the example of each one's page is run.

What is not supported yet goes away.
"""


def test_every_code_has_a_file_that_shows_its_place() -> None:
    shown = {told.partition(":")[0] for path in BROKEN for told in expected(path)}

    passing = {code for code, what in CODES.items() if "supported yet" in what.title}
    assert sorted(CODES.keys() - shown - passing) == sorted(ELSEWHERE)
    assert len(BROKEN) >= 80
