"""Takes over what the files of the rules say now: looked at, tested and built beside the loop, then swapped.

What is refused changes nothing, and is said: at once in the journal, in the log and to who asks; to
everybody if it lasts, for half a file heals within moments. Knows no Discord.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec
import structlog

from engine.bot.attempt import Attempt, attempt_of
from engine.bot.collector import make_for_good
from engine.bot.news import called
from engine.bot.raising import Raise, raises
from engine.diagnostics.reporters.line import one_line
from engine.documents.look import Look
from engine.documents.rulebook import Rulebook
from engine.errors import UsageError, raised_at
from engine.runtime.commits import Checkout, checkout_of
from engine.runtime.engine import Engine, Prepared
from engine.runtime.program import Program
from engine.runtime.proposal import Proposal, nothing_there, propose
from engine.runtime.reload import changes_of
from engine.runtime.watching import USUAL, Pace, Watching
from engine.signal import SignalType
from engine.systems import KINDS
from engine.systems.kind import Kind
from engine.systems.library import Library
from engine.systems.tuning.turned import turned_between

PATIENCE_S: Final = 5.0
"""How long a refusal may last before people are told."""
_AGAIN_S: Final = 0.5
_MOST_TOLD: Final = 5
_LONGEST: Final = 300
_log = structlog.get_logger()


class Reloading:
    """One a bot. `guilds` says who is to be told of a refusal that lasts; `last` is how the start went."""

    def __init__(  # noqa: PLR0913 - each is one part
        self,
        library: Library,
        engine: Engine,
        *,
        last: Attempt,
        clock: Callable[[], int],
        guilds: Callable[[], Iterable[int]] = tuple,
        kinds: Mapping[str, Kind] = KINDS,
        pace: Pace = USUAL,
        patience: float = PATIENCE_S,
    ) -> None:
        self.last = last
        self._watching = Watching(library, self._take_in, pace)
        self._library = library
        self._engine = engine
        self._clock = clock
        self._guilds = guilds
        self._kinds = kinds
        self._patience = patience
        self._alarm: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Watch the files until cancelled."""
        try:
            if self.last.is_refused:
                self._refused(self.last)
            await self._watching.run()
        finally:
            self._calm()

    def ask(self) -> None:
        """Look soon."""
        self._watching.ask()

    async def now(self) -> Attempt:
        """Look at once; what the files say then is in force, or refused, when this returns."""
        before = self.last
        await self._watching.look_now()
        if self.last is not before:
            return self.last
        return msgspec.structs.replace(
            before, at=self._clock(), tests=0, changes=(), removed={}, reloaded=False
        )

    async def _take_in(self, look: Look) -> None:
        """What two looks have seen: worked out in a thread, swapped on the loop."""
        force = self._engine.program.rulebook
        try:
            proposal, ready, checkout = await asyncio.to_thread(self._work_out, look, force)
        except Exception as error:  # noqa: BLE001 - whatever files do to us, the rules in force go on
            _log.error("rules.fault", error=type(error).__name__, at=raised_at(error), exc_info=error)
            fault = f"{type(error).__name__} in {raised_at(error)}"
            self._note(Attempt(at=self._clock(), since=self.last.since or self._clock(), fault=fault))
            return
        attempt = attempt_of(proposal, self._clock(), self.last, checkout)
        if ready is not None:
            attempt = await self._swap(ready, attempt)
        self._note(attempt)

    def _work_out(self, look: Look, force: Rulebook) -> tuple[Proposal, Prepared | None, Checkout]:
        try:
            loaded = self._library.load(look)
        except UsageError as error:
            proposal = nothing_there(force, str(error), path=str(self._library.paths[0]))
        else:
            proposal = propose(loaded, force, kinds=self._kinds, graph=self._library.graph)
        checkout = checkout_of(self._library.paths)
        if proposal.rulebook.hash == force.hash:
            return proposal, None, checkout
        return proposal, self._engine.prepare(proposal.rulebook), checkout

    async def _swap(self, ready: Prepared, attempt: Attempt) -> Attempt:
        """Put it in force as soon as anything is taken in, and wait until that is on disk."""
        before = self._engine.program
        while (signal := self._engine.reload(ready, attempt.checkout)) is None:  # noqa: ASYNC110 - as commits do
            await asyncio.sleep(_AGAIN_S)
        await self._engine.journal.durable()
        raised = await asyncio.to_thread(self._raised, before, self._engine.program, [*self._guilds()])
        indexes = self._engine.program.indexes
        if indexes.is_crowded:
            await asyncio.to_thread(make_for_good, indexes.tidy)
        changes = changes_of(signal.data)
        counts = {name: value for name, value in signal.data.items() if isinstance(value, int)}
        commit, is_changed = attempt.checkout
        names = {"hash": signal.data["hash"][:10], "commit": commit[:10], "uncommitted": is_changed}
        _log.info("rulebook.loaded", **{**names, **counts})
        turned = self._turned(before, [each.document for each in changes if each.change == "changed"])
        gone = {each.document for each in changes if each.change == "removed"}
        removed = {each.identity: called(each) for each in before.rulebook.documents if each.identity in gone}
        return msgspec.structs.replace(
            attempt, changes=changes, removed=removed, turned=turned, reloaded=True, raised=raised
        )

    def _raised(self, old: Program, new: Program, guilds: Iterable[int]) -> dict[int, list[Raise]]:
        """The rules that may go further now, by guild; guilds without any are not named."""
        found = {guild: rising for guild in guilds if (rising := raises(old, new, guild))}
        for guild, rising in found.items():
            _log.info("mode.raised", guild=guild, rules=len(rising))
        return found

    def _turned(
        self, before: Program, changed: Iterable[str]
    ) -> dict[str, Mapping[int | None, Sequence[str]]]:
        """What was turned of these documents, of which both versions are there."""
        after = self._engine.program
        both = [(before.documents[each], after.documents[each]) for each in changed]
        return {old.identity: turned_between(old, new, self._kinds[old.kind]) for old, new in both}

    def _note(self, attempt: Attempt) -> None:
        before, self.last = self.last, attempt
        if not attempt.is_refused:
            self._calm()
        elif not before.is_refused or attempt.diagnostics != before.diagnostics:
            self._refused(attempt)

    def _refused(self, attempt: Attempt) -> None:
        """Said to the journal and the log at once, and to people if it lasts."""
        told = [one_line(each)[:_LONGEST] for each in attempt.errors[:_MOST_TOLD]]
        _log.warning("rules.refused", packs=list(attempt.held), errors=len(attempt.errors), first=told[:1])
        lists = {"packs": list(attempt.held), "diagnostics": told}
        data: dict[str, object] = {name: value for name, value in lists.items() if value}
        self._engine.say(SignalType.RULEBOOK_REJECTED, {"errors": len(attempt.errors), **data})
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(self._patience, self._outdated)

    def _outdated(self) -> None:
        for guild in self._guilds():
            seen = self.last.within(guild)
            if not seen.is_refused:
                continue
            data = {"errors": len(seen.errors)}
            self._engine.say(SignalType.RULEBOOK_OUTDATED, data, guild=guild, severity="medium")

    def _calm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = None
