"""What `/anomalyreport` and `/baselineinfo` show, from the loop's state; to be asked on the event loop."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from engine.bot.views.text import visible
from engine.diagnostics.nearest import nearest
from engine.instants import HOUR_MS
from engine.runtime.core import Core
from engine.runtime.usual import baselines_of, desk_of
from engine.systems.baseline.desk.book import Desk, Told
from engine.systems.baseline.keys import values_of
from engine.systems.baseline.kind import BaselineKind
from engine.systems.baseline.report import Hour, Known, hours, known, summary
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline

_SYSTEM: Final = "system"
_MOST_KEYS: Final = 1_000
"""Of a baseline whose keys name systems: more systems than a server has."""
_MOST_TOLD: Final = 200


class Asked(msgspec.Struct, frozen=True):
    """What is asked about: a guild, a time up to `now` (milliseconds), one system or none."""

    guild: int
    now: int
    hours: int = 24
    system: str | None = None

    @property
    def since(self) -> int:
        """When it begins."""
        return self.now - self.hours * HOUR_MS


class Watching(msgspec.Struct, frozen=True):
    """How many baselines of a guild watch, how many still learn and, where known, until when, and how many
    have seen nothing yet.
    """

    warm: int
    learning: int
    unseen: int
    until: int | None


class Report(msgspec.Struct, frozen=True):
    """`alerts` are the rarest first, `found` how many by system (None: of no system) and method, the most
    first, `words` what people said within the time. `noticed` counts, by whole days, also what was not told,
    of which `held` would have been more than people read on one day.
    """

    asked: Asked
    alerts: Sequence[Told]
    found: Mapping[str | None, Mapping[str, int]]
    words: Mapping[str, int]
    noticed: int
    held: int
    watching: Watching


class Unknown(msgspec.Struct, frozen=True):
    """Nothing here has this name; `meant` is the nearest that something has, `known` are some."""

    name: str
    meant: str | None
    known: Sequence[str]


class Watched(msgspec.Struct, frozen=True):
    """A baseline in a guild, with what it knows there."""

    spec: BaselineSpec
    state: Baseline
    known: Known


class Overview(msgspec.Struct, frozen=True):
    """Baselines, those that saw most first, of a guild or of one of its systems; `unseen` saw nothing yet."""

    asked: Asked
    watched: Sequence[Watched]
    unseen: Sequence[str]
    watching: Watching


class Week(msgspec.Struct, frozen=True):
    """The last seven days of a count by the hour, today to its end. `today` is the place of its first hour;
    days begin where the people are, in the baseline's zone.
    """

    watched: Watched
    hours: Sequence[Hour]
    today: int
    zone: tzinfo
    now: int

    @property
    def usual_so_far(self) -> float:
        """How much is usual today until now; of this hour as much of it as has passed."""
        passed = ((self.now - each.at) / HOUR_MS for each in self.hours[self.today :])
        known = zip(self.hours[self.today :], passed, strict=True)
        return math.fsum(each.mean * min(share, 1.0) for each, share in known if share > 0)

    @property
    def counted_so_far(self) -> float:
        """How much there was today until now."""
        return math.fsum(each.counted or 0.0 for each in self.hours[self.today :])


def report(core: Core, asked: Asked) -> Report | Unknown:
    """What was told in a time: of all, or of one system."""
    desk = desk_of(core, asked.guild) or Desk()
    names = systems_of(core, asked.guild)
    wanted = _folded(asked.system)
    if wanted:
        named = next((each for each in names if _folded(each) == wanted), None)
        if named is None:
            return _unknown(asked, names)
        asked = msgspec.structs.replace(asked, system=named)
    told, found = summary(desk, asked.since, most=_MOST_TOLD).worst, summary(desk, asked.since).found
    alerts = [each for each in told if not wanted or _folded(each.system) == wanted]
    return Report(
        asked,
        alerts,
        _by_system(alerts),
        Counter(each.word.verdict for each in _heard(desk, asked, wanted) if each.word is not None),
        sum(each.noticed for each in found),
        sum(each.held for each in found),
        watching(core, asked),
    )


def overview(core: Core, asked: Asked) -> Overview | Unknown:
    """What is usual: of all baselines of a guild, of those of one system, or of the one of this name."""
    every = [Watched(spec, state, known(spec, state, asked.now)) for spec, state in _seen(core, asked.guild)]
    unseen = _unseen(core, asked.guild)
    wanted = _folded(asked.system)
    if wanted:
        named = [each for each in every if wanted in _own_names(each.spec)]
        every = named or [each for each in every if wanted in map(_folded, _systems(each.spec, each.state))]
        unseen = [each for each in unseen if wanted in _own_names(each)]
        if not every and not unseen:
            return _unknown(asked, names_of(core, asked.guild))
    every.sort(key=lambda each: (-each.known.seen, each.known.title))
    return Overview(asked, every, sorted(each.title for each in unseen), watching(core, asked))


def week(found: Overview) -> Week | None:
    """The week of the first baseline that counts, of those with a season first; None where nothing counts."""
    counting = sorted(found.watched, key=lambda each: (not each.spec.is_rate, each.spec.season == "none"))
    if not counting:
        return None
    chosen, now = counting[0], found.asked.now
    zone = ZoneInfo(chosen.spec.zone)
    today = datetime.fromtimestamp(now / 1000, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin, first, end = (_hour(today + timedelta(days=days)) for days in (-6, 0, 1))
    shown = hours(chosen.spec, chosen.state, range(begin, end), now)
    return Week(chosen, shown, first - begin, zone, now) if shown else None


def _hour(moment: datetime) -> int:
    """Hours since 1970."""
    return int(moment.timestamp() // 3600)


def watching(core: Core, asked: Asked) -> Watching:
    """How far the baselines of a guild are."""
    every = [known(spec, state, asked.now) for spec, state in _seen(core, asked.guild)]
    learning = [each for each in every if not each.is_warm]
    ends = [each.warm_from for each in learning if each.warm_from is not None and each.warm_from > asked.now]
    return Watching(
        len(every) - len(learning), len(learning), len(_unseen(core, asked.guild)), max(ends, default=None)
    )


def systems_of(core: Core, guild: int) -> list[str]:
    """The systems that baselines of a guild know of, or that something was told of."""
    desk = desk_of(core, guild) or Desk()
    found = {each.system for each in desk.told if each.system}
    for spec, state in _seen(core, guild):
        found.update(_systems(spec, state))
    return sorted(found)


def names_of(core: Core, guild: int) -> list[str]:
    """What `/baselineinfo` can be asked of: baselines by their titles, and systems."""
    titles = [each.title for each in _specs(core, guild)]
    return [*sorted(titles), *systems_of(core, guild)]


def _unknown(asked: Asked, names: Sequence[str]) -> Unknown:
    name = visible(asked.system or "")
    return Unknown(name, nearest(name, names), names)


def _seen(core: Core, guild: int) -> Iterator[tuple[BaselineSpec, Baseline]]:
    for _, spec, state in baselines_of(core, guild):
        if state.since:
            yield spec, state


def _unseen(core: Core, guild: int) -> list[BaselineSpec]:
    seen = {spec.id for spec, _ in _seen(core, guild)}
    return [each for each in _specs(core, guild) if each.id not in seen]


def _specs(core: Core, guild: int) -> Iterator[BaselineSpec]:
    """Of all baselines in force in a guild."""
    program = core.program
    for document in program.rulebook.documents:
        if document.kind == BaselineKind.name and program.counts_in(document, guild):
            yield program.documents[document.identity].within(guild).spec


def _systems(spec: BaselineSpec, state: Baseline) -> list[str]:
    """The systems that a baseline tells of: the one that it names, and those among its keys."""
    found = [] if spec.system is None else [spec.system]
    if _SYSTEM in spec.by:
        place = spec.by.index(_SYSTEM)
        keys = [*(state.firsts if spec.method == "novel" else state.table.places)][:_MOST_KEYS]
        found += [name for key in keys if (name := values_of(key, len(spec.by))[place])]
    return found


def _own_names(spec: BaselineSpec) -> set[str]:
    return {_folded(each) for each in (spec.id, spec.name, spec.title) if each}


def _by_system(alerts: Sequence[Told]) -> Mapping[str | None, Mapping[str, int]]:
    counts: dict[str | None, Counter[str]] = {}
    for each in alerts:
        counts.setdefault(each.system, Counter())[str(each.said.get("method"))] += 1
    ordered = sorted(counts.items(), key=lambda each: (-each[1].total(), each[0] or ""))
    return {system: dict(methods.most_common()) for system, methods in ordered}


def _heard(desk: Desk, asked: Asked, wanted: str) -> Iterator[Told]:
    """Alerts of which somebody said something within the time, whenever they were."""
    for each in desk.told:
        is_about = not wanted or _folded(each.system) == wanted
        if is_about and each.word is not None and each.word.at >= asked.since:
            yield each


def _folded(name: str | None) -> str:
    return (name or "").strip().casefold()
