"""What came of a test against what it expects: each thing that does not hold, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.diagnostics import Where
from engine.documents.cases.case import Case, Expected
from engine.documents.cases.offsets import spell_offset
from engine.runtime.trial.miss import why_hit, why_quiet
from engine.runtime.trial.outcome import Failure
from engine.runtime.trial.play import Came, Played
from engine.runtime.trial.stage import Stage

_Claim = tuple[int, Expected, list[int]]
"""The place of an expectation, itself, and the positions of what it took of what came."""


def judge(case: Case, where: Where, played: Played, stage: Stage) -> list[Failure]:
    """All that is not as expected; `where` is the place of the test."""
    failures = [_fault(where, *fault) for fault in dict.fromkeys(played.faults)]
    failures += _signals(case, where, played, stage)
    if case.expect is None:
        return failures
    for what in ("emits", "acts"):
        if not case.expect or any(getattr(each, what) is not None for each in case.expect):
            failures += _Comparison(case.expect, what, (*where, "expect"), played, stage).failures()
    for place, expected in enumerate(case.expect):
        if expected.matches is not None:
            failures += _hits(expected, (*where, "expect", place), played, stage)
    return failures


def _fault(where: Where, document: str, error: str) -> Failure:
    return Failure(where, f"`{document}` failed on a signal ({error}); this is an error of Tocsin's own")


def _signals(case: Case, where: Where, played: Played, stage: Stage) -> Iterator[Failure]:
    """Signals that say themselves whether they must hit: each once, at the first that does otherwise."""
    told: set[int] = set()
    for each in played.inputs:
        wanted = case.given[each.entry].matches
        if wanted is None or wanted == each.hits or each.entry in told:
            continue
        told.add(each.entry)
        place = (*where, "signals", each.entry, "matches")
        if wanted:
            message = f"expected the signal at {spell_offset(each.at)} to match, and it does not"
            yield Failure(place, message, tuple(why_quiet(played, stage, each)))
        else:
            message = f"expected the signal at {spell_offset(each.at)} not to match, and it does"
            yield Failure(place, message, tuple(why_hit(stage, each)))


def _hits(expected: Expected, where: Where, played: Played, stage: Stage) -> Iterator[Failure]:
    """How many signals hit, and when the first did."""
    hits = [each for each in played.inputs if each.hits]
    if not expected.matches:
        if hits:
            message = f"expected no match, and {_times(len(hits))} there was one, first at "
            yield Failure(
                (*where, "matches"), message + spell_offset(hits[0].at), tuple(why_hit(stage, hits[0]))
            )
        return
    if len(hits) != expected.count:
        place = (*where, "count") if expected.count > 1 else (*where, "matches")
        message = f"expected {_signals_named(expected.count)} to match, and {len(hits)} did"
        yield Failure(place, message, tuple(why_quiet(played, stage)) if not hits else ())
    elif expected.at is not None and hits[0].at != expected.at:
        message = f"expected the first match at {spell_offset(expected.at)}, and it was at "
        yield Failure((*where, "at"), message + spell_offset(hits[0].at))


class _Comparison:
    """Emitted signals, or actions, against the expectations about them, in order.

    Each expectation takes the first that fit it; what none takes was not expected.
    """

    def __init__(
        self, expect: Sequence[Expected], what: str, where: Where, played: Played, stage: Stage
    ) -> None:
        self._expect = [(place, each) for place, each in enumerate(expect) if getattr(each, what) is not None]
        self._what = what
        self._where = where
        self._played = played
        self._stage = stage
        self._came = [each for each in played.came if each.what == what]
        self._free = dict.fromkeys(range(len(self._came)))

    def failures(self) -> Iterator[Failure]:
        claims = [self._claim(place, expected) for place, expected in self._expect]
        missed = [claim for claim in claims if len(claim[2]) < claim[1].count]
        yield from (self._missed(*claim) for claim in missed)
        if not missed:
            yield from self._order(claims)
            yield from self._surplus(claims)

    def _claim(self, place: int, expected: Expected) -> _Claim:
        taken: list[int] = []
        for n in list(self._free):
            each = self._came[n]
            if len(taken) < expected.count and not _differences(expected, each, timed=not taken):
                taken.append(n)
                del self._free[n]
        return place, expected, taken

    def _missed(self, place: int, expected: Expected, taken: list[int]) -> Failure:
        where = (*self._where, place)
        name = getattr(expected, self._what)
        if taken:
            when = ", ".join(spell_offset(self._came[n].at) for n in taken)
            message = f"expected `{name}` {_times(expected.count)}, and it came {_times(len(taken))}: {when}"
            return Failure((*where, "count"), message)
        nearest = min(
            ((_differences(expected, self._came[n], timed=True), n) for n in self._free),
            key=lambda each: (len(each[0]), each[1]),
            default=None,
        )
        at = "" if expected.at is None else f" at {spell_offset(expected.at)}"
        if nearest is None:
            lines = tuple(why_quiet(self._played, self._stage))
            return Failure(where, f"expected `{name}`{at}, and nothing came", lines)
        (inside, wanted, got), *further = nearest[0]
        del self._free[nearest[1]]
        came = self._came[nearest[1]]
        message = f"expected {wanted}, and {got}"
        if inside[-1] != "at":
            message += f": `{came.name}` at {spell_offset(came.at)}"
        lines = tuple(f"expected {wanted}, and {got}" for _, wanted, got in further)
        return Failure((*where, *inside), message, lines)

    def _order(self, claims: Sequence[_Claim]) -> Iterator[Failure]:
        latest = -1
        for place, expected, taken in claims:
            if taken[0] < latest:
                name = getattr(expected, self._what)
                message = f"`{name}` came before what is expected first: at "
                yield Failure((*self._where, place), message + spell_offset(self._came[taken[0]].at))
            latest = max(latest, taken[0])

    def _surplus(self, claims: Sequence[_Claim]) -> Iterator[Failure]:
        """What came too often is told at its expectation, anything else at the list of them."""
        often: dict[int, list[int]] = {}
        for n in self._free:
            place = next(
                (place for place, each, _ in claims if not _differences(each, self._came[n], timed=False)),
                None,
            )
            often.setdefault(-1 if place is None else place, []).append(n)
        for place, expected, taken in claims:
            if place in often:
                when = ", ".join(spell_offset(self._came[n].at) for n in sorted(taken + often[place]))
                times = _times(len(taken) + len(often[place]))
                name = getattr(expected, self._what)
                message = f"expected `{name}` {_times(expected.count)}, and it came {times}: {when}"
                yield Failure((*self._where, place), message)
        for n in often.get(-1, ()):
            came = self._came[n]
            message = f"`{came.name}` came at {spell_offset(came.at)}, and was not expected"
            yield Failure(self._where, message, tuple(_described(came)))


def _differences(expected: Expected, came: Came, *, timed: bool) -> list[tuple[Where, str, str]]:
    """Where an expectation differs from what came: the place in it, what it wants, and what was there."""
    found: list[tuple[Where, str, str]] = []
    name = getattr(expected, came.what)
    if name != came.name:
        found.append(((came.what,), f"`{name}`", f"`{came.name}` came"))
    severity = came.fields.get("severity")
    if expected.severity not in (None, severity):
        found.append((("severity",), f"`severity` {expected.severity}", f"it was {severity}"))
    for field, wanted in expected.fields.items():
        got = came.fields.get(field)
        if not same(wanted, got):
            was = "it was not there" if got is None else f"it was {_spelt(got)}"
            wants = f"no `{field}`" if wanted is None else f"`{field}` {_spelt(wanted)}"
            found.append((("fields", field), wants, was))
    if timed and expected.at not in (None, came.at):
        wants, got = spell_offset(expected.at or 0), spell_offset(came.at)
        found.append((("at",), f"`{name}` at {wants}", f"it came at {got}"))
    return found


def same(wanted: Any, got: Any) -> bool:
    """Whether a value is the one expected. A number equals its text form; a missing field is null."""
    if isinstance(wanted, list) and isinstance(got, list | tuple):
        return len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return wanted.keys() == got.keys() and all(same(wanted[name], got[name]) for name in wanted)
    if isinstance(wanted, bool) or isinstance(got, bool) or wanted is None or got is None:
        return wanted is got
    return bool(wanted == got) or str(wanted) == str(got)


def _described(came: Came) -> Iterator[str]:
    shown = ("severity", "actor", "target", "channel", "count", "title")
    said = [f"{name} {_spelt(came.fields[name])}" for name in shown if name in came.fields]
    if said:
        yield f"it has {', '.join(said)}"


def _spelt(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _signals_named(count: int) -> str:
    return "1 signal" if count == 1 else f"{count} signals"
