"""The short message that says aloud that a case has become worse; the case's own message has the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.bot.sentences import said
from engine.bot.views.card import Card, reference
from engine.bot.views.case import called, what, who
from engine.bot.views.signs import COLOURS, SYMBOLS, WORDS, severity_of


def rise(body: Mapping[str, Any], effect: str) -> Card:
    """One line, for the lock screen; it stands in answer to the message of the case."""
    severity = severity_of(body.get("severity"))
    line = said("rise.head", symbol=SYMBOLS[severity], word=WORDS[severity], what=what(body), who=who(body))
    return Card(line + called(body), footer=reference(effect), colour=COLOURS[severity])
