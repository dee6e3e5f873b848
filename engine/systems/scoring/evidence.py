"""What a signal is evidence about, and what it is called: by rules and types, never by what people wrote."""

from __future__ import annotations

from engine.signal import Signal
from engine.systems.emission import MOST_CALLED
from engine.systems.scoring.picture import Entity
from engine.systems.scoring.spec import Scope


def is_observed(signal: Signal) -> bool:
    """Whether a signal was born where the mode is to observe: it is written down, and counts for nothing."""
    return signal.origin == "derived" and signal.data.get("mode") == "observe"


def entities_of(signal: Signal) -> list[Entity]:
    """Whom and what a signal is evidence about. One without a guild is about the others alone."""
    about: tuple[tuple[Scope, int | str | None], ...] = (
        ("guild", signal.guild),
        ("actor", signal.actor),
        ("channel", signal.channel),
        ("system", signal.system[:MOST_CALLED] if signal.system else None),
    )
    return [Entity(scope, id_) for scope, id_ in about if id_ is not None]


def label_of(signal: Signal) -> str:
    """What evidence is called: the title of the rule, which a document says; else the type."""
    title = signal.data.get("title") if signal.origin == "derived" else None
    return title[:MOST_CALLED] if isinstance(title, str) and title else signal.type[:MOST_CALLED]


def cause_of(signal: Signal) -> str:
    """The one signal in which a rule found this; empty for what came from outside, or from several."""
    return signal.cause[0] if signal.origin == "derived" and signal.causes == 1 else ""
