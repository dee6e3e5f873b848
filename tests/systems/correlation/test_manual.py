"""`docs/correlations.md`: what it shows loads, and does what stands below it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.systems.loading import load_rulebook
from tests.systems.correlation.community import Community

PAGE = Path(__file__).parents[3] / "docs" / "correlations.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(yaml|text)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
YAML = [text for language, text in BLOCKS if language == "yaml"]
EVENT = re.compile(
    r"(?P<what>ban|kick|message)( of (?P<target>\d+))?( with (?P<mentions>\d+) mentions)?"
    r" at (?P<times>[\d. ]+?)( heard at (?P<heard>[\d.]+))?"
)


def stories() -> list[tuple[str, str]]:
    """Each line of signals with the document that stands above it."""
    above, found = "", []
    for language, text in BLOCKS:
        if language == "yaml":
            above = text
        else:
            found.extend((above, line) for line in text.splitlines())
    return found


@pytest.mark.parametrize("block", YAML[1:], ids=lambda block: block.splitlines()[0])
def test_an_example_has_no_problem(block: str, tmp_path: Path) -> None:
    (tmp_path / "example.yml").write_text(f"{YAML[0]}---\n{block}", encoding="utf-8")

    assert load_rulebook([tmp_path]).diagnostics == ()


@pytest.mark.parametrize(("document", "story"), stories())
def test_an_example_does_what_is_told_of_it(document: str, story: str, tmp_path: Path) -> None:
    signals, told = story.split(" -> ")
    community = Community(tmp_path, document)

    for part in signals.split("; "):
        event = EVENT.fullmatch(part)
        assert event is not None, part
        for time in event["times"].split():
            fields = {"target": int(event["target"])} if event["target"] else {}
            if event["mentions"]:
                fields["data"] = {"mentions": int(event["mentions"])}
            heard = float(event["heard"]) if event["heard"] else None
            getattr(community, event["what"])(float(time), seen=heard, **fields)
    community.finish()

    assert community.times == [float(time) for time in re.findall(r"[\d.]+", told)]


def test_the_fields_that_are_listed_are_those_that_are_emitted(tmp_path: Path) -> None:
    community = Community(tmp_path, YAML[1])
    for second in range(5):
        community.ban(second)

    (alert,) = community.alerts
    table = TEXT.split("In `data`:")[1].split("##")[0]
    cells = re.findall(r"^\| (`.*`) \|", table, re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == (set(alert.data) | {"value"}) - {"document"}
