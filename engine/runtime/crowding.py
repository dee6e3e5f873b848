"""Sees to it that no document has more groups in a guild than it may. Deterministic, as the core is.

When there are too many, a signal draws a line, and when that is taken in its turn, what stands below
goes: recovery does the same at the same place of the journal, without knowing how many there were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.runtime.cells import Address, Cells
from engine.runtime.crowds import CROWDS, Crowd, Place, line, line_in, severity_of
from engine.runtime.derived import groups_dropped
from engine.runtime.program import Program
from engine.signal import Signal
from engine.systems.kind import Compiled, Hit, Limited, Moment, Standing


class Crowding:
    """One for all states of a core. Without limits nothing ever goes."""

    def __init__(self, cells: Cells, *, is_limited: bool) -> None:
        self._cells = cells
        self._is_limited = is_limited
        self._drawn: set[Place] = set()

    def is_near(self, document: Compiled) -> bool:
        """Whether a closer look is worth its time; asked after each step."""
        return 0 < document.most < self._cells.fullest and self._is_limited

    def look(
        self, program: Program, document: Compiled, signal: Signal, hit: Hit, moment: Moment
    ) -> Iterator[Signal]:
        """The signal that draws the line, when there are too many groups, spent ones apart.

        Of documents that share their groups it names the first.
        """
        guild = hit.key[0]
        place, steps = (hit.document, guild), program.kinds[document.kind]
        if place in self._drawn or not isinstance(steps, Limited):
            return
        if self._cells.count_at(place) <= document.most:
            return
        spec, get = document.spec, self._cells.get
        standings: list[Standing] = []
        for key in self._cells.keys_at(place):
            state = get(hit.document, key)
            stands = steps.standing(spec, state, moment)
            if stands.may_be_spent and steps.prune(spec, state, moment):
                self._cells.forget((hit.document, key), signal.seq)
            else:
                standings.append(stands)
        if len(standings) <= document.most:
            return
        drawn = line(standings, document.most)
        groups = sum(standing < drawn for standing in standings)
        self._drawn.add(place)
        full = next(iter(program.meant(hit.document, guild)))
        known = self._told(program, full, guild)
        about = Hit(full, hit.key)
        yield groups_dropped(signal, about, groups, drawn, severity_of(known, signal.seen))

    def let_go(
        self,
        program: Program,
        signal: Signal,
        now: int,
        base: int,
        keep: Callable[[Address], bool] = lambda _: False,
    ) -> set[Address]:
        """Forget what stands below the line of a signal. `keep`: what is there has seen the signal already.

        `now` and `base` are what a step of that signal calls now, and from where its watermarks count.
        """
        guild = signal.guild
        identity = program.stands_for(str(signal.data.get("full")), guild)
        place = identity, guild
        self._drawn.discard(place)
        document = program.document(identity, guild)
        steps = None if document is None else program.kinds[document.kind]
        if document is None or not isinstance(steps, Limited):
            return set()
        drawn, moment = line_in(signal), Moment(now, base - document.lateness)
        gone: list[Address] = []
        for key in self._cells.keys_at(place):
            stands = steps.standing(document.spec, self._cells.get(identity, key), moment)
            if stands < drawn and not keep((identity, key)):
                gone.append((identity, key))
        for address in gone:
            self._cells.forget(address, signal.seq)
        return set(gone)

    def told(self, program: Program, guild: int | None, since: int) -> dict[str, Crowd]:
        """The documents that let go of groups in a guild since an instant (milliseconds)."""
        found = {each: self._told(program, each, guild) for each in program.documents}
        return {each: crowd for each, crowd in found.items() if crowd is not None and crowd.last >= since}

    def _told(self, program: Program, document: str, guild: int | None) -> Crowd | None:
        crowd: Crowd | None = self._cells.get(CROWDS.identity, (guild, program.short(document)))
        return crowd
