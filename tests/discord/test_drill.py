"""The drill, played to its end: what a newcomer sees, and what stands on the disk afterwards."""

from __future__ import annotations

import asyncio
import io
import logging
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from rich.console import Console

from engine.bot.drill import AFTERNOON, run
from engine.bot.drill.afternoon import Afternoon
from engine.bot.drill.bot import RULES
from engine.bot.drill.screen import Screen
from engine.errors import UsageError
from engine.store.reader import SqliteReader
from engine.systems.pack_page import PACKS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    """Of one pack alone, and so without scores and baselines: exit code, screen, data folder."""
    with played_with(RULES / "antinuke", tmp_path_factory.mktemp("drill")) as played:
        yield played


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The screen with all packs, as a newcomer sees it."""
    rules = tmp_path_factory.mktemp("rules")
    for pack in PACKS:  # those alone: people add rules of their own beside them
        shutil.copytree(RULES / pack, rules / pack)
    with played_with(rules, tmp_path_factory.mktemp("shipped")) as (_, screen, _):
        yield screen


@contextmanager
def played_with(rules: Path, data: Path) -> Iterator[tuple[int, str, Path]]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.bot.drill.bot.RULES", rules)
        code = run(data, Console(file=out, highlight=False))
    yield code, out.getvalue(), data
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_it_ends_well(played: tuple[int, str, Path]) -> None:
    assert played[0] == 0
    assert "✘" not in played[1]


def test_each_alert_is_posted_once(played: tuple[int, str, Path]) -> None:
    shown = played[1].partition("6. A livelier evening")[0]  # by then the cases are over, and say so
    for line in (
        "🔴 CRITICAL: The channel of the alerts was deleted by @rook @Security",
        "Also: Mass channel delete, 3 in 31 s",
    ):
        assert shown.count(line) == 1


def test_the_alert_that_the_power_cut_held_back_comes_after_the_restart(
    played: tuple[int, str, Path],
) -> None:
    shown = played[1]
    assert shown.index("The bot dies here") < shown.index("the bot is started again")
    assert shown.index("the bot is started again") < shown.index("Mass channel delete")
    assert "1 pending" in shown


def test_ordinary_talk_alerts_of_nothing(played: tuple[int, str, Path]) -> None:
    shown = played[1]
    assert ", Tocsin" not in shown[: shown.index("2. An account is taken over")]


def test_the_owner_is_answered_and_a_member_is_refused(played: tuple[int, str, Path]) -> None:
    shown = played[1]
    assert "An alert channel is gone" in shown
    assert "🔎 WHY: The channel of the alerts was deleted by @rook" in shown
    assert "actor_staff_hours|lt: 24, saw 0.01" in shown
    assert "⛔ REFUSED: /status" in shown


def test_the_replay_is_equal(played: tuple[int, str, Path]) -> None:
    assert "effects, equal" in played[1]


@pytest.mark.parametrize(
    ("page", "block"),
    [("README.md", r"```text\n(.*?)```"), ("docs/commands.md", r"## An alert\n\n(.*?)\n\n\S")],
)
def test_the_pages_show_what_the_drill_shows(shipped: str, page: str, block: str) -> None:
    shown = [line.strip() for line in shipped.splitlines()]
    found = re.search(block, (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    lines = [line.strip() for line in found[1].splitlines() if "…" not in line]

    assert len(lines) > 4
    assert [line for line in lines if line not in shown and f"┃ {line}" not in shown] == []


def test_in_a_pipe_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("engine.bot.drill.screen.sleep", waited.append)
    Screen(Console(file=io.StringIO())).event("12:00:00", "something")
    assert waited == []
    Screen(Console(file=io.StringIO(), force_terminal=True)).event("12:00:00", "something")
    assert waited != []


def test_in_a_pipe_it_is_plain_lines(played: tuple[int, str, Path]) -> None:
    assert "\x1b" not in played[1]


def test_the_log_holds_no_text_of_people(played: tuple[int, str, Path]) -> None:
    assert "kingfisher" not in (played[2] / "drill.log").read_text()


def test_the_files_stay_where_they_were_asked_for(played: tuple[int, str, Path]) -> None:
    assert SqliteReader(played[2] / "tocsin.db").totals().signals > 30
    assert "alerts:" in (played[2] / "nature-club" / "settings.yml").read_text()


def test_a_folder_with_a_store_is_refused(played: tuple[int, str, Path]) -> None:
    with pytest.raises(UsageError, match="a store is here already"):
        run(played[2], Console(file=io.StringIO()))


def test_with_all_that_ships_scores_rise_and_are_shown(tmp_path: Path) -> None:
    out = io.StringIO()

    assert run(tmp_path, Console(file=out, highlight=False)) == 0

    shown = out.getvalue()
    assert "Also: Threat score 83 of one person" in shown
    assert "THREAT SCORE: 99, CRITICAL, in this server now" in shown
    assert re.search(r"🔴 99 @rook: \d+ % Mass ", shown)
    assert "people were called about @rook, 83: 100 % The channel of the alerts was deleted" in shown
    for name in ("threat-summary.png", "threat-timeline.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    _assert_evening(shown.partition("6. A livelier evening")[2])
    for name in ("anomalies.png", "baseline.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


def _assert_evening(shown: str) -> None:
    """An anomaly in a sentence, with its buttons, what was said of it, and both answers."""
    assert re.search(r"🟠 HIGH: More messages than usual @Security\n +┃ \d+ in 15 minutes, where \d", shown)
    assert "[Anomaly] [Expected] [New normal] [Not an anomaly]" in shown
    assert "✅ NO ANOMALY, says @ana: More messages than usual" in shown
    assert "🟠 ANOMALIES: 1 in the last 24 h, at worst HIGH" in shown
    assert "People said: 1 × no anomaly" in shown
    assert "📏 More messages than usual: watches" in shown
    assert re.search(r"Today so far 1\d\d, where [45]\d", shown)


def test_without_baselines_nobody_is_told_of_a_lively_evening(played: tuple[int, str, Path]) -> None:
    assert "nobody is told: no baseline watches over messages" in played[1]


def test_a_rule_that_is_saved_while_the_drill_runs_fires(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the rules that ship, in a folder of one's own, after the first message was said."""
    rules, out = tmp_path / "rules", io.StringIO()
    rules.mkdir()
    look = Afternoon._look_at_rules

    async def saving(afternoon: Afternoon) -> None:
        file = rules / "gift.yml"
        if not file.exists():
            file.write_text(_GIFT)
            await asyncio.wait_for(afternoon._bot.reloading.now(), 20)
            assert afternoon._bot.reloading.last.reloaded
        await look(afternoon)

    monkeypatch.setattr("engine.bot.drill.bot.RULES", RULES / "antinuke")
    monkeypatch.setattr(Afternoon, "_look_at_rules", saving)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    assert run(tmp_path / "data", Console(file=out, highlight=False), AFTERNOON, rules) == 0
    root.handlers[:], root.level = before
    structlog.reset_defaults()
    assert out.getvalue().count("🔴 CRITICAL: A gift of my own by @newt") == 2


_GIFT = """\
title: A gift of my own
logsource: {product: discord, category: message_create}
detection: {words: {content|contains: [free nitro, claim your gift]}, condition: words}
level: critical
"""
