"""`/config get` and `/config put`: a server's own files without git, as attachments."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import discord
from discord import app_commands

from engine.bot.commands.choices import choices
from engine.bot.desk import Desk, desk_of, guild_of, say
from engine.bot.drafts import offer
from engine.bot.edits.places import check_name, check_size
from engine.bot.reloaded import others_in
from engine.bot.sentences import said
from engine.bot.views.config import all_files, files_of, no_such_file, none, too_large
from engine.bot.views.draft import no_folder, unusable
from engine.documents.home import Home, guild_of_path
from engine.errors import UsageError

_MOST_ATTACHED: Final = 10
_LARGEST_ANSWER: Final = 8 * 1024 * 1024
_SUFFIXES: Final = (".yml", ".yaml")

config = app_commands.Group(name="config", description=said("command.config"), guild_only=True)


@config.command(description=said("command.config_get"))
@app_commands.describe(file=said("command.config_get_file"))
async def get(interaction: discord.Interaction[discord.Client], file: str | None = None) -> None:
    """Files are read in a thread, and sent to the one who asked alone."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    if desk.editing is None:
        await say(interaction, no_folder())
    elif file is None and interaction.user.id in desk.operators():
        body = await asyncio.to_thread(_zipped, desk, desk.editing.home, guild)
        if len(body) > _LARGEST_ANSWER:
            await say(interaction, too_large())
        else:
            await say(interaction, all_files(), [discord.File(io.BytesIO(body), "tocsin.zip")])
    else:
        await _send(interaction, await asyncio.to_thread(desk.editing.files, guild), file)


@config.command(description=said("command.config_put"))
@app_commands.describe(file=said("command.config_put_file"), name=said("command.config_put_name"))
async def put(
    interaction: discord.Interaction[discord.Client], file: discord.Attachment, name: str | None = None
) -> None:
    """Nothing changes before it is confirmed."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    if desk.editing is None:
        await say(interaction, no_folder())
        return
    try:
        wanted = check_name(name or file.filename)
        check_size(file.size)
        body = await file.read()
        draft = await desk.editing.propose(guild, {wanted: body})
    except UsageError as error:
        await say(interaction, unusable(str(error)))
    except discord.HTTPException:
        await say(interaction, unusable(said("edit.not_handed")))
    else:
        await offer(interaction, draft)


@get.autocomplete("file")
async def _files(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    desk = desk_of(interaction)
    return choices(typed, await asyncio.to_thread(_names, desk, guild_of(interaction).id))


def _names(desk: Desk, guild: int) -> list[str]:
    return [] if desk.editing is None else list(desk.editing.files(guild))


async def _send(
    interaction: discord.Interaction[discord.Client], files: Mapping[str, bytes], file: str | None
) -> None:
    if file is not None and file not in files:
        await say(interaction, no_such_file(file, list(files)))
        return
    chosen = files if file is None else {file: files[file]}
    if not chosen:
        await say(interaction, none())
    elif len(chosen) > _MOST_ATTACHED:
        attached = [discord.File(io.BytesIO(_packed(chosen)), "files.zip")]
        await say(interaction, files_of(list(chosen)), attached)
    else:
        attached = [discord.File(io.BytesIO(body), each.replace("/", "_")) for each, body in chosen.items()]
        await say(interaction, files_of(list(chosen)), attached)


def _zipped(desk: Desk, home: Home, guild: int) -> bytes:
    """Every YAML file of the folder but what is other servers' alone; the token and the store are none."""
    others = others_in(desk.engine.program, guild, _in_full)
    found = [Path(home.settings), *(each for folder in home.folders for each in Path(folder).rglob("*"))]
    files = [each for each in found if each.is_file() and not each.is_symlink() and each.suffix in _SUFFIXES]
    named = {each.relative_to(home.folder).as_posix(): each for each in sorted(files)}
    return _packed(
        {
            name: each.read_bytes()
            for name, each in named.items()
            if guild_of_path(name) in {None, guild} and not others.have(_in_full(str(each)))
        }
    )


def _in_full(path: str) -> str:
    return Path(path).resolve().as_posix()


def _packed(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return target.getvalue()
