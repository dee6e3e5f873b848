"""What somebody means ill by: text in every command, and buttons that were never given out.

Each is answered in words, as what it is; none is a fault of ours, none pings, and nothing is recorded
but that it was asked.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import discord
import pytest

from engine.bot.views.text import plain
from tests.discord.test_case_buttons import opened, staffed
from tests.discord.test_commands import text
from tests.discord.world import world

HOSTILE = (
    "@everyone", "@here", "<@1>", "<@&2>", "<#3>", "<:x:4>", "<t:5>", "</ping:6>", "<id:home>",
    "https://evil.example", "discord.gg/evil", "[free](https://evil.example)", "hxxp://evil", "evil.example",
    "**bold**", "__u__", "~~s~~", "||s||", "`code`", "```\nblock\n```", "> quote", ">>> quotes", "# head",
    "-# small", "- list", "1. list", "\\", "\\\\", "\\`", "a`b``c```d", "|", "{x}", "{", "}", "{0}", "%s",
    "${jndi:ldap://evil}", "'; DROP TABLE rows; --", '" OR ""="', "../../etc/passwd", "C:\\con",
    "\x00", "a\x00b", "\x07", "\x1b[31m", "\r\n", "line\nline", "tab\tab", "\u2028", "\u2029", "\u0085",
    "\u200b", "\u200b" * 50, "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\u2800", "\u115f",
    "\u202eevil", "\u2066x\u2069", "\u061c", "\u200f", "\u202a\u202b\u202c", "\ud800", "a\udfffb",
    "\ufffe", "\uffff", "\U0010ffff", "\U000e0041", "Z\u0335\u0321\u0322" + "\u0300" * 200, "e\u0301" * 40,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f3f4\U000e0067\U000e007f", "\U0001f1e9" * 20,
    "\ufdfd" * 20, "\u0e47" * 100, "\u05d0\u05d1", "\u0627\u0644", "ﷺ", "Ⅳ", "ｆｕｌｌ", "ſ", "İ", "ß", "ǅ",
    "٣", "１２３", "-1", "0", "1e999", "NaN", "99999999999999999999", str(2**63), "true", "null", "*", ">",
    "discord.>", "*.*", "a" * 100, "a" * 4_000, "@" * 2_000, "`" * 2_000, "(" * 1_000, "(a+)+$", " ", "",
)  # fmt: skip
FORGED = (
    "more:0:deadbeef", "more:1:deadbeef", "more:99999999999999999999:deadbeef", "more:٣٣٣:deadbeef",
    "dismiss:0:deadbeef", "dismiss:{guild}:deadbeef", "dismiss:99999999999999999999:" + "f" * 40,
    "restore:{guild}:{ref}", "restore:{guild}:" + "0" * 20,
    "restore:1:{ref}", "dismiss:18446744073709551616:" + "0" * 20,
)  # fmt: skip
HARMLESS = ("TOO OLD", "REFUSED", "NOT NOW", "OPEN ALREADY")
_PINGS = re.compile(r"@everyone|@here|<@|<#|<t:|https?://|\[[^\]]*\]\(")


@pytest.mark.parametrize("said", HOSTILE, ids=lambda said: repr(said)[:30])
def test_what_people_wrote_is_one_line_that_does_nothing(said: str) -> None:
    shown = plain(said)

    bare = re.sub(r"\\.", "", shown)
    assert not _PINGS.search(bare)
    assert len(bare) <= 160
    assert shown.isprintable()
    shown.encode()


async def test_no_text_in_a_command_is_a_fault_or_pings(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(tmp_path) as w:
        for said in HOSTILE:
            for command, options in (
                ("explain", {"signal": said}), ("explain", {"rule": said}), ("signals", {"type": said}),
            ):  # fmt: skip
                answer = text(await w.owner.slash(w.general, command, **options))
                assert "FAILED" not in answer, (command, said)
                assert "@everyone" not in answer
                assert len(answer) <= 4_000
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []


async def test_a_forged_button_records_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        ref = (await opened(w)).components[0].to_dict()["components"][1]["custom_id"].rpartition(":")[2]
        channel: Any = w.assembly.client.get_channel(w.general.id)
        for forged in FORGED:
            id_ = forged.format(guild=w.guild.id, ref=ref)
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="x", custom_id=id_))
            await channel.send("forged", view=view)
            for who in (w.owner, w.operator_user, w.member):
                w.assembly.client.desk.refusals.close()
                answer = text(await who.click(w.general.last_message, custom_id=id_))
                assert "FAILED" not in answer, id_
                assert any(word in answer for word in HARMLESS), answer
        await w.sent()
        assert w.assembly.client.desk.reader.signals(w.guild.id, type_="override.recorded") == []
        assert w.assembly.engine.journal.is_open
