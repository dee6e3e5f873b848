"""The catalogue: every signal type with its fields, read from the YAML files beside this module.

Types the rules, documents the product, and says which fields people wrote. Knows no sensor.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec
import yaml

from engine.signal import CORE_FIELDS, SEVERITIES

FieldType = Literal["text", "integer", "number", "boolean", "list", "id"]
_GROUPS: Final = "groups.yaml"
_FROM_DISCORD: Final = "discord"
"""Begins the types that sensors make, and names the group of what all of these may tell."""
_NUMERIC: Final = ("id", "integer", "number")
_NONE: Final[frozenset[str]] = frozenset()


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a signal type. `says` is one sentence; `personal`: people wrote it.

    `values` are all that it can ever be, where that is a closed list. `intent`: without this intent of
    Discord's the field is empty or absent.
    """

    type: FieldType
    says: str
    personal: bool = False
    values: tuple[str, ...] = ()
    intent: str = ""


CORE: Final[Mapping[str, Field]] = {
    "id": Field("text", "What names the signal."),
    "type": Field("text", "What happened."),
    "time": Field("integer", "When it happened, in milliseconds since 1970."),
    "seen": Field("integer", "When the engine took it in, in milliseconds since 1970."),
    "guild": Field("id", "The server."),
    "channel": Field("id", "Where in it."),
    "actor": Field("id", "Who did it."),
    "target": Field("id", "To whom or what."),
    "system": Field("text", "The part of the defence that it belongs to."),
    "severity": Field("text", "How bad it is.", values=SEVERITIES),
    "confidence": Field("number", "How sure it is, from 0 to 1."),
}
"""The fields that every signal may have, whatever its type: those of `engine.signal.CORE_FIELDS`."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Fields that several signal types share, and what Discord wants for those types, unless they say."""

    says: str
    fields: Mapping[str, Field]
    intents: tuple[str, ...] = ()
    permission: str = ""


class SignalKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signal type: one sentence, which of the core fields it may have, and all its further fields.

    `includes` are the groups that some of the fields come from. `intents` are those of Discord's through
    which it comes, each of them in part where there are several; `permission` is the one without which
    Discord tells the bot none of it. Both by discord.py's names; none: nothing is needed.
    """

    says: str
    has: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    fields: Mapping[str, Field] = {}
    intents: tuple[str, ...] = ()
    permission: str = ""


class Catalogue:
    """All signal types by name. `types` is in the order of the files and of each file's entries."""

    def __init__(self, types: Mapping[str, SignalKind], groups: Mapping[str, Group] | None = None) -> None:
        """Fields of the groups that a type includes become its own; `KeyError` for one not there."""
        self.groups = dict(groups or {})
        self.types = {name: _whole(name, kind, self.groups) for name, kind in types.items()}
        self._personal = {
            name: frozenset(field for field, what in kind.fields.items() if what.personal)
            for name, kind in self.types.items()
        }

    @classmethod
    def load(cls) -> Catalogue:
        """The catalogue that ships."""
        types: dict[str, SignalKind] = {}
        groups: dict[str, Group] = {}
        folder = files("engine.catalogue")
        for name in sorted(each.name for each in folder.iterdir() if each.name.endswith(".yaml")):
            parsed = yaml.load(folder.joinpath(name).read_text(encoding="utf-8"), yaml.CSafeLoader)
            if name == _GROUPS:
                groups = msgspec.convert(parsed, dict[str, Group])
            else:
                types.update(msgspec.convert(parsed, dict[str, SignalKind]))
        return cls(types, groups)

    def personal(self, signal_type: str) -> frozenset[str]:
        """The fields of a type that people wrote; none for a type it does not know."""
        return self._personal.get(signal_type, _NONE)

    def split(self, signal_type: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """A signal's fields as `data`, and as the `text` that people wrote; ids and numbers as such.

        What is spelt as text, and is a number or an id in the catalogue, becomes one.
        """
        kind, personal = self.types.get(signal_type), self.personal(signal_type)
        data: dict[str, Any] = {}
        text: dict[str, Any] = {}
        for name, value in fields.items():
            field = None if kind is None else kind.fields.get(name)
            if field is not None and field.type in _NUMERIC and isinstance(value, str) and value.isdecimal():
                value = int(value)  # noqa: PLW2901 - the same value
            (text if name in personal else data)[name] = value
        return data, text

    def fields(self, signal_type: str) -> frozenset[str] | None:
        """All fields that a signal of this type may have; None for a type it does not know."""
        kind = self.types.get(signal_type)
        return None if kind is None else CORE_FIELDS | frozenset(kind.fields)


@cache
def shipped() -> Catalogue:
    """The catalogue that ships, read once: it is part of the program."""
    return Catalogue.load()


def _whole(name: str, kind: SignalKind, groups: Mapping[str, Group]) -> SignalKind:
    if name.partition(".")[0] == _FROM_DISCORD and _FROM_DISCORD in groups:
        kind = msgspec.structs.replace(kind, includes=(*kind.includes, _FROM_DISCORD))
    included = [groups[group] for group in kind.includes]
    fields = {name: field for group in included for name, field in group.fields.items()}
    return msgspec.structs.replace(
        kind,
        fields=fields | dict(kind.fields),
        intents=kind.intents or next((group.intents for group in included if group.intents), ()),
        permission=kind.permission or next((group.permission for group in included if group.permission), ""),
    )
