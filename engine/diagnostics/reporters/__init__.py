"""How diagnostics are told: one reporter a file, all in `REPORTERS`. Producers never print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diagnostics.reporters.github import report_github
from engine.diagnostics.reporters.json import report_json
from engine.diagnostics.reporters.reporter import Reporter
from engine.diagnostics.reporters.sarif import report_sarif
from engine.diagnostics.reporters.summary import report_summary
from engine.diagnostics.reporters.text import report_text

REPORTERS: Final[Mapping[str, Reporter]] = {
    "text": report_text,
    "json": report_json,
    "github": report_github,
    "sarif": report_sarif,
}
"""By the name that `--format` takes."""

__all__ = ["REPORTERS", "Reporter", "report_summary"]
