"""The page of the rules that ship."""

from __future__ import annotations

from pathlib import Path

from engine.systems.loading import load_rulebook
from engine.systems.pack_page import PACKS, alerting, page

ROOT = Path(__file__).parents[2]
COMMAND = "python -m engine.systems.pack_page rules docs/rules.md"


def test_the_page_is_what_the_packs_say_now() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == page(ROOT / "rules"), f"run: {COMMAND}"


def test_every_rule_that_alerts_is_on_it_once() -> None:
    made = page(ROOT / "rules")
    for pack in PACKS:
        for document in alerting(load_rulebook([ROOT / "rules" / pack]).rulebook.documents):
            assert made.count(f"(`{document.body['name']}`)") == 1


def test_every_file_says_what_it_is_about() -> None:
    for pack in PACKS:
        for path in (ROOT / "rules" / pack).glob("*.yml"):
            assert path.read_text(encoding="utf-8").startswith("# "), path
