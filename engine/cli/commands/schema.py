"""`tocsin schema`: the JSON Schema of a kind of document, for editors and other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from engine.catalogue import shipped
from engine.cli.output import out, say
from engine.cli.schemas import spelt, write_schemas
from engine.diagnostics.nearest import did_you_mean
from engine.errors import UsageError
from engine.systems import KINDS
from engine.systems.editor import kind_schema

_OUT: Final = "Write those of all kinds into this folder, and one that knows them all, for editors."


def schema(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Such as detection.")] = None,
    folder: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_OUT)] = None,
) -> int:
    """The JSON Schema of a kind of document.

    Without KIND, the names of all kinds.
    """
    if folder is not None:
        if kind is not None:
            raise UsageError("--out writes the schemas of all kinds: leave KIND away")
        for path in write_schemas(folder):
            say(f"wrote {path.as_posix()}")
        return 0
    if kind is None:
        for name in KINDS:
            say(name)
        return 0
    if kind not in KINDS:
        advice = did_you_mean(kind, KINDS) or f"one of {', '.join(KINDS)}"
        raise UsageError(f"there is no kind `{kind}`: {advice}")
    out(spelt(kind_schema(KINDS[kind], shipped())))
    return 0
