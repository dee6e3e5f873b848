"""The rules that ship do what they say: each document's own tests, through the loop, on its own clock."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from engine.runtime import trial
from engine.systems import pack_page
from engine.systems.loading import load_rulebook

RULES = Path(__file__).parents[2] / "rules"
LEAST_RULES = 45
PACKS = tuple(pack_page.PACKS)
"""Those that ship. Whoever runs it has packs of their own beside these, and may leave them untested."""
LOADED = load_rulebook([RULES / pack for pack in PACKS])


def test_they_load_without_a_word() -> None:
    assert LOADED.diagnostics == ()


@pytest.mark.parametrize("path", [path for pack in PACKS for path in sorted((RULES / pack).glob("*.yml"))])
def test_strict_readers_of_yaml_take_them_too(path: Path) -> None:
    """Such as yamllint: ours lets a `?` pass at the end of a plain text, which they do not."""
    assert list(yaml.parse(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader))


def test_every_rule_that_alerts_is_explained_and_tested() -> None:
    over = {
        name
        for each in LOADED.rulebook.documents
        for name in each.body.get("correlation", {}).get("rules", ())
    }
    for document in LOADED.rulebook.documents:
        body = document.body
        assert body.get("description"), document.title
        if document.is_rule and body.get("name") not in over:
            assert body.get("falsepositives"), body["title"]
            assert body.get("level"), body["title"]
            tocsin = body.get("tocsin", {})
            assert tocsin.get("system") or document.kind == "baseline", body["title"]
            assert "mode" not in tocsin, body["title"]


def test_every_rule_that_alerts_is_tested_for_what_it_notices_and_what_it_leaves() -> None:
    alerting = pack_page.alerting(LOADED.rulebook.documents)
    assert len(alerting) >= LEAST_RULES
    for document in alerting:
        expected = [case.get("expect") for case in document.body.get("tests", ())]
        assert any(expected), document.title
        assert [] in expected, document.title


@pytest.mark.parametrize(
    "outcome",
    [pytest.param(each, id=f"{each.document.title}: {each.name}") for each in trial.run(LOADED.rulebook)],
)
def test_its_own_tests_hold(outcome: trial.Outcome) -> None:
    assert outcome.failures == ()
