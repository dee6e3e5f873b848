"""Rules for trials, and a way to run the tests of one document."""

from __future__ import annotations

from pathlib import Path

from engine.runtime import trial
from engine.systems.loading import load_rulebook

DETECTION = """\
title: A ban by new staff
id: ban
name: ban
logsource: {product: discord, category: member_ban}
detection:
  selection: {actor_staff_hours|lt: 24}
  condition: selection
level: high
"""
CORRELATION = """\
title: Mass ban
id: mass_ban
name: mass_ban
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 3}}
level: critical
"""
CHANNEL = 381870553235193857
SETTINGS = f"""\
kind: settings
id: ours
guild: 81384788765712384
alerts: {{channel: {CHANNEL}, least: high}}
"""
BAN = "type: discord.member.ban, actor_staff_hours: 3"
ABSENCE = CORRELATION.replace(", condition: {gte: 3}", "").replace("event_count", "absence")


def outcomes(folder: Path, *documents: str) -> list[trial.Outcome]:
    """What comes of the tests of some documents, which have no problems else."""
    (folder / "rules.yml").write_text("---\n".join(documents), encoding="utf-8")
    loaded = load_rulebook([folder])
    assert loaded.diagnostics == ()
    return list(trial.run(loaded.rulebook))


def failures(folder: Path, *documents: str) -> list[trial.Failure]:
    """The failures of all tests; that there are tests is certain."""
    found = outcomes(folder, *documents)
    assert found
    return [failure for each in found for failure in each.failures]


def case(signals: str, expect: str | None, **further: str) -> str:
    """A `tests:` block of one test, by the YAML of its parts."""
    lines = ["tests:", "  - name: it", f"    signals: {signals}"]
    lines += [f"    {name}: {text}" for name, text in further.items()]
    if expect is not None:
        lines.append(f"    expect: {expect}")
    return "\n".join(lines) + "\n"
