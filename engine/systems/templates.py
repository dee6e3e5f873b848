"""What `tocsin new` writes: a template of each kind, from the kind's folder, with names of its own.

A template is a whole example, with tests that pass. Knows no folders but those of the kinds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from typing import Final

from engine.systems.editor import HEADER

_FILE: Final = "template.yaml"
_ID: Final = re.compile("__ID__")


def filled(kind: str, name: str, schema: str, new_id: Callable[[], str]) -> str:
    """The text of a new file. `schema` is where its editor finds the schema; `new_id` makes ids."""
    text = files(__package__).joinpath(kind, _FILE).read_text(encoding="utf-8")
    text = text.replace("__EDITOR__", f"{HEADER}{schema}")
    text = text.replace("__NAME__", name).replace("__TITLE__", name.replace("_", " ").capitalize())
    return _ID.sub(lambda _: new_id(), text)
