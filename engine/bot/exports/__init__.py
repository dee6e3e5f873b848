"""Views of the store for other programs, `data/<name>.json`. The one registry; see HOW-TO-ADD.md."""

from __future__ import annotations

from typing import Final

from engine.bot.exports.anomaly_detection import ANOMALY_DETECTION
from engine.bot.exports.threat_scores import THREAT_SCORES
from engine.bot.exports.view import View

VIEWS: Final[tuple[View, ...]] = (THREAT_SCORES, ANOMALY_DETECTION)
