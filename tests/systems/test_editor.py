"""The schemas for editors: what they refuse is what the kinds refuse, and they explain fields and types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.catalogue import shipped
from engine.documents.document import Document
from engine.systems import KINDS
from engine.systems.editor import document_schema, kind_schema
from engine.systems.loading import load_rulebook

RULES = Path(__file__).parents[2] / "rules"
BROKEN = Path(__file__).parents[1] / "fixtures" / "broken"
SCHEMA = document_schema(KINDS, shipped())
DOCUMENTS = [*load_rulebook([RULES]).documents, *load_rulebook([BROKEN]).documents]


def refused(schema: Mapping[str, Any], body: Mapping[str, Any]) -> list[tuple[str, tuple[str | int, ...]]]:
    """Keyword and place of each thing that a schema refuses."""
    found = jsonschema.Draft202012Validator(schema).iter_errors(body)
    return sorted(((str(each.validator), tuple(each.absolute_path)) for each in found), key=str)


def test_they_are_schemas() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for kind in KINDS.values():
        jsonschema.Draft202012Validator.check_schema(kind_schema(kind, shipped()))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: f"{Path(each.path).stem}#{each.position}")
def test_the_schema_of_all_refuses_what_the_kind_refuses(document: Document) -> None:
    own = refused(KINDS[document.kind].schema(), document.body)

    assert refused(kind_schema(KINDS[document.kind], shipped()), document.body) == own
    if document.body.get("kind", document.kind) == document.kind:
        assert refused(SCHEMA, document.body) == own


def test_some_of_these_documents_are_refused_and_some_are_not() -> None:
    assert {bool(refused(SCHEMA, document.body)) for document in DOCUMENTS} == {True, False}


@pytest.mark.parametrize("name", ["content", "content|contains", "actor_staff_hours|lt"])
def test_fields_are_explained_with_and_without_modifiers(name: str) -> None:
    selection = SCHEMA["$defs"]["selection"]
    by_pattern = selection["patternProperties"].items()

    found = [each for key, each in selection["properties"].items() if key == name]
    found += [each for pattern, each in by_pattern if re.search(pattern, name)]

    assert [bool(each["description"]) for each in found] == [True]


def test_every_type_can_be_chosen() -> None:
    tests = SCHEMA["$defs"]["detection"]["properties"]["tests"]["items"]["properties"]
    types = tests["signals"]["items"]["properties"]["type"]["anyOf"][0]["enum"]
    categories = SCHEMA["$defs"]["detection"]["properties"]["logsource"]["properties"]["category"]

    assert types == sorted(shipped().types)
    assert "member_ban" in categories["anyOf"][0]["enum"]


def test_the_kinds_themselves_are_left_as_they_are() -> None:
    assert "anyOf" not in str(KINDS["detection"].schema()["properties"]["logsource"])
