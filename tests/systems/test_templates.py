"""What `tocsin new` writes: every kind has one, and it is right as it stands."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from engine.documents.formatting import formatted
from engine.runtime import trial
from engine.systems import KINDS
from engine.systems.editor import HEADER
from engine.systems.loading import load_rulebook
from engine.systems.templates import filled


def template(kind: str) -> str:
    ids = count(1)
    return filled(
        kind, "raid_names", "../schemas/all.json", lambda: f"00000000-0000-4000-8000-{next(ids):012}"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_is_a_document_of_its_kind_without_a_problem(kind: str, tmp_path: Path) -> None:
    (tmp_path / "new.yml").write_text(template(kind), encoding="utf-8")

    loaded = load_rulebook([tmp_path])

    assert loaded.diagnostics == ()
    named = [each for each in loaded.documents if each.body.get("name") == "raid_names"]
    assert [each.kind for each in named] == [kind]


@pytest.mark.parametrize("kind", KINDS)
def test_its_tests_pass(kind: str, tmp_path: Path) -> None:
    (tmp_path / "new.yml").write_text(template(kind), encoding="utf-8")

    outcomes = list(trial.run(load_rulebook([tmp_path]).rulebook))

    assert [each.name for each in outcomes if not each.passed] == []
    assert any(each.document.body["name"] == "raid_names" for each in outcomes)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_laid_out_as_fmt_would(kind: str) -> None:
    assert formatted(template(kind)) == template(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_each_of_its_documents_names_its_schema_to_the_editor(kind: str) -> None:
    for document in template(kind).split("---\n"):
        assert document.splitlines()[0] == f"{HEADER}../schemas/all.json"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_template_is_left_unfilled(kind: str) -> None:
    assert "__" not in template(kind)


def test_each_document_has_an_id_of_its_own() -> None:
    ids = [line for line in template("correlation").splitlines() if line.startswith("id: ")]

    assert len(set(ids)) == len(ids) == 2
