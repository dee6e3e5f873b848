"""Tells in the terminal what the community sees: events as they happen, and what the bot posted since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import discord
import simcord

from engine.bot.drill.community import Community
from engine.bot.drill.render import Reading, clock_time
from engine.bot.drill.screen import Screen
from engine.bot.views.card import Card
from engine.bot.views.text import visible


class Narrator:
    """Looks at the staff's channels as a person does; `alerts` are the bot's messages there, in order."""

    def __init__(self, community: Community, screen: Screen) -> None:
        self.screen = screen
        self.alerts: list[discord.Message] = []
        self._read: dict[int, list[str]] = {}
        self._community = community
        self._reader = Reading(community.names)

    @property
    def standing(self) -> list[discord.Message]:
        """Those messages that went with no channel."""
        return [each for each in self.alerts if each.channel.id not in self._community.gone]

    def event(self, text: str) -> None:
        """Something happens, now."""
        self.screen.event(clock_time(self._community.now()), text)

    def look(self) -> None:
        """Show what the bot has posted or edited since the last look."""
        for place in self._community.staff_channels:
            for message in place.history():
                if message.author.id == self._community.env.backend.bot_user.id:
                    self._see(str(place.name), message)

    def _see(self, place: str, message: discord.Message) -> None:
        said = [message.content, *(embed.description or "" for embed in message.embeds)]
        before = self._read.get(message.id)
        if before == said:
            return
        self._read[message.id] = said
        if before is None:
            self.alerts.append(message)
        else:
            self.alerts = [message if each.id == message.id else each for each in self.alerts]
        edited = "" if before is None else " (edited)"
        lines = self._lines(message.content, message.embeds, message)
        self._show(f"#{place}, Tocsin{edited}:", lines)

    def said(self, place: str, card: Card) -> None:
        """Show what the bot would answer now."""
        self._show(place, self._lines(card.content, card.embeds()))

    def answer(self, who: str, result: simcord.InteractionResult) -> list[str]:
        """Show an answer that one person alone sees."""
        response = result.response
        lines = [] if response is None else self._lines(response.content, response.embeds)
        self._show(f"only @{who} sees:", lines or ["(no answer)"])
        return lines

    async def pictures(self, result: simcord.InteractionResult, folder: Path) -> None:
        """Keep the pictures of an answer as files, and say what is on them."""
        for each in () if result.response is None else result.response.attachments:
            (folder / each.filename).write_bytes(await each.read())
            self._show(f"picture {each.filename}:", [visible(each.description or "")])

    def _lines(
        self, content: str, embeds: Sequence[discord.Embed], message: discord.Message | None = None
    ) -> list[str]:
        components = [] if message is None else message.components
        return self._reader.lines(content, embeds, components, self._community.now())

    def _show(self, place: str, lines: Sequence[str]) -> None:
        self.screen.message(clock_time(self._community.now()), place, lines)
