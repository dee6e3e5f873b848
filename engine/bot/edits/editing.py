"""Carries edits out: one at a time, only on what still stands there, and never without a record."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Final

import msgspec
import structlog

from engine.bot.attempt import Attempt
from engine.bot.edits.drafting import Draft, Drafting, Files, How
from engine.bot.edits.earlier import files_of, part_hash
from engine.bot.edits.places import (
    MOST_BYTES,
    MOST_FILES,
    check_name,
    check_size,
    check_way,
    folder_of,
    own_files,
)
from engine.bot.edits.writing import write_files
from engine.bot.reloading import Reloading
from engine.bot.sentences import said
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.errors import GitFailed, UsageError
from engine.runtime.engine import Engine
from engine.runtime.program import Program
from engine.runtime.repository import commit, is_repository
from engine.signal import Signal, SignalType
from engine.store.port import Reader, Reloaded
from engine.systems import KINDS
from engine.systems.kind import Kind
from engine.systems.library import Library

KEPT_MS: Final = 10 * 60 * 1000
"""How long a draft waits to be confirmed."""
_MOST_KEPT: Final = 50
_MOST_EARLIER: Final = 100
_SHORTEST_HASH: Final = 6
_STRANGE: Final = re.compile(r"[^\w .-]")
_log = structlog.get_logger()


class Author(msgspec.Struct, frozen=True):
    """Who edits: a Discord id, and the name as people see it."""

    id: int
    name: str


class Applied(msgspec.Struct, frozen=True):
    """What came of an edit: the `attempt` to load it as that guild sees it, and why git has no commit of it.

    `committed`: it has one.
    """

    attempt: Attempt
    committed: bool = False
    git: str = ""


class Earlier(msgspec.Struct, frozen=True):
    """A rulebook in which a guild's own part said something else, in force from an instant (ms) on."""

    hash: str
    since: int
    documents: int


class Editing:
    """One a bot whose rules stand in a community's own folder."""

    def __init__(  # noqa: PLR0913 - each is one part
        self,
        home: Home,
        engine: Engine,
        reloading: Reloading,
        reader: Reader,
        *,
        clock: Callable[[], int],
        kinds: Mapping[str, Kind] = KINDS,
    ) -> None:
        self.home = home
        self._engine = engine
        self._reloading = reloading
        self._reader = reader
        self._clock = clock
        self._kinds = kinds
        self._kept: dict[str, tuple[Draft, int, int]] = {}
        self._drafting = asyncio.Lock()
        self._turn = asyncio.Lock()

    def files(self, guild: int) -> dict[str, bytes]:
        """A guild's own files as they are now, by name. Reads: in a thread."""
        return own_files(self.home, guild)

    async def propose(self, guild: int, files: Files, how: How = "put") -> Draft:
        """What these files would come to. Raises `UsageError` for names and sizes that cannot be."""
        for name, body in files.items():
            check_name(name)
            check_size(len(body or b""))
        async with self._drafting:  # one at a time: each takes the work of a start
            return await asyncio.to_thread(self._draft, guild, how, files)

    async def back_to(self, guild: int, hash_: str) -> Draft:
        """The draft that brings a guild's own part of an earlier rulebook back. Raises `UsageError`."""
        async with self._drafting:
            return await asyncio.to_thread(self._back_to, guild, hash_)

    def earlier(self, guild: int) -> list[Earlier]:
        """Rulebooks in which the guild's own part said something else than now, newest first. In a thread."""
        seen = {part_hash(self._engine.program.rulebook, guild)}
        found = []
        for each in self._reader.reloads(_MOST_EARLIER):
            rulebook = self._stored(each)
            if rulebook is None:
                continue
            part = part_hash(rulebook, guild)
            if part not in seen:
                seen.add(part)
                own = sum(document.guild == guild for document in rulebook.documents)
                found.append(Earlier(each.hash, each.seen, own))
        return found

    def keep(self, draft: Draft, by: int) -> str:
        """Keep a draft until somebody confirms it; its id, which nobody can guess."""
        now = self._clock()
        self._kept = {id_: each for id_, each in self._kept.items() if now - each[2] < KEPT_MS}
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        id_ = secrets.token_hex(16)
        self._kept[id_] = (draft, by, now)
        return id_

    def take(self, id_: str, guild: int, by: int) -> Draft | None:
        """The draft of that id, once: if it is this guild's, and they made it, and not too long ago."""
        draft, whose, since = self._kept.get(id_, (None, 0, 0))
        if draft is None or draft.guild != guild or whose != by:
            return None
        del self._kept[id_]
        return draft if self._clock() - since < KEPT_MS else None

    async def apply(self, draft: Draft, author: Author) -> Applied:
        """Write it, record who did, commit it where there is a repository, and have it loaded.

        Raises `UsageError` where it has errors, where the files have changed since, or cannot be written.
        """
        if draft.errors:
            raise UsageError("a draft with errors is not written")
        async with self._turn:
            await asyncio.to_thread(self._write, draft)
            await self._engine.ingest_durably(self._record(draft, author))
            committed, git = await asyncio.to_thread(self._commit, draft, author)
            before = self._reloading.last
            attempt = await self._reloading.now()
            if not attempt.reloaded and self._reloading.last is not before:
                attempt = self._reloading.last
        _log.info("config.changed", guild=draft.guild, by=author.id, how=draft.how, files=len(draft.files))
        return Applied(attempt.within(draft.guild), committed, git)

    def _draft(self, guild: int, how: How, files: Files) -> Draft:
        standing, folder = own_files(self.home, guild), folder_of(self.home, guild)
        for name in files:
            check_way(folder, name)
        after = {name: body for name, body in {**standing, **files}.items() if body is not None}
        if len(after) > MOST_FILES or sum(map(len, after.values())) > MOST_BYTES:
            raise UsageError(said("edit.all_size", files=MOST_FILES, kib=MOST_BYTES // 1024))
        before = {name: standing.get(name) for name in files}
        drafting = Drafting(self.home, self._engine.program, self._built, self._kinds)
        return drafting.draft(guild, how, files, before)

    def _built(self, rulebook: Rulebook) -> Program:
        return self._engine.prepare(rulebook).program

    def _back_to(self, guild: int, hash_: str) -> Draft:
        wanted = hash_.strip().casefold()
        reloads = self._reader.reloads(_MOST_EARLIER) if len(wanted) >= _SHORTEST_HASH else []
        then = next((self._stored(each) for each in reloads if each.hash.startswith(wanted)), None)
        if then is None:
            raise UsageError(said("edit.no_rulebook"))
        standing = own_files(self.home, guild)
        files = files_of(then, self._engine.program.rulebook, standing, guild)
        return self._draft(guild, "rollback", {check_name(name): body for name, body in files.items()})

    def _stored(self, reload: Reloaded) -> Rulebook | None:
        body = self._reader.rulebook(reload.hash)
        return None if body is None else Rulebook.from_bytes(body, reload.hash)

    def _write(self, draft: Draft) -> None:
        standing = own_files(self.home, draft.guild)
        if any(standing.get(name) != body for name, body in draft.before.items()):
            raise UsageError(said("edit.changed"))
        folder = folder_of(self.home, draft.guild)
        for name in draft.files:
            check_way(folder, name)
        try:
            write_files(folder, draft.files)
        except OSError as error:
            raise UsageError(said("edit.unwritten", reason=error.strerror or type(error).__name__)) from error

    def _record(self, draft: Draft, author: Author) -> Signal:
        now = self._clock()
        return Signal(
            id=f"config:{draft.guild}:{secrets.token_hex(8)}",
            type=SignalType.CONFIG_CHANGED.value,
            time=now,
            guild=draft.guild,
            actor=author.id,
            data={"how": draft.how, "files": sorted(draft.files)},
        )

    def _commit(self, draft: Draft, author: Author) -> tuple[bool, str]:
        """Git is a convenience: without it the edit stands all the same."""
        folder = folder_of(self.home, draft.guild)
        top = self.home.folder
        if self.home.is_installation or not is_repository(top):
            return False, ""
        what = ", ".join(sorted(draft.files))
        message = f"{draft.how} {what} of server {draft.guild}, from Discord by {author.id}"
        name = _STRANGE.sub("", author.name).strip() or "somebody"
        try:
            return commit(top, [folder / each for each in draft.files], message, f"{name} ({author.id})"), ""
        except GitFailed as error:
            _log.warning("config.not_committed", reason=str(error))
            return False, str(error)


def editing_of(  # noqa: PLR0913 - as `Editing`
    library: Library | None,
    engine: Engine,
    reloading: Reloading | None,
    reader: Reader,
    *,
    clock: Callable[[], int],
    kinds: Mapping[str, Kind],
) -> Editing | None:
    """Editing of the files of a library; None where its rules stand in no one folder of a community."""
    if library is None or reloading is None or len(library.paths) != 1:
        return None
    (path,) = library.paths
    if not isinstance(path, Home):
        return None
    return Editing(path, engine, reloading, reader, clock=clock, kinds=kinds)
