"""Options that several commands share, spelled once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.bot.options import STORE
from engine.errors import UsageError
from engine.store.reader import SqliteReader

DEFAULT_DATA: Final = Path("data")
DEFAULT_RULES: Final = "rules"


class OutputFormat(StrEnum):
    """How results are spelled."""

    TEXT = "text"
    JSON = "json"


Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="The folder with the bot's store.")]
Rules = Annotated[str, typer.Option("--rules", metavar="DIR", help="The folder with the rules.")]
Format = Annotated[OutputFormat, typer.Option("--format", help="text for people, json for programs.")]


def open_store(data: Path) -> SqliteReader:
    """The store in a folder, to look at, also while the bot runs. Raises `UsageError` or `StoreError`."""
    if data.exists() and not data.is_dir():
        raise UsageError(f"{data}: is not a folder; --data names the folder that the store is in")
    return SqliteReader(data / STORE)
