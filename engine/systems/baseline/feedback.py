"""What people say of an alert, and how the model learns from it: four words, as ThirdEye has them."""

from __future__ import annotations

from typing import Any, Final

from engine.signal import Signal
from engine.systems.baseline import courses, kinds
from engine.systems.baseline.firsts import keep_out, learn, rarity, unlearn
from engine.systems.baseline.keys import key_of
from engine.systems.baseline.models import peaks
from engine.systems.baseline.novel import half_life
from engine.systems.baseline.rates import rate_model
from engine.systems.baseline.rows import RATE, VALUE, rate_of, row_of_rate, row_of_value, value_of
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import MOST_ACCEPTED, MOST_EXPECTED, Accepted, Baseline, Expected
from engine.systems.baseline.values import log_odds

ANOMALY: Final = "anomaly"
EXPECTED: Final = "expected"
NEW_NORMAL: Final = "new_normal"
NOT_ANOMALY: Final = "not_anomaly"
VERDICTS: Final = (ANOMALY, EXPECTED, NEW_NORMAL, NOT_ANOMALY)
_WIDER: Final = 0.25
"""What is said to be no anomaly covers a quarter more than what was told of."""
HOLDS_S: Final = 28 * 86_400.0
"""For so long it counts what people said."""
_DAY_S: Final = 86_400.0
EXPECTED_S: Final = _DAY_S
"""How long something is expected where nobody says until when."""
LONGEST_S: Final = 366 * _DAY_S
"""Nothing is expected for longer."""
_UNLEARNS_S: Final = 7 * _DAY_S
"""For so long what was learned of a word is taken back with it."""
_EVIDENCE: Final = 10.0
"""A new normal counts as much as so many buckets, or values: what follows soon moves it."""


def heard(spec: BaselineSpec, state: Baseline, signal: Signal, now: int) -> None:
    """Take a word in. One about what this document never said, or cannot know, changes nothing."""
    data = signal.data
    key, verdict = data.get("where"), data.get("verdict")
    if not isinstance(key, str) or verdict not in VERDICTS:
        return
    if verdict == EXPECTED:
        _expect(state, key, now / 1000, _number(data.get("until_seconds")))
    elif verdict == ANOMALY:
        state.expected = [each for each in state.expected if each.key != key]
    if data.get("method") == "shape":
        _heard_of_course(spec, state, signal, key, now / 1000)
    elif spec.method == "novel":
        _heard_of_first(state, signal, key, now / 1000)
    else:
        _heard_of_number(spec, state, signal, key, now / 1000)


def _heard_of_number(spec: BaselineSpec, state: Baseline, signal: Signal, key: str, now: float) -> None:
    """A count or a value was far from usual: it is learned as what it is said to be."""
    verdict, value = signal.data["verdict"], _number(signal.data.get("value"))
    if verdict == ANOMALY:
        _accept_no_more(spec, state, key, str(signal.data.get("alert")), now)
        if value is not None:
            _unlearn(spec, state, key, value, now)
    elif verdict != EXPECTED and value is not None:
        before = state.table.get(key, RATE if spec.is_rate else VALUE) or ()
        usual = _number(signal.data.get("expected"))
        if usual is not None:
            far = (value - usual) * (1 + _WIDER)
            low, high = min(usual, usual + far), max(usual, usual + far)
            _accept(
                state, key, Accepted(low, high, now + HOLDS_S, before, str(signal.data.get("alert"))), now
            )
        _learn(spec, state, key, value, moves=verdict == NEW_NORMAL)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _expect(state: Baseline, key: str, now: float, seconds: float | None) -> None:
    """An entry of the calendar from now on; the oldest gives way where there are too many."""
    length = EXPECTED_S if seconds is None else min(max(seconds, 0.0), LONGEST_S)
    entry = Expected(key, now, now + length)
    running = [each for each in state.expected if each.until > now]
    state.expected = [*running, entry][-MOST_EXPECTED:]


def _accept(state: Baseline, key: str, accepted: Accepted, now: float) -> None:
    """So far from what is usual, and a quarter further, is no anomaly for four weeks."""
    known = state.accepted.pop(key, None)
    if known is not None and known.until > now:
        accepted.low, accepted.high = min(accepted.low, known.low), max(accepted.high, known.high)
    state.accepted[key] = accepted
    if len(state.accepted) > MOST_ACCEPTED:
        del state.accepted[next(iter(state.accepted))]


def _accept_no_more(spec: BaselineSpec, state: Baseline, key: str, alert: str, now: float) -> None:
    """It was one after all: what is usual is what it was before somebody said that this alert was.

    What came since is learned anew, a week of it at most; when the key was last heard of, and what was told
    of it, stays.
    """
    known = state.accepted.get(key)
    if known is None or known.alert != alert:
        return
    del state.accepted[key]
    form = RATE if spec.is_rate else VALUE
    row, said_at = state.table.get(key, form), known.until - HOLDS_S
    if not known.before or row is None or now - said_at > _UNLEARNS_S:
        return
    if spec.is_rate:
        (rate, gate), (was, _) = rate_of(row, state.season), rate_of(known.before, state.season)
        rate.a, rate.b, rate.odd, rate.squares = was.a, was.b, was.odd, was.squares
        state.table.put(key, form, row_of_rate(rate, gate))
    else:
        (learner, its_gate), (had, _) = value_of(row, state.season), value_of(known.before, state.season)
        learner.weight, learner.level, learner.spread = had.weight, had.level, had.spread
        learner.fast_weight, learner.fast, learner.off_since = had.fast_weight, had.fast, had.off_since
        state.table.put(key, form, row_of_value(learner, its_gate))


def _heard_of_course(spec: BaselineSpec, state: Baseline, signal: Signal, key: str, now: float) -> None:
    """A pattern that was told of is to be known for long, or not to be known."""
    course, told_at = state.courses.get(key), _number(signal.data.get("told_at"))
    if course is None or told_at is None:
        return
    if signal.data["verdict"] in (NEW_NORMAL, NOT_ANOMALY):
        courses.remember(spec, course, told_at / 1000, now, HOLDS_S)
        return
    is_anomaly = signal.data["verdict"] == ANOMALY
    courses.take_back(course, told_at / 1000, now, keeps_out=is_anomaly)
    if is_anomaly and "shape" in state.peaks:
        peaks.take_back(state.peaks["shape"], course.gate.height)


def _heard_of_first(state: Baseline, signal: Signal, key: str, now: float) -> None:
    """What was new is known by now: let it be new again, or for good not."""
    firsts, new, verdict = state.firsts.get(key), signal.data.get("new"), signal.data["verdict"]
    if firsts is None or not isinstance(new, list | tuple) or not new:
        return
    values = [str(each) for each in new]
    if verdict == ANOMALY:
        if "novel" in state.peaks:
            peaks.take_back(state.peaks["novel"], rarity(firsts, values))
        keep_out(firsts, values, now + HOLDS_S)
        return
    is_held = firsts.kept_out.pop(key_of(values), None) is not None
    if verdict == EXPECTED:
        unlearn(firsts, values)
        return
    if is_held:
        learn(firsts, now, values, half_life(firsts, now), warm=False)
    if verdict == NOT_ANOMALY:  # that further new values are less rare than thought is news
        firsts.news += 1


def _learn(spec: BaselineSpec, state: Baseline, key: str, value: float, *, moves: bool) -> None:
    """Learn what was told of as what it is: as one more observation, or as the new level."""
    if spec.is_rate:
        _learn_rate(spec, state, key, value, moves=moves)
    else:
        _learn_value(spec, state, key, value, moves=moves)


def _learn_rate(spec: BaselineSpec, state: Baseline, key: str, value: float, *, moves: bool) -> None:
    row = state.table.get(key, RATE)
    if row is None:
        return
    rate, gate = rate_of(row, state.season)
    level = rate.a / rate.b if rate.b > 0 else value
    usual = rate_model(spec).mean(rate, rate.bucket)
    of_level = value * level / usual if usual > 0 else value
    if moves:
        rate.a, rate.b, rate.count = of_level * _EVIDENCE, _EVIDENCE, min(rate.count, value)
        gate.height = 0.0
    else:
        rate.odd += max((value - usual) ** 2 - usual, 0.0)
        rate.squares += usual * usual
        rate.a, rate.b = rate.a + of_level, rate.b + 1.0
    state.table.put(key, RATE, row_of_rate(rate, gate))


def _learn_value(spec: BaselineSpec, state: Baseline, key: str, value: float, *, moves: bool) -> None:
    row = state.table.get(key, VALUE)
    if row is None:
        return
    learner, gate = value_of(row, state.season)
    value = log_odds(value) if spec.method == "confidence" else value
    if moves:
        learner.level = learner.fast = value
        learner.weight = learner.fast_weight = _EVIDENCE
        learner.off_since, gate.height = 0.0, 0.0
    else:
        residual = value - learner.level
        learner.weight += 1
        learner.level += residual / learner.weight
        learner.spread += (abs(residual) - learner.spread) / learner.weight
    state.table.put(key, VALUE, row_of_value(learner, gate))


def _unlearn(spec: BaselineSpec, state: Baseline, key: str, value: float, now: float) -> None:
    """Keep out what is not learned yet: the open bucket, or a level on its way to be the new normal.

    Nor does it count among what was noticed, or among what comes of its kind.
    """
    gate = None
    if spec.is_rate and (row := state.table.get(key, RATE)) is not None:
        rate, gate = rate_of(row, state.season)
        model = rate_model(spec)
        if rate.bucket == int(now // (spec.bucket / 1000)):
            rate.count = min(rate.count, model.mean(rate, rate.bucket))
            state.table.put(key, RATE, row_of_rate(rate, gate))
        else:
            kinds.take_back(
                spec, state, key, model.of_level(rate, int(gate.time // (spec.bucket / 1000)), value)
            )
    elif not spec.is_rate and (row := state.table.get(key, VALUE)) is not None:
        learner, gate = value_of(row, state.season)
        learner.fast, learner.off_since = learner.level, 0.0
        state.table.put(key, VALUE, row_of_value(learner, gate))
    known = state.peaks.get(spec.method)
    if gate is not None and known is not None:
        peaks.take_back(known, gate.height)
