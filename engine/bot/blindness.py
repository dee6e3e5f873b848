"""Blindness: which rules see nothing, because Discord does not give the bot an intent that they need."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.needs import ADMINISTRATOR, Have, Needs
from engine.catalogue.catalogue import shipped
from engine.documents.document import Document
from engine.runtime.program import Program

_FULL: Final = frozenset({ADMINISTRATOR})
"""Permissions are another question: they differ from server to server."""


def blind_rules(program: Program, intents: discord.Intents) -> list[str]:
    """The names of the rules, of all that are loaded, that see nothing with these intents."""
    needs = Needs(program, shipped())
    have = Have(frozenset(name for name, given in intents if given), _FULL)
    rules = [each for each in program.rulebook.documents if each.is_rule]
    sights = ((each, needs.sight(program.documents[each.identity], have)) for each in rules)
    return [_name(each) for each, sight in sights if sight.sees == "nothing"]


def _name(document: Document) -> str:
    return str(document.body.get("name") or document.body.get("title") or document.id)
