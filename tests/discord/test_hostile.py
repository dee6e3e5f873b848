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
from tests.support.naughty import NAUGHTY

FORGED = (
    "more:0:deadbeef", "more:1:deadbeef", "more:99999999999999999999:deadbeef", "more:٣٣٣:deadbeef",
    "dismiss:0:deadbeef", "dismiss:{guild}:deadbeef", "dismiss:99999999999999999999:" + "f" * 40,
    "restore:{guild}:{ref}", "restore:{guild}:" + "0" * 20,
    "restore:1:{ref}", "dismiss:18446744073709551616:" + "0" * 20,
)  # fmt: skip
HARMLESS = ("TOO OLD", "REFUSED", "NOT NOW", "OPEN ALREADY")
_PINGS = re.compile(r"@everyone|@here|<@|<#|<t:|https?://|\[[^\]]*\]\(")


@pytest.mark.parametrize("said", NAUGHTY, ids=lambda said: repr(said)[:30])
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
        for said in NAUGHTY:
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
