"""What came of a test: nothing to say, or where it failed and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from engine.diagnostics import Diagnostic, Problem, Where
from engine.documents.document import Document
from engine.documents.locate import from_problem

FAILED: Final = "TOC610"


class Failure(msgspec.Struct, frozen=True):
    """One expectation that did not hold. `where` is its place in the document.

    `lines` say more for people: what was met, and each condition that did not hold with the value it saw.
    """

    where: Where
    message: str
    lines: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """A test that was run. `place` is its position among the tests of its document, from 0."""

    document: Document
    place: int
    name: str
    failures: tuple[Failure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures

    def diagnostics(self) -> list[Diagnostic]:
        """Each failure as `check` would tell it."""
        return [from_problem(self.document, self._problem(each), None) for each in self.failures]

    def _problem(self, failure: Failure) -> Problem:
        message = f"the test `{self.name}` fails: {failure.message}"
        return Problem(FAILED, failure.where, message, help=_in_one_line(failure.lines) or None)


def _in_one_line(lines: Iterable[str]) -> str:
    return "; ".join(" ".join(line.split()) for line in lines).replace(":; ", ": ")
