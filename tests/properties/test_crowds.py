"""Groups of which there are too many go in one way: live, after kills, in a replay, whatever was pruned."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from tests.properties.worlds import CATALOGUE, PLAIN_RULES, START, correlation, detection
from tests.support.stepwise import Stepwise, lines, replay

SIGNALS = 250
MOST = 6
SECTIONS: dict[str, dict[str, Any]] = {
    "counted": {"type": "event_count", "rules": ["ban"], "condition": {"gte": 3}},
    "few": {"type": "event_count", "rules": ["ban"], "condition": {"lt": 2}},
    "once": {"type": "event_count", "rules": ["kick"], "condition": {"gte": 1}},
    "values": {"type": "value_count", "rules": ["ban"], "condition": {"gte": 2, "field": "target"}},
    "total": {"type": "value_sum", "rules": ["ban"], "condition": {"gte": 5, "field": "amount"}},
    "both": {"type": "temporal", "rules": ["ban", "kick"]},
    "ordered": {"type": "temporal_ordered", "rules": ["ban", "kick"]},
    "silent": {"type": "absence", "rules": ["kick"]},
}


def rulebook(rng: random.Random) -> Rulebook:
    documents: list[Document] = [*map(detection, PLAIN_RULES)]
    for name in rng.sample(sorted(SECTIONS), 4):
        section = {"group-by": ["actor"], "timespan": f"{rng.choice((2, 5, 20))}s", **SECTIONS[name]}
        further = {"rearm": "1s"} if rng.random() < 0.5 else {}
        documents.append(correlation(name, section, most_groups=MOST, lateness="1s", **further))
    return Rulebook(documents)


def stream(rng: random.Random) -> list[tuple[Signal, int]]:
    """A few who come again and again among many who come once, in bursts, some of it late."""
    found, now = [], START
    for n in range(SIGNALS):
        now += rng.choice((0, 1, 50, 300, 300, 2_000))
        actor = rng.choice((1, 2, 3, rng.randrange(100, 140), rng.randrange(100, 140)))
        data = {"amount": rng.randrange(4)}
        type_ = rng.choice(("discord.member.ban", "discord.member.ban", "discord.member.kick"))
        late = rng.choice((0, 0, 0, 400, 1_500))
        found.append(
            (
                Signal(f"s{n}", type_, now - late, guild=1, actor=actor, target=rng.randrange(3), data=data),
                now,
            )
        )
    return found


def loop(book: Rulebook) -> Stepwise:
    store = MemoryStore()
    ready = Programs(KINDS, CATALOGUE, salt=store.salt, stored=store.rulebook)
    ready.add(book)
    made = Stepwise(store, slices=2, ready=ready)
    made.take(Signal("first", "rulebook.loaded", START, data={"hash": book.hash}), START)
    made.commit()
    return made


def play(loop: Stepwise, signals: list[tuple[Signal, int]], rng: random.Random | None = None) -> None:
    """With `rng`: states are pruned now and then, and the process is killed and goes on from its store."""
    n = kept = 0
    while n < len(signals):
        signal, now = signals[n]
        loop.play(
            Signal(
                **{
                    name: getattr(signal, name)
                    for name in ("id", "type", "time", "guild", "actor", "target", "data")
                }
            ),
            now,
        )
        n += 1
        if rng is None:
            continue
        if rng.random() < 0.3:
            loop.core.prune(rng.randrange(40))
        if rng.random() < 0.2:
            loop.commit()
            kept = n
        if rng.random() < 0.05:
            loop.restart()
            n = kept
    loop.commit()


@pytest.mark.parametrize("seed", range(40))
def test_kills_and_prunings_change_nothing_of_what_goes(seed: int) -> None:
    rng = random.Random(seed)
    book, signals = rulebook(rng), stream(rng)
    whole, broken = loop(book), loop(book)

    play(whole, signals)
    play(broken, signals, rng)

    assert list(lines(broken.store)) == list(lines(whole.store))
    for each in (whole, broken):
        report = replay(each.store, each.ready)
        assert report.differences == []
    types = Counter(row.signal.type for rows in whole.store.history(0) for row in rows)
    assert types[SignalType.GROUPS_DROPPED] > 0


@pytest.mark.parametrize("seed", range(10))
def test_there_are_never_more_than_so_many(seed: int) -> None:
    rng = random.Random(seed)
    world, signals = loop(rulebook(rng)), stream(rng)
    for signal, now in signals:
        world.play(signal, now)
        windows = {world.core.program.stands_for(f"pack/correlation/{name}", 1) for name in SECTIONS}
        counts = Counter(address[0] for address, _ in world.core.cells if address[0] in windows)
        assert max(counts.values(), default=0) <= MOST
