"""Other engines over the rules and signals of a workload, one a file. What they need is in `bench.lock`.

Each is built from conditions and answers a list of signals with the numbers of the rules that each meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Answers = list[list[int]]


class Rival(Protocol):
    """An engine with its rules loaded. `answer` is what is timed."""

    def answer(self, signals: Sequence[dict[str, Any]]) -> Answers: ...
