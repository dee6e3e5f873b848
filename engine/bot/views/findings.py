"""What the doctor found, as people read it: one line that says what, one that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from engine.bot.doctor.examine import Finding, Weight, What
from engine.bot.needs import Need
from engine.bot.sentences import said
from engine.bot.views.signs import code, person, place, role
from engine.bot.views.text import plain

_MOST_NAMED: Final = 3
_LONGEST_TITLE: Final = 40
_INTENTS: Final = {"message_content": "Message Content Intent", "members": "Server Members Intent"}
"""As the developer portal calls those that are switched on there."""


def head(finding: Finding) -> str:
    """What is the matter."""
    return _HEADS[finding.what](finding)


def fix(finding: Finding) -> str:
    """What to do about it."""
    return said("doctor.fix", fix=_FIXES[finding.what](finding))


def told(findings: Sequence[Finding]) -> list[str]:
    """Each with what to do about it, which is said once where it mends several."""
    lines: list[str] = []
    for each in findings:
        lines.append(head(each))
        if fix(each) not in lines:
            lines.append(fix(each))
    return lines


def some(names: Sequence[str]) -> str:
    """The first few of them, and how many are left."""
    shown = ", ".join(names[:_MOST_NAMED])
    left = len(names) - _MOST_NAMED
    return said("sign.and_more", names=shown, left=left) if left > 0 else shown


def _is_deaf(finding: Finding) -> bool:
    return finding.weight is Weight.DEAF


def _gone(finding: Finding) -> str:
    channel = code(finding.ids[0])
    return (
        said("found.gone", channel=channel) if _is_deaf(finding) else said("found.gone_weak", channel=channel)
    )


def _closed(finding: Finding) -> str:
    where, missing = place(finding.ids[0]), ", ".join(map(_permission, finding.missing))
    if _is_deaf(finding):
        return said("found.closed", place=where, missing=missing)
    return said("found.closed_weak", place=where, missing=missing)


def _blind(finding: Finding) -> str:
    count, need = len(finding.rules), _need(finding.need)
    if count > _MOST_NAMED:
        return said("found.blind_many", count=count, need=need, rule=_title(finding.rules[0]))
    return said("found.blind", count=count, need=need, rules=_titles(finding.rules))


def _half_blind(finding: Finding) -> str:
    count, need = len(finding.rules), _need(finding.need)
    if count > _MOST_NAMED:
        return said("found.half_blind_many", count=count, need=need, rule=_title(finding.rules[0]))
    return said("found.half_blind", count=count, need=need, rules=_titles(finding.rules))


def _above(finding: Finding) -> str:
    return said("found.above", count=len(finding.ids), people=some([person(each) for each in finding.ids]))


def _strangers(finding: Finding) -> str:
    return said("found.strangers", count=len(finding.ids), ids=some([code(each) for each in finding.ids]))


def _need_fix(finding: Finding) -> str:
    need = finding.need
    if need is not None and need.kind == "intent":
        return said("found.need_intent_fix", need=_need(need))
    return said("found.need_permission_fix", need=_need(need))


def _need(need: Need | None) -> str:
    if need is None:
        return ""
    return (
        _INTENTS.get(need.name, _permission(need.name)) if need.kind == "intent" else _permission(need.name)
    )


def _permission(name: str) -> str:
    """As Discord's settings call it in English."""
    return name.replace("_", " ").title()


def _titles(titles: Sequence[str]) -> str:
    return some([_title(each) for each in titles])


def _title(title: str) -> str:
    return plain(title, _LONGEST_TITLE)


_HEADS: Final[Mapping[What, Callable[[Finding], str]]] = {
    What.UNSET: lambda _: said("found.unset"),
    What.NOWHERE: lambda _: said("found.nowhere"),
    What.GONE: _gone,
    What.CLOSED: _closed,
    What.BLIND: _blind,
    What.HALF_BLIND: _half_blind,
    What.RESTING: lambda each: said("found.resting", rules=_titles(each.rules)),
    What.ABOVE: _above,
    What.ROLES_ABOVE: lambda each: said("found.roles_above", roles=some([role(id_) for id_ in each.ids])),
    What.MENTION_GONE: lambda each: said("found.mention_gone", role=code(each.ids[0])),
    What.MENTION_MUTE: lambda each: said("found.mention_mute", role=role(each.ids[0])),
    What.OPEN: lambda each: said("found.open", place=place(each.ids[0])),
    What.STRANGERS: _strangers,
    What.TWO_FACTOR: lambda _: said("found.two_factor"),
}
_FIXES: Final[Mapping[What, Callable[[Finding], str]]] = {
    What.UNSET: lambda _: said("found.nowhere_fix"),
    What.NOWHERE: lambda _: said("found.nowhere_fix"),
    What.GONE: lambda _: said("found.gone_fix"),
    What.CLOSED: lambda _: said("found.closed_fix"),
    What.BLIND: _need_fix,
    What.HALF_BLIND: _need_fix,
    What.RESTING: lambda _: said("found.resting_fix"),
    What.ABOVE: lambda _: said("found.above_fix"),
    What.ROLES_ABOVE: lambda _: said("found.above_fix"),
    What.MENTION_GONE: lambda _: said("found.mention_gone_fix"),
    What.MENTION_MUTE: lambda _: said("found.mention_mute_fix"),
    What.OPEN: lambda _: said("found.open_fix"),
    What.STRANGERS: lambda each: said("found.strangers_fix", count=len(each.ids)),
    What.TWO_FACTOR: lambda _: said("found.two_factor_fix"),
}
