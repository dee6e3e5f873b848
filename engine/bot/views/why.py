"""The button [Why?] under an alert: its fixed custom id names the signal, so it works after any restart.

The id is only something to look up: who may see the answer is checked at the click.
"""

from __future__ import annotations

import re
from typing import Any, Final, Protocol, Self, cast

import discord

from engine.bot.controls import Control
from engine.bot.sentences import said

PREFIX: Final = "why:"
_LONGEST_GUILD: Final = 20
LONGEST: Final = 100 - len(PREFIX) - _LONGEST_GUILD - 1
"""Discord takes 100 characters as a custom id."""


class Answers(Protocol):
    """What the button needs of the client: it answers as `/explain` does."""

    async def answer_why(self, interaction: discord.Interaction, guild: int | None, signal: str) -> None:
        """Answer a click on the button of this signal; `guild` is what the button says, where it says one."""


class Why(
    Control,
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=rf"why(?:@(?P<guild>\d{{1,{_LONGEST_GUILD}}}))?:(?P<signal>.{{1,{LONGEST}}})",
):
    """One [Why?]; discord.py makes it again from its custom id."""

    control = said("button.why")

    def __init__(self, signal: str, guild: int | None = None) -> None:
        id_ = f"{PREFIX}{signal}" if guild is None else f"why@{guild}:{signal}"
        super().__init__(
            discord.ui.Button(label=self.control, style=discord.ButtonStyle.secondary, custom_id=id_)
        )
        self.guild, self.signal = guild, signal

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that a click names."""
        del interaction, item
        return cls(match["signal"], None if match["guild"] is None else int(match["guild"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Answers", interaction.client).answer_why(interaction, self.guild, self.signal)


def why_button(signal: str, guild: int | None = None) -> discord.ui.View:
    """A view that never ends with the button of a signal; empty where the id does not fit.

    `guild`: that of a message that stands outside of it.
    """
    view = discord.ui.View(timeout=None)
    if fits(signal):
        view.add_item(Why(signal, guild))
    return view


def fits(signal: str) -> bool:
    """Whether a custom id can name the signal."""
    return 0 < len(signal) <= LONGEST
