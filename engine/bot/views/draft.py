"""What an edit would do, before anybody confirms it; and what came of it. All lines are safe to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final, Protocol, cast

import discord

from engine.bot.controls import Control, OfGuild
from engine.bot.edits.drafting import Draft
from engine.bot.edits.editing import Applied
from engine.bot.raising import Foresight
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.raising import raised_lines
from engine.bot.views.reload import change_line, error_line
from engine.bot.views.signs import code
from engine.bot.views.text import plain
from engine.documents.document import pack_of
from engine.documents.home import guild_of_path

_MOST: Final = 8
_MOST_COMPARED: Final = 4_000_000
"""Lines before times lines after: beyond that they are not held against each other."""
_KEPT: Final = r"(?P<guild>\d{1,20}):(?P<ref>[0-9a-f]{32})"
_Button = discord.ui.Button[Any]


class Confirms(Protocol):
    """What the buttons need of the client."""

    async def answer_apply(self, interaction: discord.Interaction, guild: int | None, draft: str) -> None:
        """Somebody who may wants it written."""

    async def answer_leave(self, interaction: discord.Interaction, guild: int | None, draft: str) -> None:
        """Somebody who may wants nothing changed."""


class Apply(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"apply:{_KEPT}"):
    """[Apply]: writes the files that were shown, if they are still those."""

    control, verb = said("button.apply"), "apply"
    style = discord.ButtonStyle.success

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Confirms", interaction.client).answer_apply(interaction, self.guild, self.ref)


class Leave(OfGuild, Control, discord.ui.DynamicItem[_Button], template=rf"leave:{_KEPT}"):
    """[Change nothing]: forgets the draft."""

    control, verb = said("button.leave"), "leave"

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer, to the one who clicked alone."""
        await cast("Confirms", interaction.client).answer_leave(interaction, self.guild, self.ref)


def buttons(guild: int, draft: str) -> discord.ui.View:
    """A view with both."""
    view = discord.ui.View(timeout=None)
    view.add_item(Apply(guild, draft))
    view.add_item(Leave(guild, draft))
    return view


def shown(draft: Draft, raised: Foresight | None) -> Card:
    """What a draft would do, or why it cannot."""
    if draft.errors:
        rest = (
            [said("draft.more_errors", errors=len(draft.errors) - _MOST)] if len(draft.errors) > _MOST else []
        )
        lines = [*map(error_line, draft.errors[:_MOST]), *rest, said("draft.nothing_changed")]
        return Card(said("draft.refused", errors=len(draft.errors)), lines)
    if draft.is_empty:
        return Card(said("draft.same"))
    return Card(said("draft.asks", files=len(draft.files)), list(_lines(draft, raised)))


def _lines(draft: Draft, raised: Foresight | None) -> Iterator[str]:
    if raised is not None:
        yield from raised_lines(raised)
    for name, body in list(draft.files.items())[:_MOST]:
        yield _file(name, draft.before[name], body)
    if len(draft.files) > _MOST:
        yield said("draft.more_files", files=len(draft.files) - _MOST)
    yield from map(change_line, draft.changes[:_MOST])
    if len(draft.changes) > _MOST:
        yield said("draft.more_changes", changes=len(draft.changes) - _MOST)
    if not draft.changes:
        yield said("draft.no_change_of_rules")
    if draft.how == "rollback":
        yield said("draft.without_comments")
    yield from map(error_line, draft.warnings[:_MOST])
    if draft.tests:
        yield said("draft.tests", tests=draft.tests)


def _file(name: str, before: bytes | None, after: bytes | None) -> str:
    file = code(name)
    if after is None:
        return said("draft.deleted", file=file)
    if before is None:
        return said("draft.added", file=file, lines=len(after.splitlines()))
    plus, minus = _counted(before.splitlines(), after.splitlines())
    return said("draft.edited", file=file, plus=plus, minus=minus)


def _counted(before: Sequence[bytes], after: Sequence[bytes]) -> tuple[int, int]:
    """Lines that come, and lines that go."""
    if len(before) * len(after) > _MOST_COMPARED:
        return len(after), len(before)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    apart = [each for each in codes if each[0] != "equal"]
    return sum(each[4] - each[3] for each in apart), sum(each[2] - each[1] for each in apart)


def applied(draft: Draft, outcome: Applied) -> Card:
    """What came of an edit that was written."""
    attempt = outcome.attempt
    if attempt.fault or pack_of(draft.guild) in attempt.held:
        own = [each for each in attempt.errors if guild_of_path(each.path) == draft.guild]
        return Card(said("draft.not_loaded"), [*map(error_line, own[:_MOST])])
    lines = [said("draft.written", files=", ".join(code(each) for each in draft.files))]
    lines += map(change_line, draft.changes[:_MOST])
    if outcome.committed:
        lines.append(said("draft.committed"))
    if outcome.git:
        lines.append(said("draft.not_committed", reason=plain(outcome.git)))
    return Card(said("draft.applied"), lines)


def unusable(reason: str) -> Card:
    """Why nothing could be done; `reason` is a sentence of ours."""
    return Card(said("draft.unusable"), [plain(reason)])


def gone() -> Card:
    """The draft was used, or waited too long."""
    return Card(said("draft.gone"))


def left() -> Card:
    """The draft was thrown away."""
    return Card(said("draft.left"))


def no_folder() -> Card:
    """The bot runs on loose paths, so there is no folder of a server."""
    return Card(said("draft.no_folder"))
