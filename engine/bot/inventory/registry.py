"""The one list of the parts of an inventory. Adding one = its file and a line here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.bot.inventory.part import Part
from engine.bot.inventory.parts.bans import Bans
from engine.bot.inventory.parts.channels import Channels
from engine.bot.inventory.parts.invites import Invites
from engine.bot.inventory.parts.members import Members
from engine.bot.inventory.parts.roles import Roles
from engine.bot.inventory.parts.webhooks import Webhooks

PARTS: Final[Sequence[Part]] = (Roles(), Channels(), Members(), Webhooks(), Invites(), Bans())
"""In the order in which they are held against what is there: roles first, as others name them."""
