"""pySigma and its SQLite backend: a query a rule over a table of events, as batch scanners of logs do it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any

from sigma.backends.sqlite import sqliteBackend
from sigma.rule import SigmaRule

from tests.bench.rivals import Answers


class SigmaSqlite:
    """An empty table, and each rule as the query that pySigma makes of it."""

    def __init__(self, documents: Sequence[dict[str, Any]], fields: Sequence[str]) -> None:
        backend = sqliteBackend()
        self._fields = fields
        self._queries = [
            backend.convert_rule(SigmaRule.from_dict(each))[0].replace("SELECT *", "SELECT n", 1)
            for each in documents
        ]
        self._database = sqlite3.connect(":memory:")
        self._database.create_function("REGEXP", 2, _regexp, deterministic=True)
        self._database.execute(
            f"CREATE TABLE logs (n INTEGER, {', '.join(f'{name} TEXT' for name in fields)})"
        )

    def answer(self, signals: Sequence[dict[str, Any]]) -> Answers:
        """Filling the table is part of it: the events come as ours do."""
        found: Answers = [[] for _ in signals]
        self._database.execute("DELETE FROM logs")
        marks = ", ".join("?" * (len(self._fields) + 1))
        rows = ((n, *(signal[name] for name in self._fields)) for n, signal in enumerate(signals))
        self._database.executemany(f"INSERT INTO logs VALUES ({marks})", rows)
        for rule, query in enumerate(self._queries):
            for (n,) in self._database.execute(query):
                found[n].append(rule)
        return found


def _regexp(pattern: str, value: str | None) -> bool:
    return value is not None and _compiled(pattern).search(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
