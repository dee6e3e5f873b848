"""`/anomalyreport` and `/baselineinfo` on Discord: lines and pictures, empty states, one server's alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from engine.bot.charts.canvas import warm
from engine.documents.document import Document
from engine.runtime.usual import desk_of
from tests.discord.test_anomalies import DAY, HOUR, MINUTE
from tests.discord.test_phone import assert_fits
from tests.discord.test_threat import WIDTH, picture
from tests.discord.world import World, world

COUNTED = {
    "title": "Alerts of a host", "name": "alerts", "kind": "baseline", "logsource": {"product": "alert"},
    "measure": "count", "bucket": "15m", "season": "hour_of_week", "warm_up": "3d", "zone": "Europe/Berlin",
    "tocsin": {"system": "ids"},
}  # fmt: skip
SURE = {
    "title": "How sure a system is", "kind": "baseline", "logsource": {"product": "alert"},
    "measure": "confidence", "by": ["system"],
}  # fmt: skip
SLOW = {
    "title": "Slow to learn", "kind": "baseline", "logsource": {"product": "alert"}, "measure": "count",
    "by": ["actor"], "bucket": "5m", "warm_up": "2w",
}  # fmt: skip
IDLE = {"title": "Never seen", "kind": "baseline", "logsource": {"product": "other"}, "measure": "count"}


@pytest.fixture(autouse=True, scope="module")
def _imported() -> None:
    """To import matplotlib takes longer than Discord's in-memory twin waits for a thread."""
    warm()


def documents(w: World) -> list[Document]:
    settings = {"kind": "settings", "guild": w.guild.id, "alerts": {"channel": w.alerts.id}}
    bodies = {"counted": COUNTED, "sure": SURE, "slow": SLOW, "idle": IDLE}
    return [
        Document("settings", "s", "p", "s.yml", 0, settings, {}),
        *(Document("baseline", name, "p", "b.yml", 0, body, {}) for name, body in bodies.items()),
    ]


async def usual(w: World, **fields: Any) -> None:
    """Nine days with an alert each ten minutes, and more at noon; nothing else."""
    begin = w.clock() - 9 * DAY
    for n in range(9 * 144):
        time = begin + n * 10 * MINUTE
        for more in range(4 if time // HOUR % 24 == 12 else 1):
            said = {"system": "mail", "confidence": 0.9 + n % 5 / 100, **fields}
            w.ingest("alert.ids", id=f"usual-{n}-{more}", time=time + more, target=None, **said)
    await w.settled()


async def burst(w: World, count: int = 60, **fields: Any) -> None:
    for n in range(count):
        w.ingest("alert.ids", id=f"burst-{n}", target=None, **{"system": "mail", "confidence": 0.9, **fields})
    await w.settled()


async def asked(w: World, command: str, **options: Any) -> tuple[str, list[str], Any]:
    """First line, the lines below, and the whole answer, which fits a phone."""
    response = (await w.owner.slash(w.general, command, **options)).response
    assert_fits(response.content, response.embeds)
    lines = [line for each in response.embeds for line in str(each.description).splitlines()]
    return response.content, [line.replace("\\", "") for line in lines], response


async def test_a_report_says_what_was_told_where_and_how_rare(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)
        await burst(w)

        head, lines, response = await asked(w, "anomalyreport")

        name, wide, _, alt = await picture(response)
        assert (name, wide) == ("anomalies.png", WIDTH)
        assert head.startswith(("🟠 ANOMALIES: ", "🔴 ANOMALIES: "))
        assert "in the last 24 h, at worst " in head
        assert lines[0].startswith("2 baselines watch, 1 still learns, until <t:")
        assert lines[0].endswith("1 has seen nothing yet")
        assert any(line.startswith("`ids`: ") and "how many" in line for line in lines)
        assert any("Alerts of a host: " in line and "in 15 minutes, where" in line for line in lines)
        assert any(re.search(r"Learned from 9 days\. It came to [3-6]\d\.$", line) for line in lines)
        assert "People said nothing" in "".join(lines)
        assert "ids, how many" in alt


async def test_what_was_held_back_is_in_the_report(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)
        await burst(w)
        desk = desk_of(w.assembly.engine.core, w.guild.id)
        assert desk is not None
        next(iter(desk.counts[max(desk.counts)].values())).held = 3

        _, lines, _ = await asked(w, "anomalyreport")

        assert "Held back, as more than you read on one day: 3" in lines


async def test_what_people_said_is_in_the_report(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)
        await burst(w)
        message = next(each for each in w.alerts.history() if each.components)
        await w.owner.click(message, label="Not an anomaly")
        await w.settled()

        _, lines, _ = await asked(w, "anomalyreport")

        assert "People said: 1 × no anomaly" in lines
        assert any(line.endswith("Said to be: NO ANOMALY") for line in lines)


async def test_a_quiet_time_says_who_watches_and_has_no_picture(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)

        head, lines, response = await asked(w, "anomalyreport", hours=48)

        assert head == "⚪ NOTHING UNUSUAL in the last 48 h"
        assert lines[0].startswith("2 baselines watch, 1 still learns")
        assert response.attachments == []


async def test_a_report_of_one_system(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)
        await burst(w)

        assert "of `ids`" in (await asked(w, "anomalyreport", system="IDS"))[0]
        assert "NOTHING UNUSUAL of `mail`" in (await asked(w, "anomalyreport", system="mail"))[0]
        head, lines, _ = await asked(w, "anomalyreport", system="mial")
        assert head == "⛔ UNKNOWN: nothing here is called mial"
        assert lines == ["Did you mean mail?", "There is: ids, mail"]


async def test_a_baseline_says_mean_deviation_evidence_and_today(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)

        head, lines, response = await asked(w, "baselineinfo", system="Alerts of a host")

        name, wide, high, alt = await picture(response)
        assert (name, wide) == ("baseline.png", WIDTH)
        assert high > 700
        assert head == "📏 Alerts of a host: watches"
        assert lines[0] == ("Learns how many there are, in 15 min, by the hour of the week (Europe/Berlin)")
        assert lines[1].startswith("Seen: 1,")
        assert any(line.startswith("Usual: 1.") and " ± " in line and "from 8" in line for line in lines)
        assert any(line.startswith("Today so far ") for line in lines)
        assert any(line.startswith("Most on ") and " at 13:00, " in line for line in lines)
        assert "Alerts of a host: how many by the hour" in alt


async def test_a_baseline_that_learns_says_how_little_it_knows(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)

        head, lines, _ = await asked(w, "baselineinfo", system="slow to learn")

        assert head == "📏 Slow to learn: still learns"
        assert any(line.startswith("Warm-up: low evidence: 9 d seen, learns until <t:") for line in lines)
        assert any(line.startswith(f"<@{w.member.id}>: ") for line in lines)


async def test_confidence_is_told_by_system_with_its_drift(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)

        _, lines, _ = await asked(w, "baselineinfo", system="mail")

        assert any(line.startswith("system mail: 0.9") and " ± 0.0" in line for line in lines)
        assert "Drift: none" in lines
        assert not any("those best known" in line for line in lines)


async def test_a_new_normal_and_keys_that_went_are_in_the_digest_and_in_the_answer(tmp_path: Path) -> None:
    async with world(tmp_path, documents=drifting) as w:
        begin = w.clock() - 9 * DAY
        for n in range(9 * 144):
            load = 30 if n < 6 * 144 else 400
            for host in ("web", f"h{n}"):
                said = {"host": host, "load": load}
                w.ingest("alert.load", id=f"{host}-{n}", target=None, time=begin + n * 10 * MINUTE, data=said)
        await w.settled(25 * 3_600)

        (message,) = [each for each in w.alerts.history() if "DIGEST" in each.content]
        lines = str(message.embeds[0].description).replace("\\", "").splitlines()
        assert message.content == "📋 DIGEST: news of what is usual here; nobody was called"
        assert lines[1].startswith("Load of a host, host web: new normal since <t:")
        assert lines[1].endswith(", 400 instead of 30")
        assert re.fullmatch(r"Load of a host: [\d,]+ keys let go of, the quietest of too many", lines[2])
        assert_fits(message.content, message.embeds)
        _, lines, _ = await asked(w, "baselineinfo", system="Load of a host")
        assert any(line.startswith("Of ") and line.endswith("those best known:") for line in lines)
        assert any(line.startswith("host web: new normal since <t:") for line in lines)
        assert any(line.endswith(": 400, before that 30") for line in lines)


def drifting(w: World) -> list[Document]:
    load = {
        "title": "Load of a host", "kind": "baseline", "logsource": {"product": "alert"},
        "measure": {"value": "load"}, "by": ["host"], "most_keys": 100,
    }  # fmt: skip
    settings = {"kind": "settings", "guild": w.guild.id, "alerts": {"channel": w.alerts.id}}
    return [
        Document("settings", "s", "p", "s.yml", 0, settings, {}),
        Document("baseline", "load", "p", "b.yml", 0, load, {}),
    ]


async def test_all_baselines_in_one_answer(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await usual(w)

        head, lines, response = await asked(w, "baselineinfo")

        assert head == "📏 BASELINES: 4 in this server, 3 have seen something"
        assert any(line.startswith("**Alerts of a host**: 1.") for line in lines)
        assert any(line.startswith("**Slow to learn**: low evidence: 9 d seen") for line in lines)
        assert any(line.startswith("In the picture: Alerts of a host. Today so far") for line in lines)
        assert len(response.attachments) == 1
        assert (await asked(w, "baselineinfo", system="never seen"))[0].endswith("has seen nothing yet")


@pytest.mark.parametrize("command", ["anomalyreport", "baselineinfo"])
async def test_a_server_without_anything_gets_an_answer(tmp_path: Path, command: str) -> None:
    async with world(tmp_path) as w:
        _, lines, response = await asked(w, command)
        assert lines
        assert response.attachments == []


async def test_nothing_is_said_of_another_server(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        other = w.env.create_guild("Elsewhere", owner=w.owner_user)
        await w.env.settle()
        await usual(w, guild=other.id)
        await burst(w, guild=other.id)

        assert (await asked(w, "anomalyreport"))[0].startswith("⚪ NOTHING UNUSUAL")
        assert (await asked(w, "anomalyreport", system="mail"))[0].startswith("⛔ UNKNOWN")
        assert (await asked(w, "baselineinfo"))[0] == (
            "📏 BASELINES: 4 in this server, 0 have seen something"
        )
