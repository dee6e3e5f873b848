"""A computer whose clock runs ahead of Discord's still sees events in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.bot.discord_clock import DiscordClock

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def clock_after(*lags: float) -> DiscordClock:
    """A clock that was this many seconds ahead of the answers it heard."""
    clock = DiscordClock(lambda: NOW_MS)
    for lag in lags:
        clock.hear(NOW - timedelta(seconds=lag), NOW_MS)
    return clock


def test_what_it_is_ahead_is_taken_off_but_for_the_doubt() -> None:
    assert clock_after(60)() == NOW_MS - 59_000


@pytest.mark.parametrize("lag", [-86_400, 0, 0.9])
def test_a_clock_that_is_right_or_behind_is_kept(lag: float) -> None:
    assert clock_after(lag)() == NOW_MS


def test_a_slow_answer_moves_nothing() -> None:
    clock = DiscordClock(lambda: NOW_MS)
    clock.hear(NOW - timedelta(seconds=3), NOW_MS - 9_000)
    assert clock() == NOW_MS


def test_one_answer_alone_is_not_believed() -> None:
    assert clock_after(0.5, 9)() == NOW_MS


def test_a_clock_that_was_set_back_over_a_restart_goes_on_from_where_it_was() -> None:
    behind = clock_after(-3_600)
    behind.resume(NOW_MS + 3_599_000)
    assert behind() >= NOW_MS + 3_599_000


def test_one_that_was_wrong_before_the_restart_and_is_right_now_is_kept() -> None:
    right = clock_after(0)
    right.resume(NOW_MS + 3_600_000)
    assert right() == NOW_MS


def test_one_that_is_ahead_before_and_after_goes_on_by_discords_time() -> None:
    ahead = clock_after(60)
    ahead.resume(NOW_MS - 59_500)
    assert NOW_MS - 59_000 <= ahead() < NOW_MS - 58_000


def test_a_clock_that_was_set_right_is_followed_at_once() -> None:
    assert clock_after(60, 60, 0)() == NOW_MS


def test_a_clock_that_goes_wrong_is_noticed_after_a_few_answers() -> None:
    assert clock_after(0, 60, 60, 60, 60, 60)() == NOW_MS - 59_000
