"""What a signal does to the scores: evidence for its guild, actor, channel and system, and what follows.

How bad it is counts as of now, when the engine sees it: of what is told late a part is gone already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from engine.effects import Effect, Timer
from engine.matching.candidates import concerns
from engine.signal import Signal, SignalType
from engine.systems.emission import kind_of
from engine.systems.kind import Hit, Moment
from engine.systems.scoring import tracks
from engine.systems.scoring.bands import BAND_OF, weight
from engine.systems.scoring.evidence import cause_of, entities_of, is_observed, label_of
from engine.systems.scoring.history import SAMPLE, sample, sample_due
from engine.systems.scoring.levels import FALL, rise, sweep
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.spec import Pattern, Scope, ScoringSpec
from engine.systems.scoring.standing import Part, Standing
from engine.systems.scoring.turn import Turn
from engine.systems.scoring.usual import lift, novelty
from engine.systems.scoring.who import criticality

_OF_ACTORS: Final[frozenset[Scope]] = frozenset({"guild", "actor"})
_OF_MANY: Final[frozenset[Scope]] = frozenset({"guild"})


def step(spec: ScoringSpec, picture: Picture, signal: Signal, hit: Hit, moment: Moment) -> list[Effect]:
    """Take a signal in; of one that rules were hit by, only what it means to sequences."""
    turn = Turn(spec, picture, signal, moment.now)
    picture.taken += 1
    if signal.type == SignalType.TIMER_DUE:
        return _woken(turn)
    if is_observed(signal):
        return []
    touched: list[Entity] = []
    if hit.rules:
        found = list(_completed(turn, hit.rules))
    else:
        kind = kind_of(signal)
        touched = entities_of(signal)
        part = _evidence(turn, kind)
        lift(picture, signal)
        for entity in touched:
            _add(turn, entity, kind, part, cause_of(signal))
        found = list(tracks.met(turn, kind, signal.severity or spec.unrated))
    for pattern in found:
        touched += _add_pattern(turn, pattern)
    tracks.make_room(picture, spec, turn.now)
    return _follow(turn, dict.fromkeys(touched)) if touched else []


def _evidence(turn: Turn, kind: str) -> Part:
    """What a signal adds everywhere."""
    spec, signal = turn.spec, turn.signal
    severity = signal.severity or spec.unrated
    sure = spec.confidence if signal.confidence is None else signal.confidence
    new = novelty(turn, kind, severity)
    factors = (sure, _bonus(spec, signal.type), new, criticality(spec.criticality, signal.data))
    amount = weight(spec.weights[severity], *factors)
    return Part(label_of(signal), BAND_OF[severity], amount, 1, signal.id, signal.time)


def _bonus(spec: ScoringSpec, type_: str) -> float:
    """The largest that a type has: 1 without any."""
    return 1 + max((each for pattern, each in spec.bonus if concerns(pattern, type_)), default=0.0)


def _completed(turn: Turn, rules: tuple[str, ...]) -> Iterator[Pattern]:
    for pattern in turn.spec.patterns:
        yield from tracks.completed(turn, pattern, rules)


def _add_pattern(turn: Turn, pattern: Pattern) -> list[Entity]:
    """A pattern is evidence against who is in it, and in the guild."""
    spec, signal = turn.spec, turn.signal
    scopes = _OF_MANY if pattern.way == "actors" else _OF_ACTORS
    amount = weight(spec.weights[pattern.severity], criticality(spec.criticality, signal.data))
    part = Part(pattern.title, BAND_OF[pattern.severity], amount, 1, signal.id, signal.time)
    touched = [each for each in entities_of(signal) if each.scope in scopes]
    for entity in touched:
        _add(turn, entity, f"pattern:{pattern.name}", part)
    return touched


def _add(turn: Turn, entity: Entity, kind: str, part: Part, cause: str = "") -> None:
    half_life = turn.half_life(entity)
    standing = turn.picture.get(entity)
    if standing is None:
        standing = Standing(at=part.last, since=part.last)
        turn.picture.put(entity, standing)
    elif standing.is_spent(turn.now, half_life):
        standing.begin_anew(part.last)
    standing.heard = turn.now
    standing.take(part, f"{kind}\n{part.band}", half_life, turn.caps, cause)
    turn.picture.make_room(turn.spec, entity.scope, turn.now)


def _follow(turn: Turn, touched: Iterable[Entity]) -> list[Effect]:
    """Levels that are entered, and the timers that stand for what waiting does."""
    effects: list[Effect] = []
    picture, wake = turn.picture, turn.picture.wake
    for entity in touched:
        standing = picture.get(entity)
        if standing is not None:  # it may have been let go for the sake of others
            effects += rise(turn, entity, standing)
    if picture.wake is not None and picture.wake != wake:
        effects.append(Timer(FALL, picture.wake))
    if effects:
        effects += sample(turn.spec, picture, turn.signal.guild, turn.now)
    due = sample_due(picture, turn.now)
    if due is not None:
        effects.append(Timer(SAMPLE, due))
    return effects


def _woken(turn: Turn) -> list[Effect]:
    if turn.signal.data.get("name") == FALL:
        turn.picture.wake = None
        return sweep(turn)
    turn.picture.sample = None
    return sample(turn.spec, turn.picture, turn.signal.guild, turn.now)
