"""What the bot is told from outside: the environment and the paths, checked. Knows no Discord.

Secrets come from the environment alone; a missing or malformed one is one line that says what to set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from engine.documents.files import StrPath
from engine.documents.home import Home
from engine.errors import UsageError

TOKEN: Final = "DISCORD_TOKEN"  # noqa: S105 - the variable's name
OWNER: Final = "BOT_OWNER_ID"
METRICS: Final = "TOCSIN_METRICS"
LOG: Final = "TOCSIN_LOG"
STORE: Final = "tocsin.db"
_LONGEST_TOKEN: Final = 200
_DOTS: Final = 2
_SNOWFLAKE_DIGITS: Final = range(15, 21)
_PORTS: Final = 65_536


class Secret(str):
    """Text that does not show itself when the thing that holds it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


class Options(msgspec.Struct, frozen=True):
    """`data` is the folder of the store; `rules` are files or folders of documents; `owner` a Discord id.

    `metrics` is the host and port to serve figures at, `log` the file for the log; None: not wanted.
    """

    data: Path
    rules: tuple[StrPath, ...]
    token: Secret
    owner: int | None = None
    metrics: tuple[str, int] | None = None
    log: Path | None = None

    @property
    def store(self) -> Path:
        """The journal's file."""
        return self.data / STORE


def read_options(
    environ: Mapping[str, str], data: Path = Path("data"), rules: Sequence[StrPath] = ()
) -> Options:
    """Options from the environment. Without `rules`, those of the folder one is in. Raises `UsageError`."""
    found = tuple(rules) or (Home(),)
    return Options(
        data,
        found,
        read_token(environ),
        owner=_owner(environ.get(OWNER, "").strip()),
        metrics=_address(environ.get(METRICS, "").strip()),
        log=Path(environ[LOG]) if environ.get(LOG) else None,
    )


def read_token(environ: Mapping[str, str]) -> Secret:
    """The bot's token. Raises `UsageError` when there is none, or what is there is none."""
    token = environ.get(TOKEN, "").strip()
    if not token:
        raise UsageError(
            f"{TOKEN} is not set: put your bot's token there, or into the folder's .env; "
            "without one, `make run` plays the drill"
        )
    if any(sign.isspace() for sign in token):
        raise UsageError(f"{TOKEN} holds blanks inside: copy the token again, alone")
    if len(token) > _LONGEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise UsageError(f"{TOKEN} is no token: copy it again, alone")
    if token.count(".") != _DOTS:
        raise UsageError(f"{TOKEN} is no bot's token, which has two dots: copy it under Bot, Reset Token")
    return Secret(token)


def _owner(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) in _SNOWFLAKE_DIGITS):
        raise UsageError(
            f"{OWNER} is not a Discord id: it has 15 to 20 digits; "
            "copy it from your profile (developer mode), or unset it"
        )
    return int(value)


def _address(value: str) -> tuple[str, int] | None:
    """Host and port of `127.0.0.1:9464`; a port alone is one of this machine."""
    if not value:
        return None
    host, _, port = value.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < _PORTS):
        raise UsageError(f"{METRICS} is not an address such as 127.0.0.1:9464: correct or unset it")
    return host.strip("[]") or "127.0.0.1", int(port)
