"""A message as a person sees it, as lines for a terminal: names for ids, clock times, no formatting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import discord

from engine.bot.views.signs import span
from engine.bot.views.text import visible

_PERSON: Final = re.compile(r"<@!?(\d+)>")
_PLACE: Final = re.compile(r"<#(\d+)>")
_ROLE: Final = re.compile(r"<@&(\d+)>")
_INSTANT: Final = re.compile(r"<t:(\d+)(?::(\w))?>")
_FORMAT: Final = re.compile(r"(?<!\\)(?:\*\*|`)")
_ESCAPED: Final = re.compile(r"\\([^0-9A-Za-z\s])")


class Reading:
    """How somebody reads it who knows the `names` of ids (`@bo`, `#general`), and the time (milliseconds)."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self._names = names

    def lines(
        self, content: str, embeds: Iterable[discord.Embed], components: Iterable[Any], now: int
    ) -> list[str]:
        """The message from top to bottom: the first line, the embed, its footer, the buttons."""
        found = [self.text(content, now)] if content else []
        for embed in embeds:
            found += [self.text(line, now) for line in (embed.description or "").splitlines()]
            if embed.footer.text:
                found.append(visible(embed.footer.text) + _written(embed))
        labels = _labels(components)
        if labels:
            found.append(" ".join(f"[{visible(label)}]" for label in labels))
        return found

    def text(self, line: str, now: int) -> str:
        """One line as it shows; leading blanks are kept, they are the depth of a condition."""
        shown = _ROLE.sub(self._name, _PERSON.sub(self._name, _PLACE.sub(self._name, line)))
        shown = _INSTANT.sub(lambda found: _instant(int(found[1]), found[2] or "f", now), shown)
        shown = _ESCAPED.sub(r"\1", _FORMAT.sub("", shown))
        depth = len(shown) - len(shown.lstrip())
        return "  " * depth + visible(shown)

    def _name(self, found: re.Match[str]) -> str:
        return self._names.get(int(found[1]), found[0])


def clock_time(milliseconds: int) -> str:
    """Hours, minutes and seconds, UTC."""
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%H:%M:%S}"


def _written(embed: discord.Embed) -> str:
    """The instant beside a footer."""
    return "" if embed.timestamp is None else f" • {embed.timestamp.astimezone(UTC):%H:%M:%S}"


def _instant(seconds: int, style: str, now: int) -> str:
    if style == "R":
        return f"{span(max(now - seconds * 1000, 0))} ago"
    return clock_time(seconds * 1000)


def _labels(components: Iterable[Any]) -> list[str]:
    labels: list[str] = []
    for component in components:
        children = component.get("components", ()) if isinstance(component, dict) else component.children
        for each in children:
            label = each.get("label") if isinstance(each, dict) else getattr(each, "label", None)
            if label:
                labels.append(str(label))
    return labels
