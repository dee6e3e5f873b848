"""`tocsin schema`: the JSON Schema of a kind of document, for editors and other tools."""

from __future__ import annotations

from typing import Annotated

import orjson
import typer

from engine.cli.output import out, say
from engine.diagnostics.nearest import did_you_mean
from engine.errors import UsageError
from engine.systems import KINDS


def schema(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Such as detection.")] = None,
) -> int:
    """The JSON Schema of a kind of document.

    Without KIND, the names of all kinds.
    """
    if kind is None:
        for name in KINDS:
            say(name)
        return 0
    if kind not in KINDS:
        advice = did_you_mean(kind, KINDS) or f"one of {', '.join(KINDS)}"
        raise UsageError(f"there is no kind `{kind}`: {advice}")
    out(orjson.dumps(KINDS[kind].schema(), option=orjson.OPT_INDENT_2))
    return 0
