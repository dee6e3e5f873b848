"""What holds of every stream of signals, through the loop and the document that ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.signal import SEVERITIES
from engine.systems.loading import load_rulebook
from engine.systems.scoring.picture import Entity, Picture
from tests.systems.scoring.scene import ACTOR, GUILD, Scene, ms

RULES = Path(__file__).parents[3] / "rules" / "scoring"
SHIPPED: list[Document] = [
    each for each in load_rulebook([RULES]).rulebook.documents if each.kind == "scoring"
]
LAST = 4 * 3600
DAY = 24 * 3600
SYSTEMS = (Entity("system", "antinuke"), Entity("system", "automod"))
OTHERS = (Entity("actor", 8), Entity("channel", 5), *SYSTEMS)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Said(NamedTuple):
    at: int
    severity: str
    confidence: float
    actor: int
    system: str | None
    type: str

    def fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("confidence", "actor", "system", "type")}


said = st.builds(
    Said,
    st.one_of(st.integers(0, LAST), st.sampled_from([0, 60, 600])),
    st.sampled_from(SEVERITIES),
    st.floats(0, 1),
    st.sampled_from([7, 8]),
    st.sampled_from(["antinuke", "automod", "spam", None]),
    st.sampled_from(["threat.detected", "policy.violation", "outside.alert"]),
)
streams = st.lists(said, max_size=25).map(lambda found: sorted(found, key=lambda each: each.at))


def played(stream: Sequence[Said]) -> Scene:
    scene = Scene(*SHIPPED)
    for each in stream:
        scene.say(each.at, each.severity, **each.fields())
    return scene


def noisy(stream: Sequence[Said], *, lifts: bool = True) -> Scene:
    """The stream in a server where each of its kinds is noise: two days of two an hour; and an anomaly."""
    scene = Scene(*SHIPPED)
    for n in range(96):
        for type_ in ("threat.detected", "policy.violation", "outside.alert"):
            scene.say(-2 * DAY + n * 1_800, "low", type=type_, actor=9, system=None, channel=None)
    found = {"origin": "derived", "actor": None, "system": None, "channel": None}
    for each in stream:
        scene.say(each.at, each.severity, **each.fields())
        if lifts and each.at == 60:
            data = {"rule": "b", "of_kind": "outside.alert"}
            scene.say(each.at, "low", type="anomaly.detected", data=data, **found)
    return scene


def points(scene: Scene, at: float = LAST) -> list[float]:
    return [scene.points(each, at) for each in (GUILD, ACTOR, *OTHERS)]


@few
@given(streams, said)
def test_a_further_signal_never_lowers_a_score(stream: list[Said], further: Said) -> None:
    last = max((each.at for each in stream), default=0)
    scene = played(stream)
    before = points(scene, last)
    scene.say(last, further.severity, **further.fields())

    assert all(0 <= one <= other <= 100 for one, other in zip(before, points(scene, last), strict=True))


@few
@given(streams, st.data())
def test_more_severity_or_confidence_never_lowers_a_score(stream: list[Said], data: st.DataObject) -> None:
    if not stream:
        return
    place = data.draw(st.integers(0, len(stream) - 1))
    one = stream[place]
    worse = one._replace(
        severity=data.draw(st.sampled_from(SEVERITIES[SEVERITIES.index(one.severity) :])),
        confidence=data.draw(st.floats(one.confidence, 1)),
    )
    other = [*stream[:place], worse, *stream[place + 1 :]]

    for less, more in zip(points(played(stream)), points(played(other)), strict=True):
        assert less <= more + 1e-6


@few
@given(streams, st.integers(0, 10**6), st.integers(0, 10**6))
def test_waiting_never_raises_a_score(stream: list[Said], wait: int, longer: int) -> None:
    scene = played(stream)
    one, other = points(scene, LAST + wait), points(scene, LAST + wait + longer)

    assert all(now >= later for now, later in zip(one, other, strict=True))


@few
@given(streams, st.randoms(use_true_random=False))
def test_order_at_equal_times_does_not_matter(stream: list[Said], chance: Any) -> None:
    others = list(stream)
    chance.shuffle(others)
    others.sort(key=lambda each: each.at)

    assert points(played(stream)) == points(played(others))


@few
@given(streams, said)
def test_where_much_is_noise_a_further_signal_never_lowers_a_score_from_then_on(
    stream: list[Said], further: Said
) -> None:
    """Without any more to come, at no later instant either."""
    last = max((each.at for each in stream), default=0)
    scene, other = noisy(stream), noisy(stream)
    other.say(last, further.severity, **further.fields())

    for at in (last, last + 600, last + DAY):
        assert all(a <= b + 1e-6 for a, b in zip(points(scene, at), points(other, at), strict=True))


@few
@given(streams, st.randoms(use_true_random=False))
def test_where_much_is_noise_order_at_equal_times_does_not_matter(stream: list[Said], chance: Any) -> None:
    others = list(stream)
    chance.shuffle(others)
    others.sort(key=lambda each: each.at)

    assert points(noisy(stream)) == points(noisy(others))


@few
@given(streams, st.data())
def test_where_much_is_noise_more_severity_or_confidence_never_lowers_a_score(
    stream: list[Said], data: st.DataObject
) -> None:
    if not stream:
        return
    place = data.draw(st.integers(0, len(stream) - 1))
    one = stream[place]
    worse = one._replace(
        severity=data.draw(st.sampled_from(SEVERITIES[SEVERITIES.index(one.severity) :])),
        confidence=data.draw(st.floats(one.confidence, 1)),
    )
    other = [*stream[:place], worse, *stream[place + 1 :]]

    for less, more in zip(points(noisy(stream)), points(noisy(other)), strict=True):
        assert less <= more + 1e-6


@few
@given(streams, streams)
def test_snapshot_and_load_change_nothing(stream: list[Said], rest: list[Said]) -> None:
    rest = [each._replace(at=LAST + each.at) for each in rest]
    whole = played([*stream, *rest])
    scene = played(stream)
    for address, state in list(scene.core.cells):
        if isinstance(state, Picture):
            again = msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Picture)
            scene.core.cells.replace(address, again, scene.core.seq)
    for n, each in enumerate(rest):
        scene.say(each.at, each.severity, id=f"r:{n}", **each.fields())

    assert points(scene, 2 * LAST) == points(whole, 2 * LAST)


@few
@given(streams, streams)
def test_what_was_pruned_makes_no_difference(stream: list[Said], rest: list[Said]) -> None:
    later = 40 * 24 * 3600
    rest = [each._replace(at=later + each.at) for each in rest]
    scene, pruned = played(stream), played(stream)
    for each in (scene, pruned):
        each.clock(later)
    pruned.core.prune(1_000)
    for n, signal in enumerate(rest):
        for each in (scene, pruned):
            each.say(signal.at, signal.severity, id=f"r:{n}", **signal.fields())

    assert points(scene, later + LAST) == points(pruned, later + LAST)
    assert [each.data for each in scene.told] == [each.data for each in pruned.told]


@few
@given(st.lists(said.map(lambda each: each._replace(severity="low", at=each.at // 100)), max_size=80))
def test_a_flood_of_low_stays_below_25(stream: list[Said]) -> None:
    scene = played(sorted(stream, key=lambda each: each.at))

    assert max(points(scene, 0), default=0) < 25
    assert not scene.told


def test_a_long_flood_of_low_stays_below_25() -> None:
    scene = Scene(*SHIPPED)
    for n in range(3_000):
        scene.say(n * 0.1, "low", actor=7 + n % 9, system=f"s{n % 7}", type=f"t.{n % 11}")

    assert max(each.score(ms(300), 3_600_000, SHIPPED_CAPS) for _, each in scene.picture.entities(1)) < 25


def test_a_lone_critical_is_critical_everywhere() -> None:
    scene = Scene(*SHIPPED)
    scene.say(0, "critical")

    assert all(found.level == "CRITICAL" for each in (GUILD, ACTOR) if (found := scene.score(each, 0)))
    assert len(scene.escalations) == 2


SHIPPED_CAPS = Scene(*SHIPPED).core.program.documents[SHIPPED[0].identity].spec.caps
