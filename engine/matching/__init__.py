"""Rules and fields: reads conditions, evaluates them, says why. Knows no effects, no stores, no Discord."""

from engine.matching.candidates import Candidates
from engine.matching.detection import Detection, compile_detection, compile_match
from engine.matching.event import Event
from engine.matching.rules import Matcher, compile_rules

__all__ = [
    "Candidates",
    "Detection",
    "Event",
    "Matcher",
    "compile_detection",
    "compile_match",
    "compile_rules",
]
