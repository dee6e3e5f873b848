"""What the bot is told from outside: the environment and the paths, checked. Knows no Discord.

Secrets come from the environment alone; a missing or malformed one is one line that says what to set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import UsageError

TOKEN: Final = "DISCORD_TOKEN"  # noqa: S105 - the variable's name
OWNER: Final = "BOT_OWNER_ID"
STORE: Final = "tocsin.db"
SHIPPED: Final = ("rules", "playbooks", "schedules")
_LONGEST_TOKEN: Final = 200
_SNOWFLAKE_DIGITS: Final = range(15, 21)


class Secret(str):
    """Text that does not show itself when the thing that holds it is printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


class Options(msgspec.Struct, frozen=True):
    """`data` is the folder of the store; `rules` are files or folders of documents; `owner` a Discord id."""

    data: Path
    rules: tuple[Path, ...]
    token: Secret
    owner: int | None = None

    @property
    def store(self) -> Path:
        """The journal's file."""
        return self.data / STORE


def read_options(
    environ: Mapping[str, str], data: Path = Path("data"), rules: Sequence[Path] = ()
) -> Options:
    """Options from the environment. Without `rules`, the folders that ship. Raises `UsageError`."""
    token = environ.get(TOKEN, "").strip()
    if not token:
        raise UsageError(
            f"{TOKEN} is not set: put your bot's token there; without one, `make run` plays the drill"
        )
    if any(sign.isspace() for sign in token):
        raise UsageError(f"{TOKEN} holds blanks inside: copy the token again, alone")
    if len(token) > _LONGEST_TOKEN or not (token.isascii() and token.isprintable()):
        raise UsageError(f"{TOKEN} is no token: copy it again, alone")
    found = tuple(rules) or tuple(Path(name) for name in SHIPPED if Path(name).is_dir())
    return Options(data, found, Secret(token), _owner(environ.get(OWNER, "").strip()))


def _owner(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) in _SNOWFLAKE_DIGITS):
        raise UsageError(
            f"{OWNER} is not a Discord id: it has 15 to 20 digits; "
            "copy it from your profile (developer mode), or unset it"
        )
    return int(value)
