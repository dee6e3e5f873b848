"""The schemas of documents as editors want them: one for every file, with fields and types to choose from.

What is refused stays the same: all that is added are explanations and suggestions. An editor knows one
schema a file, and a file may hold documents of several kinds, so that one tells them apart by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from engine.catalogue import CORE, Catalogue, Field
from engine.documents.cases.schema import TESTS
from engine.documents.identity import SIGMA
from engine.matching.operators import MODIFIERS
from engine.systems.kind import Kind

FILE: Final = "tocsin.schema.json"
"""What the schema of all kinds is called in a folder of schemas."""
HEADER: Final = "# yaml-language-server: $schema="
"""Begins the line at the top of a document that names its schema to an editor."""

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PRODUCT: Final = "discord"
_SELECTION: Final = {"$ref": "#/$defs/selection"}


def document_schema(kinds: Mapping[str, Kind], catalogue: Catalogue) -> dict[str, Any]:
    """One schema for documents of every kind."""
    own = [name for name in kinds if name not in SIGMA]
    sections = {name: {"description": _described(kinds[name])} for name in SIGMA if name in kinds}
    kind = {
        "enum": own,
        "description": "What the document is, where it is no Sigma rule: "
        + "; ".join(f"{name}: {_described(kinds[name])}" for name in own),
    }
    return {
        "$schema": _DIALECT,
        "title": "Tocsin document",
        "description": "A Sigma rule, told by a key such as `detection`; any other document says its `kind`.",
        "type": "object",
        "properties": {"kind": kind, **sections},
        "allOf": [{"if": _told_by(name), "then": {"$ref": f"#/$defs/{name}"}} for name in kinds],
        "$defs": {
            **{name: _annotated(kind, catalogue) for name, kind in kinds.items()},
            **_fields(catalogue),
        },
    }


def kind_schema(kind: Kind, catalogue: Catalogue) -> dict[str, Any]:
    """The schema of one kind, for files that hold nothing else."""
    return {"$schema": _DIALECT, **_annotated(kind, catalogue), "$defs": _fields(catalogue)}


def _described(kind: Kind) -> str:
    return str(kind.schema().get("description", kind.name))


def _told_by(name: str) -> dict[str, Any]:
    """What a document of a kind has and, where a key tells it, has not: the first of those keys counts."""
    if name not in SIGMA:
        return {"required": ["kind"], "properties": {"kind": {"const": name}}}
    before = [{"required": [each]} for each in SIGMA[: SIGMA.index(name)]]
    return {"required": [name], "not": {"anyOf": before}} if before else {"required": [name]}


def _annotated(kind: Kind, catalogue: Catalogue) -> dict[str, Any]:
    """A kind's own schema with what can be chosen from."""
    schema = deepcopy(dict(kind.schema()))
    schema.pop("$schema", None)
    properties = schema["properties"]
    if "logsource" in properties:
        own = (each.split(".", 1) for each in catalogue.types if each.startswith(f"{_PRODUCT}."))
        categories = sorted(rest.replace(".", "_") for _, rest in own)
        _suggest(properties["logsource"]["properties"], "category", categories)
        _suggest(properties["logsource"]["properties"], "product", [_PRODUCT])
    for section in ("detection", "filter"):
        if section in properties:
            _with_selections(properties[section])
    if "correlation" in properties:
        by = properties["correlation"]["properties"]["group-by"]
        _suggest(by, "items", sorted({*CORE, *_all_fields(catalogue)} - {"id", "type", "time", "seen"}))
    case = properties[TESTS]["items"]["properties"]
    signal, expected = case["signals"]["items"], case["expect"]["items"]
    _suggest(signal["properties"], "type", sorted(catalogue.types))
    _suggest(
        expected["properties"],
        "emits",
        sorted(name for name, kind in catalogue.types.items() if "severity" in kind.has),
    )
    for name, field in _all_fields(catalogue).items():
        signal["properties"].setdefault(name, {"description": _words(field)})
    return schema


def _suggest(properties: dict[str, Any], name: str, values: Iterable[str]) -> None:
    properties[name]["anyOf"] = [{"enum": list(values)}, {}]


def _with_selections(section: dict[str, Any]) -> None:
    """In a part that holds selections: every key but those it names itself is one."""
    section.setdefault("properties", {}).setdefault(
        "condition",
        {"description": "How selections are joined: `young and not known`, `1 of link_*`, `all of them`."},
    )
    section["additionalProperties"] = {
        "description": "A selection: all of its fields must hold; a list of values does when one does.",
        "anyOf": [_SELECTION, {"type": "array", "items": {"anyOf": [_SELECTION, {}]}}, {}],
    }


def _fields(catalogue: Catalogue) -> dict[str, Any]:
    """A selection as editors see it: the fields of all signals, with and without modifiers."""
    fields = {name: field for name, field in CORE.items() if name not in ("id", "type")} | _all_fields(
        catalogue
    )
    modifiers = ", ".join(MODIFIERS)
    return {
        "selection": {
            "type": "object",
            "properties": {name: {"description": _words(field)} for name, field in fields.items()},
            "patternProperties": {
                rf"^{re.escape(name)}\|": {"description": f"{_words(field)} Modifiers: {modifiers}."}
                for name, field in fields.items()
            },
        }
    }


def _all_fields(catalogue: Catalogue) -> dict[str, Field]:
    """Every field of any signal; what two types say of a field of one name is said by the first."""
    found: dict[str, Field] = {}
    for kind in catalogue.types.values():
        for name, field in kind.fields.items():
            found.setdefault(name, field)
    return dict(sorted(found.items()))


def _words(field: Field) -> str:
    values = f" One of {', '.join(field.values)}." if field.values else ""
    return f"{field.says}{values} ({field.type})"
