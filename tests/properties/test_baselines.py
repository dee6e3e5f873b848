"""Baselines, whatever comes: quiet while they warm up and when nothing changes, never blind to a burst, and
the same again in every replay and after every start.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from tests.support.stepwise import Stepwise, lines, replay
from tests.systems.baseline.stream import (
    CATALOGUE,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    START,
    baseline,
    burst,
    core_of,
    every,
    noticed,
    run,
    signal,
    told,
)

thorough = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

measures = st.sampled_from(["count", "confidence", {"distinct": "host"}, {"value": "load"}, {"new": "host"}])
by = st.sampled_from([[], ["host"], ["type", "host"]])


@st.composite
def baselines(draw: st.DrawFn) -> Document:
    measure = draw(measures)
    body: dict[str, object] = {
        "measure": measure,
        "by": draw(by),
        "warm_up": draw(st.sampled_from(["2h", "1d"])),
    }
    if measure == "count":
        body["bucket"] = draw(st.sampled_from(["1m", "10m", "1h"]))
        body["direction"] = draw(st.sampled_from(["up", "both"]))
    if not isinstance(measure, dict) or "new" not in measure:
        body["season"] = draw(st.sampled_from(["none", "hour_of_week"]))
        body["shape"] = draw(st.booleans())
    return baseline(**body)


@st.composite
def streams(draw: st.DrawFn, length: int = 2 * DAY) -> list[Signal]:
    """Some hosts that speak at their own pace, and a few bursts."""
    found: list[Signal] = []
    for host in range(draw(st.integers(1, 3))):
        span = draw(st.sampled_from([2, 5, 13, 45])) * MINUTE
        sure, load = draw(st.floats(0, 1)), draw(st.integers(-5, 50))
        found += every(span, length, START + host, host=f"h{host}", confidence=sure, load=load)
    for n in range(draw(st.integers(0, 3))):
        at = START + draw(st.integers(1, length // HOUR - 1)) * HOUR
        host, load = draw(st.sampled_from(["h0", "h9"])), draw(st.integers(-900, 900))
        found += burst(draw(st.integers(1, 60)), at + n, host=host, confidence=0.1, load=load)
    return sorted(found, key=lambda each: (each.time, each.id))


@thorough
@given(baselines(), streams())
def test_nothing_is_told_while_it_warms_up(document: Document, stream: list[Signal]) -> None:
    patient = msgspec.structs.replace(document, body={**document.body, "warm_up": "3d"})

    assert noticed(run(core_of(patient), stream)) == []


@thorough
@given(baselines(), st.sampled_from([1, 4, 30, 90]), st.integers(-1_000, 1_000))
def test_what_is_always_the_same_is_never_told(document: Document, minutes: int, load: int) -> None:
    stream = every(minutes * MINUTE, 5 * DAY, host="h", confidence=0.7, load=load)

    assert noticed(run(core_of(document), stream)) == []


@thorough
@given(
    st.sampled_from([("1m", 10_000), ("10m", 100_000), ("1h", 10 * MINUTE)]),
    st.integers(5, 20),
    st.sampled_from(["none", "hour_of_week"]),
    st.integers(2, 6),
)
def test_ten_times_as_many_as_the_five_or_more_that_are_usual_are_always_told(
    bucket: tuple[str, int], usual: int, season: str, days: int
) -> None:
    name, length = bucket[0], {"1m": MINUTE, "10m": 10 * MINUTE, "1h": HOUR}[bucket[0]]
    span = length // usual
    days = max(days, 3) if length == HOUR else 2
    core = core_of(baseline(bucket=name, season=season))
    run(core, every(span, days * DAY))
    rows = run(
        core, burst(10 * usual, START + (days * DAY // length + 1) * length, span=length // (11 * usual))
    )

    assert len(told(rows)) >= 1


def loop_of(document: Document) -> tuple[Programs, str]:
    store = MemoryStore()
    rulebook = Rulebook([document])
    ready = Programs(KINDS, CATALOGUE, salt=store.salt, stored=store.rulebook)
    ready.add(rulebook)
    return ready, rulebook.hash


def played(
    document: Document, stream: Sequence[Signal], commits: Sequence[int] = (), restarts: Sequence[int] = ()
) -> Stepwise:
    """The stream through a loop that commits after some signals, and starts anew after some of those."""
    ready, hash_ = loop_of(document)
    loop = Stepwise(MemoryStore(), ready=ready)
    loop.play(Signal("rules", "rulebook.loaded", START, data={"hash": hash_}), START)
    loop.commit()
    for n, each in enumerate(stream):
        copy = msgspec.msgpack.decode(msgspec.msgpack.encode(each), type=Signal)
        loop.play(copy, max(each.time, loop.now))
        if n in commits or n in restarts:
            loop.commit()
        if n in restarts:
            loop.restart()
    loop.commit()
    return loop


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(baselines(), streams(), st.data())
def test_replay_and_a_start_at_any_moment_come_to_the_same(
    document: Document, stream: list[Signal], data: st.DataObject
) -> None:
    said = {"where": "h0", "value": 40.0, "expected": 2.0, "baseline": document.identity, "alert": "?"}
    verdict = data.draw(st.sampled_from(["anomaly", "expected", "new_normal", "not_anomaly"]))
    word = signal("word", stream[-1].time - HOUR, type="baseline.feedback", actor=5, verdict=verdict, **said)
    stream = sorted([*stream, word], key=lambda each: (each.time, each.id))
    places = st.lists(st.integers(0, len(stream) - 1), max_size=4)
    whole = played(document, stream)
    broken = played(document, stream, data.draw(places), data.draw(places))

    assert list(lines(broken.store)) == list(lines(whole.store))
    key = (document.identity, (GUILD,))
    assert repr(broken.core.cells.get(*key)) == repr(whole.core.cells.get(*key))
    assert replay(broken.store, loop_of(document)[0]).differences == []


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(["5m", "1h"]), st.integers(30, 200), st.integers(1, 3))
def test_what_was_said_to_be_no_anomaly_is_not_told_later(bucket: str, count: int, days: int) -> None:
    core = core_of(baseline(bucket=bucket))
    run(core, every(5 * MINUTE, 4 * DAY))
    first = told(run(core, burst(count, START + 4 * DAY + MINUTE)))
    words = [
        signal(
            f"word:{n}", START + 4 * DAY + 2 * HOUR, type="baseline.feedback", actor=5, **word(each, count)
        )
        for n, each in enumerate(first)
    ]
    run(core, [*words, *every(5 * MINUTE, DAY - 4 * HOUR, START + 4 * DAY + 3 * HOUR)])

    assert first
    for day in range(1, days + 1):
        assert told(run(core, burst(count, START + (4 + day) * DAY + MINUTE))) == []


def word(alert: Signal, count: int) -> dict[str, object]:
    """What the button of an alert says."""
    said = {name: alert.data[name] for name in ("where", "expected")}
    about = {"alert": alert.data["ref"], "baseline": alert.data["document"]}
    return {**said, **about, "verdict": "not_anomaly", "value": float(count)}
