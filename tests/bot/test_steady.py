"""A clock that is set back goes on, a little slower, until it has caught up."""

from __future__ import annotations

from structlog.testing import capture_logs

from engine.bot.steady import Steady

HOUR = 3_600_000


class Clocks:
    """That on the wall, which somebody sets, and the time that passes (seconds)."""

    def __init__(self) -> None:
        self.off = 10 * HOUR
        self.passed = 0.0
        self.steady = Steady(lambda: self.wall, lambda: self.passed)

    @property
    def wall(self) -> int:
        return self.off + int(self.passed * 1_000)

    def go_on(self, seconds: float) -> int:
        self.passed += seconds
        return self.steady()


def test_a_clock_that_goes_right_is_believed() -> None:
    clocks = Clocks()
    assert [clocks.go_on(1), clocks.go_on(5), clocks.go_on(HOUR)] == [
        10 * HOUR + 1_000, 10 * HOUR + 6_000, 10 * HOUR + 6_000 + 1_000 * HOUR,
    ]  # fmt: skip


def test_one_that_is_set_back_goes_on_until_it_has_caught_up() -> None:
    clocks = Clocks()
    first = clocks.go_on(1)
    clocks.off -= 60_000
    with capture_logs() as logs:
        said = [clocks.go_on(1 / 2_048) for _ in range(2_048)]
        assert said == sorted(said)
        assert said[-1] == first + 900
        caught_up = clocks.go_on(599)
        assert caught_up == first + 600 * 900 == clocks.wall
        assert clocks.go_on(10) == clocks.wall
    assert [(each["event"], each["milliseconds"]) for each in logs] == [("clock.stepped_back", 60_000)]


def test_it_goes_on_from_where_a_process_before_it_was() -> None:
    clocks = Clocks()
    before = clocks.wall + 60_000
    clocks.steady.resume(before)
    with capture_logs() as logs:
        assert [clocks.go_on(1), clocks.go_on(9)] == [before + 900, before + 9_000]
        assert clocks.go_on(600) == clocks.wall
    assert len(logs) == 1
    clocks.steady.resume(before)
    assert clocks.go_on(0) == clocks.wall


def test_it_is_said_again_when_it_is_set_back_again() -> None:
    clocks = Clocks()
    with capture_logs() as logs:
        for _ in range(2):
            clocks.go_on(1)
            clocks.off -= 5_000
            clocks.go_on(0)
            clocks.off += 5_000
    assert len(logs) == 2


def test_a_little_is_not_worth_a_line() -> None:
    clocks = Clocks()
    clocks.go_on(1)
    clocks.off -= 500
    with capture_logs() as logs:
        clocks.go_on(0.1)
    assert logs == []
