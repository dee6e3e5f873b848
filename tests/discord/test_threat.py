"""`/threatsummary` and `/threattimeline` on Discord: lines, pictures, one server's alone; escalations."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from engine.bot.charts.canvas import warm
from engine.documents.document import Document
from engine.systems.loading import load_rulebook
from tests.discord.world import World, world

RULES = Path(__file__).parents[2] / "rules" / "scoring"
WIDTH = 824


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """To import matplotlib takes longer than Discord's in-memory twin waits for a thread."""
    warm()


def documents(w: World) -> list[Document]:
    settings = {"kind": "settings", "guild": w.guild.id, "alerts": {"channel": w.alerts.id}}
    own = Document("settings", "s", "s", "s.yml", 0, settings, {})
    return [own, *load_rulebook([RULES]).rulebook.documents]


async def passed(w: World, minutes: float) -> None:
    """Time goes by, and timers wake as they are due."""
    for _ in range(round(minutes / 10)):
        await w.env.advance_time(600)
        w.assembly.engine.look_at_clock()
    await w.sent()


async def attack(w: World) -> None:
    """An ordinary afternoon, then a takeover."""
    for n in range(5):
        w.ingest("policy.violation", severity="low", system="automod", channel=w.general.id, confidence=0.8)
        await passed(w, 60)
        if n == 3:
            w.ingest("threat.detected", severity="medium", system="permissions", confidence=0.7)
    for severity in ("high", "critical", "high", "critical"):
        w.ingest("threat.detected", severity=severity, system="antinuke", confidence=0.9)
        await w.settled()
    await passed(w, 120)


async def picture(response: Any) -> tuple[str, int, int, str]:
    """The name of the picture that an answer has, its size, and what somebody hears who cannot see it."""
    (attached,) = response.attachments
    body = await attached.read()
    assert body.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", body[16:24])
    return attached.filename, wide, high, attached.description or ""


async def test_a_summary_says_how_bad_it_is_and_why(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await attack(w)

        got = await w.owner.slash(w.general, "threatsummary", hours=6)

        name, wide, high, alt = await picture(got.response)

        lines = str(got.response.embeds[0].description)
        assert (name, wide) == ("threat-summary.png", WIDTH)
        assert 500 < high < 800
        assert "over the last 6 hours: on average" in alt
        assert "THREAT SCORE" in got.response.content
        assert f"<@{w.member.id}>" in lines
        assert "threat\\.detected ×" in lines
        assert "if nothing more happens" in lines


async def test_a_timeline_tells_what_happened_newest_first(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await attack(w)

        got = await w.owner.slash(w.general, "threattimeline", hours=6)

        name, wide, _, alt = await picture(got.response)
        lines = str(got.response.embeds[0].description).splitlines()
        assert (name, wide) == ("threat-timeline.png", WIDTH)
        assert "2 people called" in alt
        entered = [each for each in lines if "entered" in each]
        assert "HIGH" in entered[0]
        assert any("CRITICAL" in each for each in entered)
        assert any("people were called about" in each for each in lines)


async def test_a_timeline_of_one_system(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await attack(w)

        got = await w.owner.slash(w.general, "threattimeline", system="permissions", hours=6)

        assert "of permissions" in (await picture(got.response))[3]
        assert "at most 18" in str(got.response.content)


@pytest.mark.parametrize("command", ["threatsummary", "threattimeline"])
async def test_nothing_is_said_of_another_server(tmp_path: Path, command: str) -> None:
    async with world(tmp_path, documents=documents) as w:
        other = w.env.create_guild("Elsewhere", owner=w.owner_user)
        await w.env.settle()
        w.ingest("threat.detected", guild=other.id, severity="critical", actor=w.victim.id)
        await w.settled()

        got = await w.owner.slash(w.general, command)

        lines = str(got.response.embeds[0].description)
        assert str(w.victim.id) not in lines
        assert "From 0 samples" in lines


async def test_an_escalation_joins_the_case_that_there_is(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        w.ingest("threat.detected", severity="critical", system="antinuke", confidence=1.0)
        await w.settled(5)

        cases = [each for each in w.alerts.history() if str(each.embeds[0].footer.text).startswith("case ")]
        assert len(cases) == 1
        assert "Threat score 80 of one person" in str(cases[0].embeds[0].description).replace("\\", "")


async def test_a_case_says_what_the_score_is_made_of(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        for system in ("antinuke", "permissions", "automod"):
            w.ingest("threat.detected", severity="high", system=system, confidence=0.9)
            await w.settled()
        await w.settled(5)
        case = next(each for each in w.alerts.history() if "case " in str(each.embeds[0].footer.text))

        more = (await w.owner.click(case, label="More")).response.embeds[0].description

        shown = str(case.embeds[0].description).replace("\\", "")
        assert "Also: Threat score 83 of one person, 87 % threat.detected ×3, 13 % several systems" in shown
        assert len(shown.splitlines()) < 12
        now = next(line for line in str(more).splitlines() if line.startswith("Threat score now"))
        assert f"<@{w.member.id}>: 87 %" in now
        assert "if nothing more happens" in now


async def test_why_says_what_a_score_is_made_of(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        w.ingest("threat.detected", severity="critical", system="antinuke", confidence=1.0)
        await w.settled(5)
        rows = w.assembly.client.desk.reader.signals(
            w.guild.id, type_="escalation.required", since=0, limit=1
        )
        called = next(iter(rows)).signal

        got = await w.owner.slash(w.general, "explain", signal=called.id)

        assert "Threat score 80 of" in got.response.content
        assert "Made of 100 % threat\\.detected" in str(got.response.embeds[0].description)


async def test_what_a_signal_caused_several_times_is_named_once(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        w.ingest("threat.detected", id="worst-1", severity="critical", system="antinuke", confidence=1.0)
        await w.settled()
        response = (await w.owner.slash(w.general, "explain", signal="worst-1")).response
        said = "\n".join(str(each.description) for each in response.embeds)
        assert "`threat.level_changed` ×" in said, said
        assert said.count("`threat.level_changed`") == 1
