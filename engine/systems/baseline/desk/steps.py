"""What the desk does with what baselines notice: one event is one alert, and no more than people will read.

It is one of the engine's own folds, with one book a server: documents know nothing of each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from engine.effects import Effect, Emit, For
from engine.instants import DAY_MS
from engine.signal import SEVERITIES, Severity, Signal, SignalType
from engine.systems.baseline.desk import lately
from engine.systems.baseline.desk.book import MOST_TOLD, OLDEST_MS, Counts, Desk, Price, Told, Word, find
from engine.systems.baseline.desk.limit import dearer_by, held_back
from engine.systems.baseline.feedback import ANOMALY, LONGEST_S
from engine.systems.kind import Compiled, Hit, Moment

TOGETHER_MS: Final = 10 * 60_000
"""What is noticed so soon before or after an alert, or what belongs to it, is of the same event."""
LONGEST_MS: Final = 60 * 60_000
"""An event is no longer than this, however much goes on: the next alert begins another one."""
AT_ONCE_MS: Final = 3 * 60_000
"""But another kind of signal than it was about is the next event, unless both come at once."""
GOES_ON_MS: Final = 6 * 60 * 60_000
"""So is what a baseline notices so long after at the same key."""
_TWICE: Final = 2.0
"""So much rarer than it must be, and four digits more than that, is worse than what was told."""
_DEARER: Final = 1.2
"""Each alert makes the next of its document dearer by this factor, and time makes it cheaper again, as the
budget allows: so it tells of the rarest of what comes, however often things are rare."""
_DEAREST: Final = 1.0
"""In digits: what comes after a wild morning must be told, too."""
_AT_FIRST: Final = 0.5
"""So much dearer, in digits, is the first alert of a document: nobody knows yet how wild its stream is."""
SPARE: Final = 0.7
"""So many digits more seldom than the budget allows is what is told by baselines that tell kinds apart: what
stands out at their many keys comes in bunches."""
_BESIDE: Final = 2.0
"""What counts for each digit of how rare it is that so much else stands out beside it."""
_MUCH_RARER: Final = 4.0
"""So many digits more than it takes are a level worse."""
_WORSE_BY_ONE: Final[Mapping[Severity, Severity]] = {
    "low": "medium", "medium": "high", "high": "critical", "critical": "critical",
}  # fmt: skip
_ONE_THING: Final = ("where", "method")
_MOST_DAYS: Final = 31
_BETWEEN: Final = "\0"
_NOT_SAID: Final = frozenset({"document", "mode", "level", "budget", "kind", "place", "seldom"})
_MOST_KINDS: Final = 20


class Desks:
    """The steps of the one document `DESK`. Its key is the guild."""

    name = "engine.anomalies"
    state: ClassVar[type[Desk]] = Desk

    def step(
        self, spec: None, state: Desk, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect | For]:
        """Tell of what was noticed, or write down what somebody said."""
        del spec, hit
        state.taken += 1
        if signal.type == SignalType.BASELINE_FEEDBACK:
            _heard(state, signal, moment.now)
            return ()
        return _noticed(state, signal, moment.now) if signal.origin == "derived" else ()

    def prune(self, spec: None, state: Desk, moment: Moment) -> bool:
        """Never: books are small, and people ask what was told weeks ago."""
        del spec, state, moment
        return False


DESK: Final = Compiled(
    identity="engine/anomalies",
    kind=Desks.name,
    id="anomalies",
    spec=None,
    types=(SignalType.BASELINE_NOTICED, SignalType.BASELINE_FEEDBACK),
    own=True,
)


def name_of_counts(rule: str, method: str) -> str:
    """Under which name the book counts what a document notices in one way."""
    return f"{rule}{_BETWEEN}{method}"


def rule_and_method(name: str) -> tuple[str, str]:
    """What a name in the book's counts stands for."""
    rule, _, method = name.rpartition(_BETWEEN)
    return rule, method


def _noticed(state: Desk, signal: Signal, now: int) -> Sequence[For]:
    data = signal.data
    counts = _counts(state, name_of_counts(data["rule"], data["method"]), now)
    counts.noticed += 1
    _peak(state, signal)
    beside = _beside(state, signal)
    same = _same(state, signal)
    if same is not None and not _is_worse(same, data) and not _outranks(state, signal):
        same.more += 1
        same.latest = max(same.latest, signal.time)
        same.kinds = [*same.kinds, *(each for each in _kinds(data) if each not in same.kinds)][-_MOST_KINDS:]
        return ()
    price, least = _price(state, data, now)
    room = float(data["seldom"]) + _BESIDE * beside - least
    if room < price.more:
        return ()
    more = 0 if same is not None else dearer_by(state, signal, _severity(data))
    if room < _dearer(price.more, more):
        held = held_back(state, signal, TOGETHER_MS)
        counts.held += len(held)
        return held
    price.more = min(_dearer(price.more, 1), _DEAREST)
    counts.told += 1
    return [_told(state, signal, float(data["excess"]), is_worse=same is not None)]


def _beside(state: Desk, signal: Signal) -> float:
    """How rare it is that so many other kinds of signals stand out just now, as a power of ten."""
    data = signal.data
    return (
        lately.take(state.lately, signal.time, data["kind"], data.get("place", "")) if "kind" in data else 0.0
    )


def _price(state: Desk, data: Mapping[str, Any], now: int) -> tuple[Price, float]:
    """The price of a document, and how many days, as a power of ten, must lie between its alerts at least."""
    looked = int(data["evidence_seconds"]) * 1000
    price = state.prices.setdefault(str(data["document"]), Price(_AT_FIRST, now - looked))
    a_day = float(data["budget"]) / max(len(state.prices), 2)
    _refresh(price, a_day, now)
    return price, (SPARE if "kind" in data else 0.0) - math.log10(a_day)


def _kinds(data: Mapping[str, Any]) -> list[str]:
    return [data["kind"]] if "kind" in data else []


def _told(state: Desk, signal: Signal, excess: float, *, is_worse: bool) -> For:
    severity, document = _severity(signal.data), str(signal.data["document"])
    said = {name: each for name, each in signal.data.items() if name not in _NOT_SAID} | {"ref": signal.id}
    told = Told(
        signal.id, signal.time, document, said, severity, excess, system=signal.system, latest=signal.time,
        is_worse=is_worse, kinds=_kinds(signal.data), level=signal.data["level"],
    )  # fmt: skip
    known = [each for each in state.told if signal.time - each.time < OLDEST_MS]
    state.told = [*known, told][-MOST_TOLD:]
    emit = Emit(
        SignalType.ANOMALY_DETECTED,
        time=signal.time,
        channel=signal.channel,
        actor=signal.actor,
        target=signal.target,
        system=signal.system,
        severity=severity,
        confidence=signal.confidence,
        data=said,
        cause=(signal.id, *signal.cause),
    )
    return For(document, emit)


def _peak(state: Desk, signal: Signal) -> None:
    """How far what was told of went: people judge all of it, and it is told when it begins."""
    data, value = signal.data, signal.data.get("value")
    for told in reversed(state.told):
        if signal.time - told.time > GOES_ON_MS:
            return
        is_it = told.document == data["document"] and all(
            told.said[name] == data[name] for name in _ONE_THING
        )
        if is_it and value is not None and float(data["excess"]) > max(told.excess, told.peak_excess):
            told.peak, told.peak_excess = float(value), float(data["excess"])


def _same(state: Desk, signal: Signal) -> Told | None:
    """The alert that is about the same event: the rarest of those."""
    found = [each for each in state.told if _is_same(each, signal)]
    return max(found, key=lambda each: each.excess, default=None)


def _is_same(told: Told, signal: Signal) -> bool:
    apart = abs(signal.time - told.time)
    if apart <= TOGETHER_MS or (apart <= LONGEST_MS and signal.time - told.latest <= TOGETHER_MS):
        return apart <= AT_ONCE_MS or not told.kinds or set(_kinds(signal.data)) <= set(told.kinds)
    if apart <= LONGEST_MS and set(_kinds(signal.data)) & set(told.kinds):
        return True
    if told.said["where"] != signal.data["where"] or told.said["reason"] == "new":
        return False
    return apart <= GOES_ON_MS and told.document == signal.data["document"]


def _is_worse(told: Told, data: Mapping[str, Any]) -> bool:
    """Whether what was told of has become worse by a level, and is far rarer than what was told."""
    rises = SEVERITIES.index(_severity(data)) > SEVERITIES.index(told.severity)
    return rises and float(data["excess"]) >= _TWICE * told.excess + _MUCH_RARER


def _outranks(state: Desk, signal: Signal) -> bool:
    """Whether its document takes it for worse than all that was told of the event: loud noise that matters
    little must not hide it.
    """
    level = SEVERITIES.index(signal.data["level"])
    told = [each.level for each in state.told if _is_same(each, signal)]
    return all(each is not None and SEVERITIES.index(each) < level for each in told)


def _refresh(price: Price, alerts_a_day: float, now: int) -> None:
    """Bring a price up to date: by the time that the next alert may come, the last one is forgotten."""
    days = max(now - price.time, 0) / DAY_MS
    price.more = _dearer(price.more, -alerts_a_day * days)
    price.time = now


def _dearer(price: float, alerts: float) -> float:
    """A price after so many alerts more, or fewer."""
    return max(0.0, (1 + price) * math.pow(_DEARER, alerts) - 1)


def _severity(data: Mapping[str, Any]) -> Severity:
    """That of the document; of what is far rarer than it must be one level more."""
    level: Severity = data["level"]
    if float(data["excess"]) >= _MUCH_RARER:
        return _WORSE_BY_ONE.get(level, level)
    return level


def _counts(state: Desk, name: str, now: int) -> Counts:
    day = now // DAY_MS
    if day not in state.counts:
        for old in [each for each in state.counts if each <= day - _MOST_DAYS]:
            del state.counts[old]
    return state.counts.setdefault(day, {}).setdefault(name, Counts())


def _heard(state: Desk, signal: Signal, now: int) -> None:
    """Write down what somebody said of an alert; a later word counts over an earlier one."""
    told, verdict = find(state, signal.data.get("alert")), signal.data.get("verdict")
    if told is None or not isinstance(verdict, str):
        return
    seconds = signal.data.get("until_seconds")
    until = None
    if isinstance(seconds, int | float):
        until = now + int(1000 * min(max(seconds, 0), LONGEST_S))
    if verdict == ANOMALY and (told.word is None or told.word.verdict != ANOMALY):
        _give_back(state, told.document)
    told.word = Word(verdict, signal.actor or 0, now, until)


def _give_back(state: Desk, document: str) -> None:
    """What was worth reading makes the next alert no dearer."""
    price = state.prices.get(document)
    if price is not None:
        price.more = _dearer(price.more, -1)
