"""The buttons under a case. Their fixed custom ids name it, so they work after any restart.

An id is only something to look up: who may have the answer, and in which guild, is checked at the click.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol, cast

import discord

from engine.bot.controls import Control, OfGuild
from engine.bot.sentences import said
from engine.bot.views.anomaly_buttons import verdict_buttons
from engine.bot.views.why import Why, fits

_CASE: Final = r"(?P<guild>\d{1,20}):(?P<ref>[0-9a-f]{8,40})"
_Button = discord.ui.Button[Any]


class Answers(Protocol):
    """What the buttons need of the client."""

    async def answer_dismiss(self, interaction: discord.Interaction, guild: int | None, ref: str) -> None:
        """Somebody who may says that a case is no attack."""

    async def answer_restore(self, interaction: discord.Interaction, guild: int | None, ref: str) -> None:
        """Somebody who may takes that back."""

    async def answer_more(self, interaction: discord.Interaction, guild: int | None, ref: str) -> None:
        """Somebody who may wants to know all about a case."""


class Dismiss(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"dismiss:{_CASE}"):
    """[Not an attack]; discord.py makes it again from its custom id."""

    control, verb = said("button.dismiss"), "dismiss"

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Answers", interaction.client).answer_dismiss(interaction, self.guild, self.ref)


class Restore(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"restore:{_CASE}"):
    """Takes that back: a thumb slips on a phone at three in the morning."""

    control, verb = said("button.restore"), "restore"

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Answers", interaction.client).answer_restore(interaction, self.guild, self.ref)


class More(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"more:{_CASE}"):
    """[More]; discord.py makes it again from its custom id."""

    control, verb = said("button.more"), "more"

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Answers", interaction.client).answer_more(interaction, self.guild, self.ref)


def case_buttons(body: Mapping[str, Any], *, is_direct: bool = False) -> discord.ui.View:
    """A view that never ends. Only an open case can be dismissed, and none of the bot's own troubles.

    `is_direct`: the message stands outside of its guild, which its buttons then name.
    """
    view = discord.ui.View(timeout=None)
    guild, ref, signal = int(body.get("guild") or 0), str(body["ref"]), str(body["signal"])
    if fits(signal):
        view.add_item(Why(signal, guild if is_direct else None))
    anomaly = body.get("anomaly")
    if body["stage"] == "open" and not body.get("anomalies_alone"):
        view.add_item(Dismiss(guild, ref))
    elif body["stage"] == "dismissed":
        view.add_item(Restore(guild, ref))
    view.add_item(More(guild, ref))
    if anomaly is not None and body["stage"] == "open":
        for button in verdict_buttons(guild, anomaly):
            view.add_item(button)
    return view
