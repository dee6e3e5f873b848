"""Tells Discord the commands, only when they changed: the hash of what was told last stands in a file."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import discord
import orjson
import structlog
from discord import app_commands

_log = structlog.get_logger()
_HASH_BYTES: Final = 16


def payload_hash(tree: app_commands.CommandTree[Any], application: int) -> str:
    """What the commands look like to Discord, and for which application, as 32 hex digits."""
    commands = [
        command.to_dict(tree) for command in tree.get_commands(type=discord.AppCommandType.chat_input)
    ]
    said = orjson.dumps([application, commands], option=orjson.OPT_SORT_KEYS)
    return blake2b(said, digest_size=_HASH_BYTES).hexdigest()


async def sync(tree: app_commands.CommandTree[Any], told: Path) -> bool:
    """Tell Discord unless `told` says that it knows; True if told. What fails is tried at the next start."""
    hash_ = payload_hash(tree, tree.client.application_id or 0)
    if _read(told) == hash_:
        return False
    try:
        await tree.sync()
    except discord.HTTPException as error:
        _log.error("commands.not_told", status=error.status, code=error.code)
        return False
    _write(told, hash_)
    return True


def _read(path: Path) -> str | None:
    """What is not there or cannot be read was never told."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _write(path: Path, hash_: str) -> None:
    """That Discord is told again at the next start is no reason not to start."""
    try:
        path.write_text(hash_, encoding="utf-8")
    except OSError as error:
        _log.warning("commands.not_noted", path=str(path), reason=error.strerror)
