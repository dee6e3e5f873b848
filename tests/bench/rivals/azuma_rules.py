"""azuma, the other matcher of Sigma rules that is written in Python: each rule asked about each event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import azuma

from tests.bench.rivals import Answers


class Azuma:
    """Every rule, loaded."""

    def __init__(self, documents: Sequence[dict[str, Any]], fields: Sequence[str]) -> None:
        del fields
        self._rules = [azuma.Rule.model_validate(each) for each in documents]

    def answer(self, signals: Sequence[dict[str, Any]]) -> Answers:
        return [[n for n, rule in enumerate(self._rules) if rule.match(signal)] for signal in signals]
