"""The outbox: carries out planned actions, each once, each under its own key, and says how it ended.

pending -> sending (durable) -> the call, with its own deadline -> sent | refused | unknown, which comes
back as an input signal. What was *sending* when a process died is checked, repeated only where the
outside knows the key or can say that nothing happened, and else ends as unknown.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, Protocol

import msgspec
import structlog

from engine.effects import OUTCOME
from engine.errors import StoreError
from engine.runtime.door import refusal
from engine.signal import Signal, SignalType
from engine.store.rows import OutboxMove, OutboxRow, OutboxState

MAX_ATTEMPTS: Final = 3
BACKOFF_S: Final = 1.0
_log = structlog.get_logger()

_TYPES: Final = {
    OutboxState.SENT: SignalType.ACTION_SUCCEEDED,
    OutboxState.REFUSED: SignalType.ACTION_FAILED,
    OutboxState.UNKNOWN: SignalType.ACTION_UNKNOWN,
}


_Lane = tuple[int | None, str, str]


class Outcome(msgspec.Struct):
    """How a call ended. `data` (ids and numbers, no people's text) goes into the signal that tells of it."""

    state: OutboxState
    reason: str = ""
    data: dict[str, Any] = {}


class Action(Protocol):
    """One way to act outside. `deadline` is in seconds, for each call of `perform` and `check`."""

    name: str
    deadline: float
    honours_key: bool
    """Whether the outside itself takes a repeated key as the same action."""

    async def perform(self, row: OutboxRow) -> Outcome:
        """Do it. What it raises, and a deadline that passes, is an unknown outcome."""

    async def check(self, row: OutboxRow) -> bool | None:
        """Whether it has been done; None when nobody can tell."""


class Outbox:
    """One a process. Actions of one guild, name and slot keep their order; others do not wait for them."""

    def __init__(
        self,
        actions: Iterable[Action],
        *,
        clock: Callable[[], int],
        move: Callable[[OutboxMove], None],
        durable: Callable[[], Awaitable[None]],
        tell: Callable[[Signal, OutboxMove], bool],
    ) -> None:
        self._actions = {action.name: action for action in actions}
        self._clock = clock
        self._move = move
        self._durable = durable
        self._tell = tell
        self._lanes: dict[_Lane, deque[OutboxRow]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def waiting(self) -> int:
        """Actions that are planned and not yet finished."""
        return sum(len(lane) for lane in self._lanes.values())

    def put(self, rows: Iterable[OutboxRow]) -> None:
        """Take durable rows, in order: new ones, or at a start those that were not finished."""
        for row in rows:
            name = (row.guild, row.action, row.slot)
            lane = self._lanes.get(name)
            if lane is not None:
                lane.append(row)
                continue
            self._lanes[name] = deque([row])
            task = asyncio.get_running_loop().create_task(self._run(name))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until every lane is empty."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self, grace: float = 0) -> None:
        """Begin nothing more, and stop: after `grace` seconds at most, for what is being sent to end.

        What does not end by then is checked at the next start.
        """
        self._closing = True
        if self._tasks and grace:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, name: _Lane) -> None:
        lane = self._lanes[name]
        try:
            while lane and not self._closing:
                outcome = await self._carry_out(lane[0])
                await self._finish(lane[0], outcome)
                lane.popleft()
        except StoreError as error:
            _log.error("outbox.stopped", reason=str(error))
        finally:
            del self._lanes[name]

    async def _carry_out(self, row: OutboxRow) -> Outcome:
        action = self._actions.get(row.action)
        if action is None:
            return Outcome(OutboxState.REFUSED, f"nothing here can do {row.action}")
        if row.state is OutboxState.SENDING:
            settled = await self._settle(action, row, "stopped while it was being sent")
            if settled is not None:
                return settled
        while True:
            outcome = await self._attempt(action, row)
            if outcome.state is not OutboxState.UNKNOWN:
                return outcome
            settled = await self._settle(action, row, outcome.reason)
            if settled is not None:
                return settled
            await asyncio.sleep(BACKOFF_S * 2**row.attempts)

    async def _attempt(self, action: Action, row: OutboxRow) -> Outcome:
        """Write down the intent, then call."""
        row.attempts += 1
        row.state = OutboxState.SENDING
        self._move(OutboxMove(row.id, row.state, row.attempts))
        await self._durable()
        if row.expires and self._clock() > row.expires:
            return Outcome(OutboxState.REFUSED, "it came too late to be of use")
        try:
            async with asyncio.timeout(action.deadline):
                return _final(await action.perform(row))
        except TimeoutError:
            return Outcome(OutboxState.UNKNOWN, f"no answer in {action.deadline:g} s")
        except Exception as error:  # noqa: BLE001 - whatever the outside throws, the action has an end
            return Outcome(OutboxState.UNKNOWN, type(error).__name__)

    async def _settle(self, action: Action, row: OutboxRow, reason: str) -> Outcome | None:
        """After an unclear end: what is known, or None where it is safe to try again."""
        done = await self._check(action, row)
        if done:
            return Outcome(OutboxState.SENT, "found done")
        safe = done is False or action.honours_key
        if safe and row.attempts < MAX_ATTEMPTS:
            return None
        if done is False:
            return Outcome(OutboxState.REFUSED, f"not done after {row.attempts} attempts: {reason}")
        return Outcome(OutboxState.UNKNOWN, reason)

    async def _check(self, action: Action, row: OutboxRow) -> bool | None:
        try:
            async with asyncio.timeout(action.deadline):
                return await action.check(row)
        except Exception as error:  # noqa: BLE001 - a check that fails knows nothing
            _log.warning("outbox.check_failed", action=row.action, error=type(error).__name__)
            return None

    async def _finish(self, row: OutboxRow, outcome: Outcome) -> None:
        """Tell how it ended and close the row, in one transaction; wait while nothing is taken in."""
        own: dict[str, Any] = {"effect": row.id, "action": row.action, "attempts": row.attempts}
        if row.slot:
            own["slot"] = row.slot
        if outcome.reason:
            own["reason"] = outcome.reason
        signal = Signal(
            id=f"{OUTCOME}{row.id}",
            type=_TYPES[outcome.state].value,
            time=self._clock(),
            guild=row.guild,
            data={**outcome.data, **own},
            cause=(row.signal,),
            causes=1,
        )
        if refusal(signal) is not None:
            signal.data = {**own, "reason": "its answer cannot be written down"}
        move = OutboxMove(row.id, outcome.state, row.attempts)
        while not self._tell(signal, move):  # noqa: ASYNC110 - nobody knows when the disk has room again
            await asyncio.sleep(BACKOFF_S)


def _final(outcome: Outcome) -> Outcome:
    """Raises `ValueError` for an answer that is no end."""
    if outcome.state not in _TYPES or not isinstance(outcome.data, dict):
        raise ValueError("an action cannot end so")
    return outcome
