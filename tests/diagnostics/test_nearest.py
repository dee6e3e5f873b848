"""Did you mean."""

from __future__ import annotations

import pytest

from engine.diagnostics.nearest import did_you_mean, nearest


@pytest.mark.parametrize(("name", "known", "meant"), [
    ("titel", ["title", "tags"], "title"),
    ("TITLE", ["title"], "title"),
    ("xyz", ["title"], None),
    ("title", [], None),
])  # fmt: skip
def test_the_nearest_name_is_found_whatever_its_case(name: str, known: list[str], meant: str | None) -> None:
    assert nearest(name, known) == meant


def test_the_suggestion_is_a_question() -> None:
    assert did_you_mean("titel", ["title"]) == "did you mean `title`?"
    assert did_you_mean("xyz", ["title"]) is None
