"""What `/reload` says first: both what came into force and what did not."""

from __future__ import annotations

import pytest

from engine.bot.attempt import Attempt
from engine.bot.reloaded import Reloaded
from engine.bot.views.reload import reload
from engine.diagnostics import Diagnostic
from engine.runtime.reload import Change

WRONG = Diagnostic("rules/a.yml", 1, 1, "TOC303", "error", "there is no selection `x`")
CHANGED = Change("p/detection/a", "changed")


@pytest.mark.parametrize(
    ("attempt", "headline"),
    [
        (Attempt(), "✅ UP TO DATE: the files say what is in force"),
        (Attempt(reloaded=True, changes=[CHANGED]), "✅ RELOADED: 1 change in force"),
        (
            Attempt(held=["q"], diagnostics=[WRONG]),
            "⚠️ REFUSED: 1 error",
        ),
        (
            Attempt(held=["q"], diagnostics=[WRONG, WRONG], reloaded=True, changes=[CHANGED]),
            "⚠️ RELOADED IN PART: 1 change in force, 2 errors",
        ),
    ],
)
def test_the_headline_says_all_that_came_of_it(attempt: Attempt, headline: str) -> None:
    seen = Reloaded(attempt, (), attempt.errors, attempt.held, hidden=0, rules=1, hash="a" * 64)

    assert reload(seen).headline == headline
