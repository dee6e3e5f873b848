"""What is kept of a guild: how it stands with everybody and everything there. Every part of it is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from engine.systems.baseline.models.rate import RateState
from engine.systems.scoring.bands import SPENT
from engine.systems.scoring.spec import Scope, ScoringSpec
from engine.systems.scoring.standing import Standing

MOST_OTHERS: Final = 1_000
"""Channels, and systems, of which anything is remembered at once."""
_STAYING: Final = 7, 8
"""The share of a limit that stays when it is passed."""


class Entity(NamedTuple):
    """Who or what a score is of. `id` is a Discord id, or the name of a system."""

    scope: Scope
    id: int | str


class Usual(msgspec.Struct, array_like=True):
    """How often one kind of signal comes. `same` of the open hour came since the newest instant, `at`.

    From `since` to `until` an anomaly was found among them. Instants in milliseconds.
    """

    rate: RateState
    at: int = 0
    same: int = 0
    since: int = 0
    until: int = 0


class Track(msgspec.Struct, array_like=True):
    """What was seen of a pattern for one key: the newest instants of each item, and when it was told last."""

    times: dict[str, list[int]] = {}
    fired: int | None = None


class Picture(msgspec.Struct):
    """All scores of one guild under one document.

    `queue` is a heap of those whose level may be left, by when that is asked; `wake` is when its timer is
    due, `sample` when that for the curve is; None: none is set. `sampled` is when the curve was written last.
    `tracks` are by pattern and key, `rates` by kind of signal. `heights`
    are the highest exponents by scope and day since 1970. `taken` counts what changed it.
    """

    guild: Standing | None = None
    actors: dict[int, Standing] = {}
    channels: dict[int, Standing] = {}
    systems: dict[str, Standing] = {}
    tracks: dict[str, Track] = {}
    rates: dict[str, Usual] = {}
    heights: dict[str, dict[int, float]] = {}
    queue: list[tuple[int, Scope, int | str]] = []
    wake: int | None = None
    sample: int | None = None
    sampled: int | None = None
    taken: int = 0

    def get(self, entity: Entity) -> Standing | None:
        """How it stands with an entity, None where nothing is known of it."""
        if entity.scope == "guild":
            return self.guild
        return self._of(entity.scope).get(entity.id)

    def put(self, entity: Entity, standing: Standing) -> None:
        """Keep a new one."""
        if entity.scope == "guild":
            self.guild = standing
        else:
            self._of(entity.scope)[entity.id] = standing

    def drop(self, entity: Entity) -> None:
        """Forget one."""
        if entity.scope == "guild":
            self.guild = None
        else:
            del self._of(entity.scope)[entity.id]

    def entities(self, guild: int | None) -> Iterator[tuple[Entity, Standing]]:
        """All of them in an order that is always the same."""
        if self.guild is not None and guild is not None:
            yield Entity("guild", guild), self.guild
        for actor in sorted(self.actors):
            yield Entity("actor", actor), self.actors[actor]
        for channel in sorted(self.channels):
            yield Entity("channel", channel), self.channels[channel]
        for system in sorted(self.systems):
            yield Entity("system", system), self.systems[system]

    def _of(self, scope: Scope) -> dict[int | str, Standing]:
        found: dict[int | str, Standing] = getattr(self, f"{scope}s")
        return found

    def count(self, scope: Scope) -> int:
        """Of how many entities something is known."""
        return int(self.guild is not None) if scope == "guild" else len(self._of(scope))

    def make_room(self, spec: ScoringSpec, scope: Scope, now: int) -> None:
        """When there are too many of a scope, those go in which nothing is left, then those with the least.

        What is left decides alone, so that it does not matter whether something was pruned before.
        """
        most = spec.most_actors if scope == "actor" else MOST_OTHERS
        if scope == "guild" or self.count(scope) <= most:
            return
        half_life, of = spec.half_lives[scope], self._of(scope)
        for id_ in [each for each, one in of.items() if is_over(one, spec, scope, now, SPENT)]:
            del of[id_]
        if len(of) <= most:
            return
        share, whole = _STAYING
        ranked = sorted(of, key=lambda id_: (of[id_].exponent(now, half_life, spec.caps), str(id_)))
        for id_ in ranked[: len(of) - most * share // whole]:
            del of[id_]


def is_over(standing: Standing, spec: ScoringSpec, scope: Scope, now: int, least: int) -> bool:
    """Whether a new standing would do the same: nothing is left, and nobody was called lately."""
    called = standing.escalated is not None and now < standing.escalated + spec.cool_down
    if standing.level or called:
        return False
    return standing.is_spent(now, spec.half_lives[scope], least)
