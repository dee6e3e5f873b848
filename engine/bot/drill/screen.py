"""What the drill shows in the terminal: scenes, events, messages, checks. In a pipe it is plain lines."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from time import sleep
from typing import Final

from rich.console import Console
from rich.text import Text

_WIDTH: Final = 10
_AFTER_EVENT_S: Final = 0.3
_AFTER_MESSAGE_S: Final = 0.9
_AFTER_SCENE_S: Final = 0.4
_STYLES: Final = {"🔴": "bold red", "🟠": "bold yellow", "🟡": "yellow", "🔵": "blue", "✅": "bold green",
                  "⚠️": "bold yellow", "⛔": "bold magenta", "🔎": "bold cyan", "🏓": "bold cyan"}  # fmt: skip


class Screen:
    """Everything goes through one console; nothing here is markup, so that no text can style itself."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.is_paced = console.is_terminal

    def title(self, text: str, *below: str) -> None:
        """The name of the drill and what it is."""
        self._put(text, "bold")
        for line in below:
            self._put(line, "dim")

    def scene(self, number: int, text: str) -> None:
        """A new part of the incident."""
        self._put("")
        self._put(f"{number}. {text}", "bold cyan")
        self._pause(_AFTER_SCENE_S)

    def said(self, line: str) -> None:
        """What is going on, in our words."""
        self._put(f"   {line}", "dim")

    def event(self, time: str, text: str) -> None:
        """Something that happens in the community."""
        self._put(f"{time:>{_WIDTH}}  {text}")
        self._pause(_AFTER_EVENT_S)

    def message(self, time: str, place: str, lines: Sequence[str]) -> None:
        """A message of the bot, as it stands in the channel."""
        self._put(f"{time:>{_WIDTH}}  {place}")
        style = next((style for sign, style in _STYLES.items() if lines[0].startswith(sign)), "")
        self._barred(lines[0], style)
        for line in lines[1:]:
            self._barred(line, "")
        self._pause(_AFTER_MESSAGE_S)

    def check(self, good: bool, text: str) -> None:
        """Something that must hold, with its figures."""
        sign, style = ("✔", "green") if good else ("✘", "bold red")
        self._console.print(Text("   ").append(sign, style).append(f" {text}"), soft_wrap=True)

    def stopped(self, text: str) -> None:
        """The bot is dead."""
        self._put(f"   ✖ {text}", "bold red")
        self._pause(_AFTER_MESSAGE_S)

    def _pause(self, seconds: float) -> None:
        """Time to read, where a person looks on. The loop stands still: no time passes in the drill.

        Who reads through a pipe sees it as it happens, too.
        """
        self._console.file.flush()
        if self.is_paced:
            sleep(seconds)

    def _barred(self, line: str, style: str) -> None:
        """A line of a message; on a terminal it is wrapped inside its bar."""
        depth = len(line) - len(line.lstrip())
        room = max(self._console.width - _WIDTH - 4, 20) if self._console.is_terminal else sys.maxsize
        for part in textwrap.wrap(line, room, initial_indent=" " * depth, subsequent_indent=" " * depth) or [
            ""
        ]:
            text = Text(" " * (_WIDTH + 2)).append("┃ ", "cyan").append(part, style)
            self._console.print(text, soft_wrap=True)

    def _put(self, text: str, style: str = "") -> None:
        self._console.print(Text(text, style), soft_wrap=True)
