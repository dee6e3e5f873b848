"""How diagnostics are told: one reporter a file, all in `REPORTERS`. Producers never print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diagnostics.reporters.json import report_json
from engine.diagnostics.reporters.reporter import Reporter
from engine.diagnostics.reporters.text import report_text

REPORTERS: Final[Mapping[str, Reporter]] = {"text": report_text, "json": report_json}
"""By the name that `--format` takes."""

__all__ = ["REPORTERS", "Reporter"]
