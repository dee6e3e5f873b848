"""Makes a community's own folder: what is missing of it, never anything that is there. Knows no Discord."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

import msgspec

from engine.bot.logged_in import LoggedIn, Login
from engine.bot.options import TOKEN, Secret, read_token
from engine.cli.environment import read_env
from engine.cli.schemas import write_schemas
from engine.cli.starter import ENV, SCHEMAS, sheets, token_file
from engine.documents.home import FOLDERS, GUILDS, INSTALLATION, Home
from engine.errors import GitFailed, UsageError
from engine.runtime.repository import begin, ignores, is_repository

_ONLY_MINE: Final = 0o600
_REMOTE: Final = re.compile(r"^\s*url\s*=\s*\S*github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?\s*$", re.MULTILINE)
_SOMEWHERE: Final = "your-community/tocsin"


class Made(msgspec.Struct):
    """What was `written`, with what each is for, and what was `there` already, by their places.

    `login` says who the token is, or why that is not known.
    """

    written: list[tuple[str, str]] = []
    there: list[str] = []
    login: str = ""


class Initiating:
    """One folder. `ask` asks for the token, hidden, or is None where nobody can be asked."""

    def __init__(self, folder: Path, ask: Callable[[], str] | None, login: Login) -> None:
        self._folder = folder
        self._ask = ask
        self._login = login
        self._made = Made()

    def run(self) -> Made:
        """Write what is missing. Raises `UsageError` where that fails."""
        if Home(self._folder).is_installation:
            raise UsageError("this is Tocsin itself: name a folder of your own, such as ~/tocsin")
        try:
            for name in [*FOLDERS, GUILDS]:
                (self._folder / name).mkdir(parents=True, exist_ok=True)
            for sheet in sheets(lambda: str(uuid4()), _installed_from()):
                self._write(sheet.place, sheet.text, sheet.says)
            self._secrets()
        except OSError as error:
            where = error.filename or self._folder
            raise UsageError(
                f"{where}: cannot be written: {error.strerror or type(error).__name__}"
            ) from error
        if not (self._folder / SCHEMAS).exists():
            write_schemas(self._folder / SCHEMAS)
            self._made.written.append((f"{SCHEMAS}/", "what an editor reads"))
        return self._made

    def _write(self, place: str, text: str, says: str, mode: int = 0o666) -> None:
        """Made by us or not at all: whatever stands there, be it a link, is left alone."""
        path = self._folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        except FileExistsError:
            self._made.there.append(place)
            return
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        self._made.written.append((place, says))

    def _secrets(self) -> None:
        known = read_env(self._folder / ENV).get(TOKEN, "")
        typed = "" if known or self._ask is None else self._ask().strip()
        if typed:
            read_token({TOKEN: typed})  # a malformed one is not written down
        self._write(ENV, token_file(typed), "the token, for you alone", _ONLY_MINE)
        token = known or typed
        if token:
            self._made.login = self._logged_in(Secret(token))

    def _logged_in(self, token: Secret) -> str:
        try:
            return _said(self._login(token))
        except UsageError as error:
            return str(error)


def make_repository(folder: Path) -> str:
    """Make it a repository with a first commit; says what came of it. Raises `UsageError`."""
    if is_repository(folder):
        return "it is a repository already"
    try:
        begin(
            folder,
            "Begin with Tocsin",
            unless=lambda: None if ignores(folder, ENV) else f"git would keep {ENV}",
        )
    except GitFailed as error:
        raise UsageError(f"no repository was made: {error}") from error
    return "made it a repository, with a first commit"


def _said(found: LoggedIn) -> str:
    intents = "intents ok"
    if found.missing:
        intents = f"switch on {' and '.join(found.missing)} in the portal, under Bot"
    return f"Logged in as {found.name}, owner: {found.owner}, {intents}."


def _installed_from() -> str:
    """Where on GitHub this Tocsin comes from, as far as its checkout says."""
    try:
        found = _REMOTE.search(Path(INSTALLATION, ".git", "config").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        found = None
    return _SOMEWHERE if found is None else found[1]
