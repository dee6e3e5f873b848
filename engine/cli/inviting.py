"""The link that brings the bot of a folder into a server, and what it asks for."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from engine.bot.options import Secret
from engine.catalogue import Catalogue
from engine.documents.files import StrPath
from engine.runtime.programs import Programs
from engine.systems import KINDS
from engine.systems.loading import load_rulebook


class Invitation(msgspec.Struct, frozen=True):
    """`permissions` are names as discord.py has them."""

    link: str
    permissions: list[str]

    @property
    def says(self) -> str:
        """What it asks for, in words."""
        return f"It asks for: {', '.join(each.replace('_', ' ') for each in self.permissions)}."


def invitation_for(token: Secret, rules: Iterable[StrPath]) -> Invitation:
    """With the permissions that these documents need, and no other. Raises `UsageError`."""
    from engine.bot.invite import application_of, invitation  # noqa: PLC0415 - discord takes a second to load
    from engine.bot.needs import Needs  # noqa: PLC0415

    application, catalogue = application_of(token), Catalogue.load()
    program = Programs(KINDS, catalogue).add(load_rulebook(rules).rulebook)
    documents = [program.documents[each.identity] for each in program.rulebook.documents]
    permissions = Needs(program, catalogue).permissions(documents)
    return Invitation(invitation(application, permissions), permissions)
