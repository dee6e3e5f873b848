"""Two guilds at once: nothing of one is touched by the other."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import HealthCheck, example, given, settings

from engine.signal import Signal
from engine.store.memory import MemoryStore
from tests.properties.scenarios import FIRST, GUILDS, Happening, happens, instants, play_at, scenarios
from tests.support.stepwise import Stepwise, lines

thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(scenarios)
@example([FIRST, happens(0, 11), happens(70, 22), happens(0, 11)])  # at the instant of a timer of the other
def test_a_guild_has_the_same_effects_whether_the_other_is_there_or_not(scenario: list[Happening]) -> None:
    both = played(scenario, None)
    for guild, other in (GUILDS, GUILDS[::-1]):
        assert list(lines(both.store, guild)) == list(lines(played(scenario, other).store, guild))


def played(scenario: list[Happening], without: int | None) -> Stepwise:
    """The scenario without one of the guilds, to the same instant. Only gaps have an instant of their own."""
    loop = Stepwise(MemoryStore())
    gaps = accumulate(2 * (each.what == "gateway.gap") for each in scenario)
    at = [instant + later for instant, later in zip(instants(scenario), gaps, strict=True)]
    for n, each in enumerate(scenario):
        if each.what == "gateway.gap":  # it begins where anything was seen last, of whichever guild
            loop.play(Signal(f"beat-{n}", "test.none", at[n] - 1), at[n] - 1)
        if without is None or each.guild != without:
            play_at(loop, scenario, at, [n])
    loop.play(Signal("end", "test.none", at[-1] + 5_000), at[-1] + 5_000)
    loop.commit()
    return loop
