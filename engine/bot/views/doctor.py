"""The answer of `/doctor`: how many rules work, what does not, and what to do, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bot.doctor.examine import Finding, Weight
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.findings import fix, head


def doctor(findings: Sequence[Finding], *, works: int, rules: int) -> Card:
    """`works` of `rules` see all that they are about."""
    lines = [line for each in findings for line in (head(each), fix(each))]
    if findings and findings[0].weight is not Weight.NOTE:
        lines.append(said("doctor.check_again"))
    return Card(_headline(findings, works, rules), lines)


def _headline(findings: Sequence[Finding], works: int, rules: int) -> str:
    if not rules:
        return said("doctor.no_rules")
    if not findings:
        return said("doctor.well", rules=rules)
    weight = findings[0].weight
    if weight is Weight.DEAF:
        return said("doctor.deaf", works=works, rules=rules)
    if weight is Weight.NOTE:
        return said("doctor.working", rules=rules)
    mend = sum(each.weight is not Weight.NOTE for each in findings)
    return said("doctor.some", works=works, rules=rules, findings=mend)
