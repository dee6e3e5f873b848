"""What commands and exports read: what was found, what people said, and what is usual."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from engine.bot.exports.anomaly_detection import ANOMALY_DETECTION
from engine.bot.exports.writing import Writing
from engine.runtime.usual import baselines_of, desk_of
from engine.systems.baseline.report import known, summary, week
from tests.systems.baseline.stream import (
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    START,
    baseline,
    burst,
    core_of,
    every,
    run,
    signal,
    told,
)

NOW = START + 4 * DAY


def scene() -> Any:
    """A usual four days, a burst, and a word about it."""
    core = core_of(baseline(bucket="5m"), baseline("loads", measure={"value": "load"}))
    usual = [signal(f"u{n}", START + n * MINUTE, load=50 + n % 3) for n in range(4 * DAY // MINUTE)]
    alerts = told(run(core, [*usual, *burst(60, NOW)]))
    data = {"alert": alerts[0].data["ref"], "baseline": alerts[0].data["document"], "verdict": "anomaly"}
    said = {name: alerts[0].data[name] for name in ("where", "value", "expected")}
    run(core, [signal("word", NOW + HOUR, type="baseline.feedback", actor=5, **data, **said)])
    return core


def test_a_summary_says_what_was_found_how_rare_and_what_people_said() -> None:
    core = scene()
    desk = desk_of(core, GUILD)
    assert desk is not None
    found = summary(desk, NOW - DAY)

    (rates,) = [each for each in found.found if each.rule == "usual"]
    assert (rates.method, rates.told) == ("rate", len(found.worst))
    assert rates.noticed >= rates.told >= 1
    assert found.worst[0].excess == max(each.excess for each in found.worst)
    assert sum(found.rarity.values()) == len(found.worst)
    assert found.words == {"anomaly": 1}
    assert summary(desk, NOW - DAY, rules=["loads"]).worst == ()
    assert summary(desk, NOW + 2 * DAY).worst == ()


def test_what_is_known_says_mean_deviation_and_evidence() -> None:
    core = scene()
    found = {spec.id: known(spec, state, NOW + HOUR) for _, spec, state in baselines_of(core, GUILD)}

    (rate,) = found["usual"].usual
    assert 4.5 < rate.mean < 5.5
    assert rate.evidence == 4 * DAY // (5 * MINUTE)
    (load,) = found["loads"].usual
    assert 50.5 < load.mean < 51.5
    assert 0.5 < load.deviation < 1.5
    assert found["usual"].is_warm
    assert found["usual"].since == START


def test_the_usual_week_has_an_hour_for_each_of_its_hours() -> None:
    core = core_of(baseline(bucket="1h"))
    busy = [each for day in range(14) for each in burst(30, START + day * DAY, 10_000)]
    run(core, [*every(HOUR, 14 * DAY), *busy])
    ((_, spec, state),) = baselines_of(core, GUILD)
    profile = week(spec, state)

    assert len(profile) == 168
    eight = [profile[day * 24 + 8] for day in range(7)]  # it begins at eight in the morning, UTC
    assert min(eight) > 3 * sum(profile) / 168


async def test_the_view_is_written_with_what_people_said(tmp_path: Path) -> None:
    core = scene()
    engine: Any = SimpleNamespace(core=core)
    views = (ANOMALY_DETECTION,)
    writing = Writing(tmp_path, engine, views, guilds=lambda: [GUILD], clock=lambda: NOW + HOUR)

    assert await writing.write() == ["anomaly_detection"]
    assert await writing.write() == []
    view = json.loads((tmp_path / "anomaly_detection.json").read_text("utf-8"))["guilds"][str(GUILD)]
    judged = view["anomalies"][-1]["feedback"]
    assert (judged["verdict"], judged["by"]) == ("anomaly", "5")
    assert view["feedback"] == {"anomaly": 1}
    assert {each["rule"] for each in view["baselines"]} == {"usual", "loads"}
