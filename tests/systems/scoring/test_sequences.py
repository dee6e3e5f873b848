"""Sequences over rules of other packs: the one that ships, and what `check` says where packs are missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.cli.rulebooks import load_packs
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.loading import load_rulebook
from engine.systems.scoring.picture import Picture

RULES = Path(__file__).parents[3] / "rules"
START = 1_800_000_000_000
POWER = ("discord.role.update", {"dangerous": ["ban_members"], "permissions_gained": ["ban_members"]})
WEBHOOK: tuple[str, dict[str, Any]] = ("discord.webhook.create", {"actor_is_bot": False})
PING = ("discord.message.create", {"mention_everyone": True, "is_bot": False, "actor_is_staff": True})
PATTERN = "pattern:power_webhook_ping"


def played(*acts: tuple[str, dict[str, Any]], actors: tuple[int, ...] = (7, 7, 7)) -> set[str]:
    """The kinds of evidence against actor 7 under all that ships."""
    program = Programs(KINDS, Catalogue.load()).add(load_packs(str(RULES)).rulebook)
    core = Core(program, lambda _: program)
    for n, ((type_, data), actor) in enumerate(zip(acts, actors, strict=True)):
        at = START + n * 60_000
        core.take(Signal(f"s:{n}", type_, at, guild=1, channel=5, actor=actor, target=9, data=data), at)
    (picture,) = [state for _, state in core.cells if isinstance(state, Picture)]
    standing = picture.actors.get(7)
    return set() if standing is None else {key.partition("\n")[0] for key in standing.parts}


def test_power_then_a_webhook_then_a_ping_by_one_person() -> None:
    assert PATTERN in played(POWER, WEBHOOK, PING)


@pytest.mark.parametrize("acts", [(WEBHOOK, POWER, PING), (PING, WEBHOOK, POWER), (POWER, POWER, PING)])
def test_another_order_is_none(acts: tuple[tuple[str, dict[str, Any]], ...]) -> None:
    assert PATTERN not in played(*acts)


def test_several_people_are_none() -> None:
    assert PATTERN not in played(POWER, WEBHOOK, PING, actors=(8, 7, 7))


def problems(folder: Path, *names: str) -> list[str]:
    for name in names:
        pack = folder / "rules" / name
        pack.mkdir(parents=True)
        (pack / "one.yml").write_text(DOCUMENTS[name])
    return [each.message for each in load_rulebook([folder / "rules"]).diagnostics]


DOCUMENTS = {
    "scores": """
kind: scoring
title: Scores
patterns:
  - {name: order, sequence: [[power/granted, power/taken], webhooks/made]}
""",
    "power": """
title: Granted
name: granted
logsource: {product: outside, category: a}
detection: {selection: {x: 1}, condition: selection}
---
title: Taken
name: taken
logsource: {product: outside, category: b}
detection: {selection: {x: 1}, condition: selection}
""",
    "webhooks": """
title: Deleted
name: deleted
logsource: {product: outside, category: c}
detection: {selection: {x: 1}, condition: selection}
""",
}


def test_a_rule_of_a_pack_that_is_not_there_is_not_missed(tmp_path: Path) -> None:
    assert problems(tmp_path, "scores") == []
    assert problems(tmp_path, "power") == []


def test_a_rule_that_its_pack_does_not_have_is_missed(tmp_path: Path) -> None:
    found = problems(tmp_path, "scores", "power", "webhooks")

    assert len(found) == 1
    assert "`made`: this pattern is never met" in found[0]


def test_it_is_the_rule_of_that_pack_and_no_other(tmp_path: Path) -> None:
    elsewhere = DOCUMENTS["webhooks"].replace("deleted", "made").replace("Deleted", "Made")
    other = tmp_path / "rules" / "other"
    other.mkdir(parents=True)
    (other / "one.yml").write_text(elsewhere)

    assert len(problems(tmp_path, "scores", "power", "webhooks")) == 1
