"""The streams are in order, the same again for the same seed, and give no phase away."""

from __future__ import annotations

from tests.bench.alerts.row import SIZES, Size
from tests.bench.alerts.stream import stream
from tests.bench.month.scene import Told

SMALL = Size(3, 4_000)


def told(seed: int) -> list[Told]:
    return stream(seed, *SMALL)


def test_the_same_seed_tells_the_same_and_another_another() -> None:
    assert told(3) == told(3)
    assert told(3) != told(4)


def test_it_is_in_order_and_lasts_as_long_as_it_says() -> None:
    times = [each.time for each in told(1)]

    assert times == sorted(times)
    assert 2.5 * 86_400 < times[-1] - times[0] < 3.5 * 86_400


def test_the_attack_comes_late_and_has_seven_phases_or_more() -> None:
    attack = [each for each in told(2) if each.scene]

    assert len({each.scene for each in attack}) >= 7
    assert attack[0].time - told(2)[0].time > 2 * 86_400


def test_no_field_gives_away_what_is_an_attack() -> None:
    assert not any(each.scene and each.scene in map(str, each.line.values()) for each in told(2))


def test_of_the_thinned_a_tenth_is_there() -> None:
    thinned = [size for size in SIZES if size.kept < 1]
    whole = len(stream(1, 4, 3_000))

    assert thinned
    assert 0.05 * whole < len(stream(1, 4, 3_000, 0.1)) < 0.2 * whole
