"""The button [Why?] under an alert: its fixed custom id names the signal, so it works after any restart.

The id is only something to look up: who may see the answer is checked at the click.
"""

from __future__ import annotations

import re
from typing import Any, Final, Protocol, Self, cast

import discord

from engine.bot.controls import Control

PREFIX: Final = "why:"
LONGEST: Final = 100 - len(PREFIX)
"""Discord takes 100 characters as a custom id."""


class Answers(Protocol):
    """What the button needs of the client: it answers as `/explain` does."""

    async def answer_why(self, interaction: discord.Interaction, signal: str) -> None:
        """Answer a click on the button of this signal."""


class Why(
    Control,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"{PREFIX}(?P<signal>.{{1,{LONGEST}}})",
):
    """One [Why?]; discord.py makes it again from its custom id."""

    control = "Why?"

    def __init__(self, signal: str) -> None:
        super().__init__(
            discord.ui.Button(
                label=self.control, style=discord.ButtonStyle.secondary, custom_id=f"{PREFIX}{signal}"
            )
        )
        self.signal = signal

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that a click names."""
        del interaction, item
        return cls(match["signal"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Answers", interaction.client).answer_why(interaction, self.signal)


def why_button(signal: str) -> discord.ui.View:
    """A view that never ends with the button of a signal; empty where the id does not fit."""
    view = discord.ui.View(timeout=None)
    if fits(signal):
        view.add_item(Why(signal))
    return view


def fits(signal: str) -> bool:
    """Whether a custom id can name the signal."""
    return 0 < len(signal) <= LONGEST
