"""The doctor: what keeps rules from seeing, alerts from arriving, and people from being stopped."""

from __future__ import annotations

from engine.bot.doctor.examine import Finding, examine
from engine.bot.doctor.facts import Facts, facts_of

__all__ = ["Facts", "Finding", "examine", "facts_of"]
