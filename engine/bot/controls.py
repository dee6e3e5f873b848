"""Buttons and forms: nothing of theirs runs before it is checked who uses them. Knows no single one.

An id under a message is only something to look up: whoever sees a button may press it.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Protocol, Self, cast

import discord

from engine.bot.access import needed


class Checks(Protocol):
    """What a button needs of the client."""

    async def may(
        self, interaction: discord.Interaction[Any], control: str, guild: int | None = None
    ) -> bool:
        """Whether somebody may use it now. It is written down, and who may not is told.

        `guild`: that of a message that stands outside of it.
        """


class Control:
    """What every button and form is first: `class Why(Control, DynamicItem[...], template=...)`.

    Raises `Undeclared` where the class is made, if the table of access does not know its `control`.
    """

    control: ClassVar[str]
    """What it is called in the table of access: a button's label, a form's title."""
    guild: int | None = None
    """The guild that it is about, where it says one."""

    def __init_subclass__(cls, **options: Any) -> None:
        """As soon as there is such a button it has a level."""
        super().__init_subclass__(**options)
        needed(cls.control)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Asked by discord.py at each use, before anything else."""
        return await cast("Checks", interaction.client).may(interaction, self.control, self.guild)


class OfGuild:
    """A button about one thing of one guild: `verb` begins its custom id, guild and thing follow."""

    control: ClassVar[str]
    verb: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary
    guild: int | None

    def __init__(self, guild: int, ref: str) -> None:
        id_ = f"{self.verb}:{guild}:{ref}"
        button = discord.ui.Button[Any](label=self.control, style=self.style, custom_id=id_)
        super().__init__(button)  # type: ignore[call-arg]
        self.guild, self.ref = guild, ref

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that a click names."""
        del interaction, item
        return cls(int(match["guild"]), match["ref"])
