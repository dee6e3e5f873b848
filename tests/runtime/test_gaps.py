"""Gaps: the watermark stands still from the gap to the back-fill's end, at the longest ten minutes."""

from __future__ import annotations

from engine.runtime.core import Core
from engine.runtime.gaps import GAPS, LONGEST_MS
from engine.signal import Signal
from tests.support.kinds import document
from tests.support.loop import GUILD, T0, core_of, effects, signal, take, types

SETTLING = document("settling", "s", types=["test.one"], span=100, lateness=50)
WAKE = 151


def gap(id_: str, at: int, guild: int | None = None, cause: str = "disconnect") -> Signal:
    return signal(id_, "gateway.gap", at, guild=guild, data={"cause": cause})


def done(id_: str, at: int, guild: int | None = None) -> Signal:
    return signal(id_, "backfill.done", at, guild=guild)


def settled(core: Core, at: int) -> list[dict[str, int]]:
    rows = take(core, signal(f"look-{at}", "test.none", at))
    return [effect.data for effect in effects(rows) if getattr(effect, "type", "") == "test.settled"]


def test_a_window_settles_once_its_lateness_has_passed() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"))
    assert settled(core, WAKE - 1) == []
    assert settled(core, WAKE) == [{"now": T0 + WAKE, "mark": T0 + WAKE - 50}]


def test_windows_settle_each_at_its_own_instant_when_the_clock_jumps() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), signal("b", at=7))
    assert [each["now"] for each in settled(core, 90_000)] == [T0 + WAKE, T0 + WAKE + 7]


def test_no_window_settles_in_a_gap() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20))
    assert settled(core, 90_000) == []
    assert core.base(GUILD, T0 + 90_000) == T0


def test_the_gap_of_one_guild_settles_what_was_due_in_another() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"))
    assert "test.settled" in types(take(core, gap("g", WAKE + 1, guild=GUILD + 1)))


def test_the_gap_begins_where_the_last_signal_was_seen() -> None:
    core = core_of(SETTLING)
    take(core, signal("a", at=3), gap("g", 500))
    assert core.cells.get(GAPS.identity, (None,)).since == T0 + 3


def test_windows_settle_when_the_back_fill_is_done() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20), signal("b", at=500))
    rows = take(core, done("d", 600))
    assert types(rows) == ["backfill.done", "timer.due", "test.settled"]
    assert settled(core, 651) == [{"now": T0 + 651, "mark": T0 + 601}]


def test_a_guild_with_a_gap_of_its_own_waits_alone() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), signal("b", guild=22), gap("g", 20, guild=GUILD))
    rows = take(core, signal("look", "test.none", 900))
    assert [row.signal.guild for row in rows if row.signal.type == "test.settled"] == [22]


def test_two_gaps_hold_until_both_are_over_from_the_earlier_one() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20), gap("h", 40, guild=GUILD))
    assert core.base(GUILD, T0 + 900) == T0
    take(core, done("d", 60))
    assert settled(core, 900) == []
    assert core.base(GUILD, T0 + 900) == T0 + 20
    take(core, done("e", 901, guild=GUILD))
    assert core.base(GUILD, T0 + 901) == T0 + 901


def test_after_ten_minutes_windows_go_on_and_it_is_said() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20))
    assert settled(core, 20 + LONGEST_MS - 1) == []
    rows = take(core, signal("x", "test.none", 21 + LONGEST_MS))
    expired = next(row.signal for row in rows if row.signal.type == "gateway.gap_expired")
    assert expired.data["seconds"] == LONGEST_MS // 1000
    assert "test.settled" in types(rows)
    assert core.gaps == set()


def test_a_gap_in_a_gap_changes_nothing() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20), gap("h", 40))
    rows = take(core, signal("x", "test.none", 21 + LONGEST_MS))
    assert "gateway.gap_expired" in types(rows)


def test_a_start_within_a_gap_gives_the_back_fill_its_time_again() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"), gap("g", 20))
    later = 3 * LONGEST_MS
    assert types(take(core, gap("h", later, cause="start"))) == ["gateway.gap"]
    assert core.base(GUILD, T0 + later) == T0
    assert settled(core, later + LONGEST_MS - 1) == []
    assert "test.settled" in types(take(core, done("d", later + LONGEST_MS - 1)))


def test_no_timer_wakes_before_the_gap_that_a_start_says() -> None:
    core = core_of(SETTLING)
    take(core, signal("a"))
    assert types(take(core, gap("g", 90_000, cause="start"))) == ["gateway.gap"]


def test_a_gap_that_is_over_leaves_no_timer() -> None:
    core = core_of()
    take(core, gap("g", 20), done("d", 30))
    assert len(core.timers) == 0


def test_ids_from_before_a_long_gap_are_known_in_the_back_fill() -> None:
    core = core_of()
    take(core, signal("join:a"), gap("g", 10 * LONGEST_MS, cause="start"))
    assert core.take(signal("join:a"), T0 + 10 * LONGEST_MS + 1) is None


def test_what_came_late_before_a_long_gap_is_taken_in_the_back_fill() -> None:
    core = core_of()
    take(core, signal("audit:9"), gap("g", 10 * LONGEST_MS, cause="start"))
    assert core.take(signal("audit:8"), T0 + 10 * LONGEST_MS + 1) is not None
