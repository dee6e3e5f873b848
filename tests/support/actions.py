"""Ways to act outside, for tests: each call is kept, and answered as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

SENT = Outcome(OutboxState.SENT)


class Scripted:
    """Answers calls in turn from `answers`, the last one again and again; an event is waited for for ever."""

    def __init__(
        self, *answers: Any, name: str = "test.act", honours_key: bool = False, check: Any = None
    ) -> None:
        self.name = name
        self.deadline = 0.05
        self.honours_key = honours_key
        self.called: list[str] = []
        self.checked: list[str] = []
        self.on_call: Callable[[OutboxRow], None] = lambda _: None
        self._answers = list(answers) or [SENT]
        self._check = check

    async def perform(self, row: OutboxRow) -> Outcome:
        self.called.append(row.id)
        self.on_call(row)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return await _given(answer)

    async def check(self, row: OutboxRow) -> bool | None:
        self.checked.append(row.id)
        return await _given(self._check)


async def _given(answer: Any) -> Any:
    if isinstance(answer, asyncio.Event):
        await answer.wait()
        return SENT
    if isinstance(answer, Exception):
        raise answer
    return answer
