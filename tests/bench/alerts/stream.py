"""A stream as a team would export it: usual alerts and the attack, in the order of time."""

from __future__ import annotations

import random

from tests.bench.alerts.attack import attack
from tests.bench.alerts.network import Network
from tests.bench.alerts.usual import usual
from tests.bench.month.scene import GUILD, Told


def stream(seed: int, days: int, alerts: int, kept: float = 1.0) -> list[Told]:
    """About `alerts` in so many days; of all, also of the attack, only the share `kept` stays."""
    rng = random.Random(f"{seed}/{days}/{alerts}")
    network = Network(rng, days, alerts)
    first_day, has_guild = rng.randrange(7), rng.random() < 0.5
    told = sorted([*usual(network, first_day), *attack(network)], key=lambda each: each.time)
    if kept < 1:
        told = [each for each in told if rng.random() < kept]
    for number, each in enumerate(told, 1):
        each.line.update(id=f"a:{number}", time=round(each.time, 3))
        if has_guild:
            each.line["guild"] = GUILD
    return told
