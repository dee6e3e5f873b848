"""What a case's message is made of: ids, numbers and the text of documents. The view makes sentences."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

import orjson

from engine.signal import SEVERITIES
from engine.systems.settings.alarm import OWN, SUMS_UP
from engine.systems.settings.cases.book import Case, Part, Tally

MOST_RULES: Final = 4
MOST_PEOPLE: Final = 3
"""Rules, and subjects of a raid, that are named in the message."""
_DIGEST_BYTES: Final = 8


def body_of(case: Case, guild: int | None) -> dict[str, Any]:
    """All that a reader sees of a case, but for the instant at which it was written."""
    body = {
        "kind": "case",
        "guild": guild,
        "case": case.number,
        "ref": case.ref,
        "stage": case.stage,
        "severity": case.severity,
        "mode": case.mode,
        "signal": case.why,
        "title": _title(case.rules[case.worst]),
        "score": case.rules[case.worst].score,
        "scope": case.rules[case.worst].scope or None,
        "advice": case.rules[case.worst].advice or None,
        "own": case.rules[case.worst].type in OWN or None,
        "anomaly": _anomaly(case),
        "anomalies_alone": all(tally.anomaly for tally in case.rules.values()) or None,
        "by": case.subject.partition(":")[0],
        "actor": case.actor,
        "target": case.target,
        "target_is_role": case.target_is_role or None,
        "where": case.channel,
        "staff_hours": case.staff_hours,
        "rules": [rule_of(case, rule) for rule in _leading(case)],
        "more_rules": max(len(case.rules) - MOST_RULES, 0) + bool(case.rest),
        "since": case.since,
        "last": case.last,
        "alerts": case.alerts,
        "former": case.former or None,
        "moved": None if case.moved is None else [case.moved.channel, case.moved.why],
        **_raid(case),
        **_dismissal(case),
    }
    return {name: value for name, value in body.items() if value is not None}


def digest(body: dict[str, Any]) -> str:
    """Stands for what a reader sees: nothing is edited while it is the same."""
    written = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    return blake2b(written, digest_size=_DIGEST_BYTES).hexdigest()


def _title(tally: Tally) -> str:
    return tally.title or tally.name or tally.type


def _anomaly(case: Case) -> str | None:
    """The reference of the anomaly that people are asked about: that of the worst rule, else the last."""
    found = [tally.anomaly for tally in (*case.rules.values(), case.rules[case.worst]) if tally.anomaly]
    return found[-1] if found else None


def _leading(case: Case) -> list[str]:
    """The rules that the message names: the worst first, then those that came most often, sums at the end."""

    def rank(rule: str) -> tuple[bool, bool, int, int]:
        tally = case.rules[rule]
        sums_up = tally.type == SUMS_UP
        return rule != case.worst, sums_up, -SEVERITIES.index(tally.severity), -tally.times

    return sorted(case.rules, key=rank)[:MOST_RULES]


def rule_of(case: Case, rule: str) -> dict[str, Any]:
    """What one rule had to say in a case."""
    tally = case.rules[rule]
    told = {
        "rule": tally.name or rule,
        "title": _title(tally),
        "times": tally.times,
        "count": tally.count,
        "value": tally.value,
        "from": tally.since,
        "to": tally.until,
        "timespan": tally.timespan or None,
        "seconds": tally.seconds,
        "sentence": tally.sentence or None,
        "score": tally.score,
        "scope": tally.scope or None,
        "reasons": [list(each) for each in tally.reasons] or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _raid(case: Case) -> dict[str, Any]:
    """How many take part, and the worst of them."""
    if not case.is_raid:
        return {}
    named = [[subject, part.severity, part.alerts] for subject, part in worst_of(case)]
    return {"people": case.size, "strangers": case.strangers > 0 or None, "named": named}


def worst_of(case: Case, most: int = MOST_PEOPLE) -> list[tuple[str, Part]]:
    """The subjects of a raid that are named, the worst first."""

    def rank(each: tuple[str, Part]) -> tuple[int, int]:
        return -SEVERITIES.index(each[1].severity), -each[1].alerts

    return sorted(case.people.items(), key=rank)[:most]


def _dismissal(case: Case) -> dict[str, Any]:
    known = case.dismissal
    if known is None:
        return {}
    return {
        "dismissed_by": known.by,
        "until": known.until,
        "quietly": known.quietly or None,
        "word": known.word or None,
    }
