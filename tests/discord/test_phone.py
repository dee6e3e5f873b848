"""Every answer fits a phone, with the rules that ship: a first line that says it, twelve short ones below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import discord
import pytest

from engine.bot.access import NEEDED
from engine.bot.charts.canvas import warm
from tests.discord.test_doctor import (
    open_channel,
    put_staff_above,
    take_audit_log,
    take_text,
    want_two_factor,
)
from tests.discord.test_edits import put
from tests.discord.test_home import Homely, at_home
from tests.discord.test_setting_up import fill

SETTINGS: Final = "kind: settings\npacks: [antinuke, automod, permissions]\n"
MOST_LINES: Final = 12
MOST_SHOWN: Final = 17
"""Lines as a phone breaks them; in the width of an embed there are so many letters:"""
A_LINE: Final = 42
HEADLINE: Final = 2 * 46
"""Letters of a first line; a lock screen shows two lines."""
_MENTION: Final = re.compile(r"<(?:@&?|#|t:)\d+(?::\w)?>")
_CODE: Final = re.compile(r"`[^`]*`")


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """To import matplotlib takes longer than Discord's in-memory twin waits for a thread."""
    warm()


def shown(text: str) -> str:
    """A line as it reads, with names for mentions."""
    return re.sub(r"\\(.)", r"\1", _MENTION.sub("@somebody", text)).replace("**", "").replace("`", "")


def assert_fits(content: str, embeds: Sequence[discord.Embed], most: int = MOST_LINES) -> None:
    lines = [line for embed in embeds for line in (embed.description or "").splitlines()]
    assert len(shown(content)) <= HEADLINE, content
    assert len(lines) <= most, lines
    assert sum(-(-len(shown(line)) // A_LINE) for line in lines) <= max(MOST_SHOWN, 2 * most), lines
    for line in (content, *lines):
        bare = _CODE.sub("", _MENTION.sub("", line))
        assert not re.search(r"\d{15}", bare), f"a raw id: {line}"
        assert "/home" not in bare
        assert "/tmp" not in bare


async def asked(home: Homely, command: str, **options: Any) -> Any:
    return (await home.w.owner.slash(home.w.general, command, **options)).response


ASKED: Final[Sequence[tuple[str, dict[str, Any]]]] = (
    ("ping", {}),
    ("status", {}),
    ("setup", {}),
    ("doctor", {}),
    ("drill", {}),
    ("explain", {}),
    ("explain", {"rule": "mass_ban"}),
    ("explain", {"signal": "abc"}),
    ("explain", {"rule": "nothing"}),
    ("signals", {}),
    ("signals", {"type": "discord"}),
    ("threatsummary", {}),
    ("threattimeline", {}),
    ("anomalyreport", {}),
    ("anomalyreport", {"system": "nothing"}),
    ("baselineinfo", {}),
    ("baselineinfo", {"system": "joins"}),
    ("baselineinfo", {"system": "nothing"}),
    ("rules", {}),
    ("rules", {"text": "link"}),
    ("rules", {"text": "mass_ban"}),
    ("rules", {"text": "mass bann"}),
    ("reload", {}),
    ("config get", {}),
    ("config get", {"file": "none.yml"}),
    ("rollback", {"hash": "0123456789"}),
)


async def test_every_answer_fits(tmp_path: Path) -> None:
    async with at_home(tmp_path, SETTINGS) as home:
        await fill(home)
        for n in range(6):
            home.w.ingest(target=home.w.victim.id + n)
        await home.w.settled()
        for command, options in ASKED:
            answer = await asked(home, command, **options)
            assert "FAILED" not in answer.content, command
            assert_fits(answer.content, answer.embeds)


def test_every_command_is_asked() -> None:
    asked_or_put = {*(command for command, _ in ASKED), "config put"}
    assert {each[1:] for each in NEEDED if each.startswith("/")} == asked_or_put


async def test_what_is_refused_fits(tmp_path: Path) -> None:
    async with at_home(tmp_path, SETTINGS) as home:
        refused = (await home.w.member.slash(home.w.general, "reload")).response
        assert_fits(refused.content, refused.embeds)
        bad = (await put(home, b"kind: settings\ntune: {mas_ban: {threshold: 3}}\nalert: {}\n")).response
        assert bad.content == "⚠️ REFUSED: 2 errors"
        assert_fits(bad.content, bad.embeds)
        home.write(settings=SETTINGS + "tune: {mas_ban: {threshold: 3}}\n")
        home.w.assembly.client.desk._owner = home.w.owner.id
        for command in ("reload", "status"):
            answer = await asked(home, command)
            assert_fits(answer.content, answer.embeds)


async def test_a_mode_that_rises_is_said_first_and_fits(tmp_path: Path) -> None:
    async with at_home(tmp_path, SETTINGS + "mode: propose\n") as home:
        for n in range(6):
            home.w.ingest(target=home.w.victim.id + n)
        await home.w.settled()
        home.write(settings=SETTINGS + "mode: enforce\n")
        answer = (await put(home, b"kind: settings\nmode: enforce\n")).response
        assert "MODE RAISED" in str(answer.embeds[0].description).splitlines()[0]
        assert_fits(answer.content, answer.embeds)


async def test_a_broken_server_fits_in_a_status_and_needs_two_lines_for_each_trouble_of_the_doctor(
    tmp_path: Path,
) -> None:
    async with at_home(tmp_path, SETTINGS) as home:
        await fill(home)
        for breaks in (take_audit_log, put_staff_above, want_two_factor, open_channel, take_text):
            await breaks(home.w)
        await home.w.env.settle()
        home.w.assembly.client.desk._owner = home.w.owner.id
        status = await asked(home, "status")
        assert_fits(status.content, status.embeds)
        doctor = await asked(home, "doctor")
        assert_fits(doctor.content, doctor.embeds, most=2 * 6 + 1)


async def test_what_is_posted_fits(tmp_path: Path) -> None:
    async with at_home(tmp_path, SETTINGS) as home:
        await fill(home)
        for n in range(6):
            home.w.ingest(target=home.w.victim.id + n)
        home.w.ingest("discord.channel.delete", target=home.w.general.id, channel=home.w.general.id)
        await home.w.settled(25 * 3_600)
        direct = home.w.owner_user.dm_channel
        found = [*home.w.alerts.history(), *([] if direct is None else direct.history())]
        assert found
        for each in found:
            assert_fits(each.content, each.embeds)
