"""The answer of `/doctor`: how many rules work, what does not, and what to do, the worst first."""

from __future__ import annotations

from collections.abc import Sequence

from engine.bot.doctor.examine import Finding, Weight, What
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.findings import told


def doctor(findings: Sequence[Finding], *, works: int, rules: int) -> Card:
    """`works` of `rules` see all that they are about."""
    lines = told(findings)
    if findings and findings[0].weight is not Weight.NOTE:
        lines.append(said("doctor.check_again"))
    return Card(_headline(findings, works, rules), lines)


def _headline(findings: Sequence[Finding], works: int, rules: int) -> str:
    if not rules:
        return said("doctor.no_rules")
    if not findings:
        return said("doctor.well", rules=rules)
    weight = findings[0].weight
    if findings[0].what is What.NOWHERE:
        return said("doctor.owner_alone", works=works, rules=rules)
    if weight is Weight.DEAF:
        return said("doctor.deaf", works=works, rules=rules)
    if weight is Weight.NOTE:
        return said("doctor.working", rules=rules)
    mend = sum(each.weight is not Weight.NOTE for each in findings)
    return said("doctor.some", works=works, rules=rules, findings=mend)
