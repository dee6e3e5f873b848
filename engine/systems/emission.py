"""What a rule emits, and which types it may: detections, correlations and every further kind of rule alike.

A pack is written by people who are not the engine: no document may say that someone voted,
that an action succeeded or that Discord reported something.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.diagnostics import Problem
from engine.documents.document import Document
from engine.matching.candidates import RESERVED_FAMILIES
from engine.signal import DEFAULT_SEVERITY, Severity, Signal, SignalType
from engine.systems.sections import section_of

FORBIDDEN_EMIT: Final = "TOC319"
_CARRIED: Final = ("actor_is_owner", "actor_is_staff", "actor_is_bot", "is_bot", "member_age_hours")
TARGET_IS_ROLE: Final = "target_is_role"
_OF_ROLES: Final = "discord.role."
MOST_CALLED: Final = 80
"""Characters of what signals of a kind are called."""


class Emission(msgspec.Struct, frozen=True):
    """What the signals of a rule say. `rule` is its id; name, title and advice are as written, or empty."""

    rule: str
    rule_name: str
    title: str
    type: str
    severity: Severity
    system: str | None
    confidence: float | None
    advice: str = ""

    def data(self) -> dict[str, Any]:
        """The data of an emitted signal: it names the rule, and holds nothing that people wrote."""
        said = {"rule": self.rule, "rule_name": self.rule_name, "title": self.title}
        return said | {"advice": self.advice} if self.advice else said


def carried(signal: Signal) -> dict[str, Any]:
    """What a signal says of who acts, for what follows from it: the owner, staff, a bot, somebody new.

    And of its target, that it is a role, where it is one.
    """
    data = signal.data
    return {name: data[name] for name in _CARRIED if name in data} | about_target(signal)


def about_target(signal: Signal) -> dict[str, Any]:
    """What a reader of ids has to know of a signal's target: that it is a role, where it is one."""
    is_role = signal.type.startswith(_OF_ROLES) or signal.data.get(TARGET_IS_ROLE) is True
    return {TARGET_IS_ROLE: True} if is_role and signal.target is not None else {}


def kind_of(signal: Signal) -> str:
    """What signals are told apart by: the rule that found them, else their type."""
    rule = signal.data.get("rule") if signal.origin == "derived" else None
    return rule[:MOST_CALLED] if isinstance(rule, str) and rule else signal.type[:MOST_CALLED]


def read_emission(document: Document) -> Emission:
    """The emission of a checked document. Sigma leaves it open whether a rule has a level."""
    body, tocsin = document.body, section_of(document.body, "tocsin")
    return Emission(
        rule=document.id,
        rule_name=str(body.get("name") or ""),
        title=str(body.get("title") or ""),
        type=tocsin.get("emit", SignalType.THREAT_DETECTED.value),
        severity=body.get("level") or DEFAULT_SEVERITY,
        system=tocsin.get("system"),
        confidence=tocsin.get("confidence"),
        advice=tocsin.get("advice", ""),
    )


def check_emit(body: Mapping[str, Any]) -> list[Problem]:
    """A problem if a document may not emit the type that it names."""
    emit = section_of(body, "tocsin").get("emit")
    family = emit.partition(".")[0] if isinstance(emit, str) else ""
    if family not in RESERVED_FAMILIES:
        return []
    message = f"a document may not emit `{emit}`: types `{family}.*` say what really happened"
    advice = "choose `threat.detected` or a type of your own"
    return [Problem(FORBIDDEN_EMIT, ("tocsin", "emit"), message, help=advice)]
