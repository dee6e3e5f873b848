"""Writes the schemas of all kinds into a folder, where editors find them, also without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import orjson

from engine.catalogue import shipped
from engine.errors import UsageError
from engine.systems import KINDS
from engine.systems.editor import FILE, document_schema, kind_schema

FOLDER: Final = "schemas"
"""What the folder is called beside a folder of rules."""


def write_schemas(folder: Path) -> list[Path]:
    """Write one of all documents, and one a kind; returns the files. Raises `UsageError` where that fails."""
    schemas = {FILE: document_schema(KINDS, shipped())}
    schemas |= {f"{name}.schema.json": kind_schema(kind, shipped()) for name, kind in KINDS.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas.items():
            (folder / name).write_bytes(spelt(schema) + b"\n")
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror or type(error).__name__}") from error
    return [folder / name for name in schemas]


def spelt(schema: dict[str, Any]) -> bytes:
    """A schema as people and programs read it."""
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2)
