"""A message of ours before Discord's types: a first line, a few lines below, perhaps a footer.

Phone first: the first line is the content, which a notification shows; all else is one embed. No tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import discord
import msgspec

from engine.bot.sentences import said

MOST_CONTENT: Final = 400
MOST_BODY: Final = 3_900
"""Characters; Discord takes 2,000 and 4,096."""


class Card(msgspec.Struct):
    """`headline` and `lines` are already escaped where people wrote them. `colour` is 0xRRGGBB.

    `time` (milliseconds) stands beside the footer, in the reader's own zone.
    """

    headline: str
    lines: Sequence[str] = ()
    footer: str = ""
    colour: int | None = None
    time: int | None = None

    @property
    def content(self) -> str:
        """The first line, as the notification shows it."""
        return self.headline[:MOST_CONTENT]

    def embed(self) -> discord.Embed | None:
        """All else, or None when there is nothing else."""
        if not self.lines and not self.footer:
            return None
        embed = discord.Embed(description=fitting(self.lines, MOST_BODY), colour=self.colour)
        if self.footer:
            embed.set_footer(text=self.footer)
        if self.time is not None:
            embed.timestamp = datetime.fromtimestamp(self.time / 1000, UTC)
        return embed

    def embeds(self) -> list[discord.Embed]:
        """The embed as a list, as sending and editing take it."""
        embed = self.embed()
        return [] if embed is None else [embed]


def reference(effect: str) -> str:
    """What a message says in its footer about the effect that it is: by that it can be found again."""
    return said("sign.ref", effect=effect)


def fitting(lines: Sequence[str], most: int) -> str:
    """As many whole lines as fit into `most` characters; what is left out is counted."""
    kept: list[str] = []
    room = most - len(said("sign.more_lines", lines=len(lines)))
    for place, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            kept.append(said("sign.more_lines", lines=len(lines) - place))
            break
        kept.append(line)
    return "\n".join(kept)
