"""Whether the threat score ranks incidents better than other formulas: average precision, in one run.

Every 20 minutes everybody about whom there is anything, and every community, is ranked by each formula. Of
those who take part in an incident the one that ranks highest stands for it. It is right from its first
finding until people have dealt with it: an hour after the last one, sometimes minutes, sometimes half a day.

The seeds were fixed before the first run, and nothing in the score was chosen by what they say.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from engine.signal import Signal
from engine.systems.kind import Hit, Moment
from engine.systems.loading import load_rulebook
from engine.systems.scoring.picture import Picture
from engine.systems.scoring.spec import ScoringSpec, read_spec
from engine.systems.scoring.step import step
from engine.systems.scoring.turn import Turn
from engine.systems.scoring.usual import novelty
from tests.bench.ranking.communities import BEGIN, DAY, DAYS, MINUTE, Community, Finding, community
from tests.bench.ranking.formulas import FORMULAS, NOVEL, Formula
from tests.bench.result import Reached

SEEDS: Final = (11, 12, 13, 14, 15, 16)
EVERY: Final = 20 * MINUTE
SHIPPED: Final = Path(__file__).parents[3] / "rules" / "scoring"
_OURS: Final = "Tocsin"
_GUILD: Final = 0


class Scores(NamedTuple):
    """Those of incidents, and all others."""

    right: array[float]
    wrong: array[float]


Ranking = dict[str, Scores]
"""By formula."""


async def run(folder: Path) -> list[Reached]:
    del folder
    documents = load_rulebook([SHIPPED]).rulebook.documents
    spec = next(read_spec(each, {}) for each in documents if each.kind == "scoring")
    people: Ranking = {}
    communities: Ranking = {}
    for seed in SEEDS:
        play(community(seed), spec, people, communities)
    return [_row("people", people), _row("communities", communities)]


def _row(of: str, ranking: Ranking) -> Reached:
    found = {name: average_precision(each) for name, each in ranking.items()}
    best = max(each for name, each in found.items() if name != _OURS)
    told = ", ".join(f"{name} {each:.2f}" for name, each in sorted(found.items(), key=lambda each: -each[1]))
    what = f"incidents ranked by the threat score v. the best other formula: {of}"
    return Reached(what, found[_OURS] / best, 1, 1.2, "x", told, more=True)


def play(found: Community, spec: ScoringSpec, people: Ranking, communities: Ranking) -> None:
    """One community through all formulas, with a look every 20 minutes."""
    picture, learned = Picture(), Picture()
    others: dict[str, dict[int, Formula]] = {name: {} for name in (*FORMULAS, *NOVEL)}
    waiting = iter(found.findings)
    upcoming = next(waiting, None)
    for now in range(BEGIN + DAY, BEGIN + DAYS * DAY, EVERY):
        while upcoming is not None and upcoming.time <= now:
            _take(upcoming, spec, picture, learned, others)
            upcoming = next(waiting, None)
        scores, whole = _looked(now, spec, picture, others)
        running = [each.actors for each in found.incidents if each.begin <= now <= each.settled]
        _note(scores, running, people)
        _note(whole, [frozenset({_GUILD})] if running else [], communities)


def _note(
    scores: Mapping[str, Mapping[int, float]], incidents: list[frozenset[int]], ranking: Ranking
) -> None:
    """The score of each incident, which is that of the worst in it, and of everybody who is in none."""
    guilty = frozenset[int]().union(*incidents)
    for name, of in scores.items():
        noted = ranking.setdefault(name, Scores(array("d"), array("d")))
        noted.right.extend(max(of.get(each, 0.0) for each in incident) for incident in incidents)
        noted.wrong.extend(score for entity, score in of.items() if entity not in guilty)


def _take(
    finding: Finding,
    spec: ScoringSpec,
    picture: Picture,
    learned: Picture,
    others: Mapping[str, dict[int, Formula]],
) -> None:
    kind = finding.kind
    signal = Signal(
        f"{finding.time}", f"found.{kind.name}", finding.time, guild=1, actor=finding.actor,
        system=kind.system, severity=kind.severity, confidence=kind.confidence, seen=finding.time,
    )  # fmt: skip
    step(spec, picture, signal, Hit("s", (1,)), Moment(finding.time, finding.time))
    new = novelty(Turn(spec, learned, signal, finding.time), signal.type, kind.severity)
    for name, of in others.items():
        weight = kind.confidence * (new if name in NOVEL else 1.0)
        make = FORMULAS[name] if name in FORMULAS else NOVEL[name]
        for entity in (finding.actor, _GUILD):
            if entity not in of:
                of[entity] = make(spec.half_lives["guild" if entity == _GUILD else "actor"])
            of[entity].add(finding.time, kind.severity, weight)


def _looked(
    now: int, spec: ScoringSpec, picture: Picture, others: Mapping[str, dict[int, Formula]]
) -> tuple[dict[str, dict[int, float]], dict[str, dict[int, float]]]:
    """By formula the scores of people, and that of the community."""
    people: dict[str, dict[int, float]] = {_OURS: {}}
    guild: dict[str, dict[int, float]] = {_OURS: {_GUILD: 0.0}}
    for scope, standings, into in (
        ("actor", picture.actors, people),
        ("guild", {} if picture.guild is None else {_GUILD: picture.guild}, guild),
    ):
        half_life = spec.half_lives[scope]
        for entity, standing in standings.items():
            into[_OURS][entity] = standing.exponent(now, half_life, spec.caps)
    for name, of in others.items():
        scores = {entity: formula.score(now) for entity, formula in of.items()}
        guild[name] = {_GUILD: scores.pop(_GUILD, 0.0)}
        people[name] = scores
    for each in people[next(iter(others))]:
        people[_OURS].setdefault(each, 0.0)
    return people, guild


def average_precision(scores: Scores) -> float:
    """The mean, over all that are right, of how many are right among those ranked as high; ties as one."""
    right, wrong = sorted(scores.right), sorted(scores.wrong)
    found = 0.0
    for each in right:
        hits = len(right) - bisect_left(right, each)
        found += hits / (hits + len(wrong) - bisect_left(wrong, each))
    return found / max(len(right), 1)
