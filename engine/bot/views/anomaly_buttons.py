"""The four words that people have for an anomaly, as buttons under its alert, and the form of one of them.

Their fixed custom ids name the alert, so they work after any restart. Who may is checked at the click.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

import discord

from engine.bot.controls import Control, OfGuild
from engine.bot.sentences import said, words

_ALERT: Final = r"(?P<guild>\d{1,20}):(?P<ref>[0-9a-f]{8,40})"
_Button = discord.ui.Button[Any]
SPANS: Final = {"hour": 3_600, "evening": 21_600, "day": 86_400, "week": 604_800}
"""For how long something can be expected, in seconds."""
_USUAL: Final = "day"


class Judges(Protocol):
    """What the buttons need of the client."""

    async def answer_verdict(
        self, interaction: discord.Interaction, guild: int | None, ref: str, verdict: str
    ) -> None:
        """Somebody who may says what an anomaly was."""

    async def answer_expected(
        self, interaction: discord.Interaction, guild: int | None, ref: str, seconds: int
    ) -> None:
        """Somebody who may says that it was expected, and for how long it will be."""


class _Verdict(OfGuild):
    """What such a button is made of: `verb` is the verdict."""

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        verdict = self.verb
        await cast("Judges", interaction.client).answer_verdict(interaction, self.guild, self.ref, verdict)


class Anomaly(_Verdict, Control, discord.ui.DynamicItem[_Button], template=rf"anomaly:{_ALERT}"):
    """[Anomaly]: it is one; nothing of it is to be learned."""

    control, verb = said("button.anomaly"), "anomaly"


class NewNormal(_Verdict, Control, discord.ui.DynamicItem[_Button], template=rf"new_normal:{_ALERT}"):
    """[New normal]: from now on it is like this."""

    control, verb = said("button.new_normal"), "new_normal"


class NotAnomaly(_Verdict, Control, discord.ui.DynamicItem[_Button], template=rf"not_anomaly:{_ALERT}"):
    """[Not an anomaly]: it is usual here."""

    control, verb = said("button.not_anomaly"), "not_anomaly"


class Expected(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"expected:{_ALERT}"):
    """[Expected]: asks until when."""

    control, verb = said("button.expected"), "expected"

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Ask."""
        await interaction.response.send_modal(ExpectedForm(self.guild or 0, self.ref))


class ExpectedForm(Control, discord.ui.Modal):
    """Until when something is expected, answered already as it mostly is."""

    control = said("button.expected_until")

    def __init__(self, guild: int, ref: str) -> None:
        super().__init__(title=self.control, timeout=None)
        self.guild, self.ref = guild, ref
        names = words("anomaly_until")
        options = [
            discord.SelectOption(label=names[each], value=each, default=each == _USUAL) for each in SPANS
        ]
        self.span = discord.ui.Select[Any](options=options, required=True)
        question, why = said("anomaly.until"), said("anomaly.until_why")
        self.add_item(discord.ui.Label[Any](text=question, description=why, component=self.span))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the answer on."""
        seconds = SPANS.get(next(iter(self.span.values), _USUAL), SPANS[_USUAL])
        await cast("Judges", interaction.client).answer_expected(interaction, self.guild, self.ref, seconds)


VERDICTS: Final = (Anomaly, Expected, NewNormal, NotAnomaly)
"""All of them, in the order in which they stand."""


def verdict_buttons(guild: int, ref: str) -> Sequence[discord.ui.Item[Any]]:
    """The buttons under one alert."""
    return [each(guild, ref) for each in VERDICTS]
