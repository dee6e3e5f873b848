"""Every string of a list of naughty ones, wherever people can put text, through all that the bot says.

On the real bot: no exception, no ping, no broken embed, and a log of which each line is one line. In each
round other strings stand in other places; over all rounds each string stands in each place.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import discord
import pytest
import simcord
import structlog

from engine.bot.logs import configure
from tests.discord.test_access import walked
from tests.discord.test_home import Homely, at_home
from tests.discord.watched import Watched
from tests.support.naughty import NAUGHTY

SETTINGS: Final = "kind: settings\npacks: [antinuke, automod, permissions]\n"
PLACES: Final = (
    "nickname", "user", "role", "channel", "guild", "reason", "content", "title", "advice", "group",
    "argument", "file",
)  # fmt: skip
IN_A_TEST: Final = 6
"""Rounds in `make test`, of strings from all over the list; `make soak` plays one for each."""
A_PART: Final = 10
APART: Final = 17
RULE: Final = (
    "logsource: {product: discord, category: member_ban}\ndetection: {s: {actor: 1}, condition: s}\n"
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure([], stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


class Community:
    """A server in which everything is called as somebody wants it."""

    def __init__(self, home: Homely, watched: Watched) -> None:
        self.home, self.w, self.watched = home, home.w, watched
        self.client = home.w.assembly.client
        guild = self.client.get_guild(self.w.guild.id)
        assert guild is not None
        self.guild: Any = guild
        self.number = 0

    async def settle_in(self) -> None:
        """A role to be called, and somewhere to post."""
        w = self.w
        self.staff = w.guild.create_role("Security", mentionable=True)
        self.cast = w.guild.create_role("cast")
        w.env.backend.add_member_role(w.guild.id, w.member.id, self.cast.id)
        folder = self.home.root / "guilds" / str(w.guild.id)
        folder.mkdir(parents=True)
        (folder / "settings.yml").write_text(
            f"kind: settings\nalerts: {{channel: '{w.alerts.id}', mention: '{self.staff.id}', least: low}}\n"
            f"access: {{operate: ['{w.victim.id}']}}\n"
        )
        await w.env.settle()
        await self.home.reload()
        known = [w.guild, w.owner, w.member, w.victim, w.alerts, w.general, self.staff, self.cast]
        self.watched.known = {each.id for each in known} | {self.home.guild.id, self.client.user.id}
        self.watched.callable = {str(self.staff.id)}

    def call(self, at: dict[str, str]) -> None:
        """Give everything its name, as the gateway would have told it."""
        guild = self.guild
        guild.name = at["guild"]
        for member in guild.members:
            member.nick = at["nickname"]
            member._user.name = member._user.global_name = at["user"]
        for role in guild.roles:
            role.name = at["role"]
        for channel in guild.channels:
            channel.name = at["channel"]

    async def happen(self, at: dict[str, str]) -> None:
        """What people do: told by the gateway, found in the audit log, noticed by rules."""
        guild, w = self.guild, self.w
        member = guild.get_member(w.member.id)
        message = self.message
        message.content = at["content"]
        message.id += 1
        for event, args in (
            ("message", (message,)), ("member_join", (member,)), ("member_remove", (member,)),
            ("guild_channel_create", (guild.get_channel(w.general.id),)),
            ("guild_role_create", (guild.get_role(self.cast.id),)),
        ):  # fmt: skip
            self.client.dispatch(event, *args)
        for action in (22, 20, 12):
            w.env.backend.record_audit_log(
                w.guild.id, action, target_id=w.victim.id, user_id=w.member.id, reason=at["reason"]
            )
        for severity in ("medium", "high", "critical"):
            self.number += 1
            data = {
                "rule": at["title"], "rule_name": at["title"], "title": at["title"], "advice": at["advice"],
                "timespan": at["group"], "group": at["group"], "count": 3,
            }  # fmt: skip
            w.ingest("threat.detected", id=f"naughty-{self.number}", severity=severity, data=data)
            await w.settled()
        self.write(at)

    def write(self, at: dict[str, str]) -> None:
        """A rule of their own, good or bad."""
        folder = self.home.root / "guilds" / str(self.w.guild.id)
        (folder / "own.yml").write_text(f"title: {json.dumps(at['title'])}\nname: own\n{RULE}")

    async def ask(self, at: dict[str, str]) -> None:
        """Every command, with a string wherever one can be typed."""
        owner, general = self.w.owner, self.w.general
        body = at["argument"].encode(errors="replace")
        asked = [*typed(at["argument"]), ("explain", {"signal": f"naughty-{self.number}"})]
        asked += [("config put", {"file": (FILE, body), "name": at["file"]})]
        asked += [("config put", {"file": (at["file"], body)})]
        for command, options in asked:
            await self.answered(await owner.slash(general, command, **options), command)
        await self.answered(await self.w.member.slash(general, "status"), "status")  # a suspect, refused
        self.client.desk.refusals.close()

    async def press(self) -> None:
        """Every button under what was posted."""
        posted = [each for each in self.w.alerts.history() if each.components][-1]
        for button in posted.components[0].children:
            await self.answered(await self.w.owner.click(posted, label=button.label), button.label)
        await self.w.settled()

    async def answered(self, result: simcord.InteractionResult, what: str) -> None:
        response = result.response
        assert response is not None, what
        body = "\n".join([response.content or "", *(each.description or "" for each in response.embeds)])
        assert "FAILED" not in body, (what, body)


FILE: Final = "settings.yml"


def typed(said: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command as it is, and with a string in each option that takes any."""
    for command in walked():
        name, options = command.qualified_name, command.parameters
        if not any(each.required for each in options):
            yield name, {}
        for each in options:
            others = [other for other in options if other.required and other is not each]
            if each.type is discord.AppCommandOptionType.string and not each.choices and not others:
                yield name, {each.name: said}


def round_of(n: int) -> dict[str, str]:
    """Which string stands where."""
    return {place: NAUGHTY[(n + APART * k) % len(NAUGHTY)] for k, place in enumerate(PLACES)}


async def play(tmp_path: Path, watched: Watched, log: io.StringIO, rounds: list[int]) -> None:
    async with at_home(tmp_path, SETTINGS) as home:
        community = Community(home, watched)
        await community.settle_in()
        community.message = await home.w.member.send(home.w.general, "a word")
        for n in rounds:
            at = round_of(n)
            community.call(at)
            await community.happen(at)
            await community.ask(at)
            await community.press()
        assert home.w.assembly.client.desk.failed_events == 0
        assert watched.faults == []
        assert watched.said > 20 * len(rounds)
    lines = log.getvalue().split("\n")
    assert lines.pop() == ""
    told = [json.loads(line) for line in lines]
    assert [each for each in told if each["level"] in {"error", "critical"}] == []


async def test_nothing_that_people_write_breaks_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    await play(tmp_path, Watched(monkeypatch), log, list(range(0, len(NAUGHTY), len(NAUGHTY) // IN_A_TEST)))


@pytest.mark.soak
@pytest.mark.parametrize("part", range(A_PART))
async def test_nor_does_any_of_them_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO, part: int
) -> None:
    await play(tmp_path, Watched(monkeypatch), log, list(range(part, len(NAUGHTY), A_PART)))
