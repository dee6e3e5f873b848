"""What may be wrong with conditions that can be read: fields that no signal has, values that no field has,
selections that never hold. One check a file, all in `CHECKS`. Nothing here changes what a rule means.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.diagnostics import Problem
from engine.matching.checks.breaks import check_breaks
from engine.matching.checks.contradictions import check_contradictions
from engine.matching.checks.empties import check_empties
from engine.matching.checks.fields import check_fields
from engine.matching.checks.repeats import check_repeats
from engine.matching.checks.spellings import check_spellings
from engine.matching.checks.subject import Check, Subject
from engine.matching.checks.values import check_values

CHECKS: Final[tuple[Check, ...]] = (
    check_fields,
    check_values,
    check_repeats,
    check_spellings,
    check_empties,
    check_breaks,
    check_contradictions,
)


_MOST: Final = 200
"""Told by one check of one detection: to look for what each of thousands was meant to be takes minutes."""


def check_all(subject: Subject) -> Iterator[Problem]:
    """What every check finds."""
    for check in CHECKS:
        yield from islice(check(subject), _MOST)
