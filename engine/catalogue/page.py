"""The page `docs/signals.md`, made from the catalogue: `python -m engine.catalogue.page docs/signals.md`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.catalogue.catalogue import Catalogue, Field, Group, SignalKind

_TOP: Final = """\
# Signals

<!-- Made by `python -m engine.catalogue.page docs/signals.md` from engine/catalogue; not edited by hand. -->

A signal is one thing that happened. This page names every type of signal and its fields: what a rule
can ask for. In a rule a field is addressed by its name alone, and the log source names the type:

```yaml
logsource: {product: discord, category: member_ban}   # discord.member.ban
detection:
  selection: {actor_staff_hours|lt: 24}
  condition: selection
```

* Every signal has `id`, `type`, `time` (when it happened) and `seen` (when the engine took it in). The
  tables say which of `guild`, `channel`, `actor`, `target`, `system`, `severity` and `confidence` a type
  may have besides, and which fields it shares with others.
* A field that is not known is absent; so is an empty list. A condition on an absent field does not hold.
* *personal*: people wrote it. It is kept apart from the rest, for days, and can be erased.
* Field types are `text`, `integer`, `number`, `boolean`, `list` and `id`, which is a Discord id.
* What a type *needs* are intents of the bot, which it asks Discord for at the start, and a permission in the
  server. Of several intents each brings a part of it. Without `message_content`, which Discord's portal
  grants, the fields that need it are empty or absent, save in what mentions the bot.
* A type that is not on this page comes from an alert from outside, or from a document that emits it.
"""

_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Messages and reactions": ("discord.message.", "discord.reaction."),
    "Members and voice": ("discord.member.", "discord.voice."),
    "Roles": ("discord.role.",),
    "Channels, threads, permissions in them, webhooks": (
        "discord.channel.",
        "discord.thread.",
        "discord.overwrite.",
        "discord.webhook.",
    ),
    "Discord's own AutoMod": ("discord.automod.",),
    "The server": (
        "discord.guild.",
        "discord.bot.",
        "discord.invite.",
        "discord.integration.",
        "discord.command.",
        "discord.emoji.",
        "discord.sticker.",
        "discord.sound.",
        "discord.event.",
        "discord.stage.",
    ),
    "Everything else in the audit log": ("discord.audit.",),
    "What the gateway tells without the actor": ("discord.gateway.",),
    "What documents find": ("threat.", "policy.", "access.", "anomaly.", "escalation."),
    "The engine": ("",),
}
"""Where a type stands: under the first title that has a prefix of it."""


def page(catalogue: Catalogue) -> str:
    """The page's text. The same catalogue gives the same text."""
    parts = [_TOP]
    for title, names in _sections(catalogue).items():
        types = {name: catalogue.types[name] for name in names}
        parts.append(f"## {title}\n\n{_types(types)}")
        parts += [f"### `{name}`\n\n{_fields(own)}" for name in types if (own := _own(catalogue, name))]
    parts.append("## Shared fields\n")
    parts += [
        f"### {_title(name)}\n\n{group.says}\n\n{_fields(group.fields)}" for name, group in _groups(catalogue)
    ]
    return "\n".join(parts)


def _sections(catalogue: Catalogue) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {title: [] for title in _SECTIONS}
    for name in catalogue.types:
        title = next(title for title, prefixes in _SECTIONS.items() if name.startswith(prefixes))
        sections[title].append(name)
    return sections


def _groups(catalogue: Catalogue) -> list[tuple[str, Group]]:
    return sorted(catalogue.groups.items())


def _own(catalogue: Catalogue, name: str) -> dict[str, Field]:
    """The fields of a type that do not come from a group."""
    kind = catalogue.types[name]
    shared = {field for group in kind.includes for field in catalogue.groups[group].fields}
    return {field: what for field, what in kind.fields.items() if field not in shared}


def _types(types: Mapping[str, SignalKind]) -> str:
    rows = ["| type | says | has | shared fields | needs |", "| --- | --- | --- | --- | --- |"]
    for name, kind in types.items():
        has = ", ".join(f"`{core}`" for core in kind.has)
        shared = ", ".join(f"[{_title(group)}](#{group.replace('_', '-')})" for group in kind.includes)
        rows.append(f"| `{name}` | {kind.says} | {has} | {shared} | {_needs(kind)} |")
    return "\n".join(rows) + "\n"


def _needs(kind: SignalKind) -> str:
    permission = (f"permission `{kind.permission}`",) if kind.permission else ()
    return ", ".join((*(f"`{intent}`" for intent in kind.intents), *permission))


def _fields(fields: Mapping[str, Field]) -> str:
    rows = ["| field | type | says |", "| --- | --- | --- |"]
    for name, field in sorted(fields.items()):
        kind = f"{field.type}, *personal*" if field.personal else field.type
        kind += f", needs `{field.intent}`" if field.intent else ""
        rows.append(f"| `{name}` | {kind} | {field.says} |")
    return "\n".join(rows) + "\n"


def _title(group: str) -> str:
    return group.replace("_", " ")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(Catalogue.load()), encoding="utf-8")
