"""The summary of a job on GitHub Actions: Markdown at the end of the file that the runner names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from engine.cli.output import note

_VARIABLE: Final = "GITHUB_STEP_SUMMARY"


def add_to_job_summary(markdown: str) -> None:
    """Add a text to it. Without a runner nothing happens; one that cannot be written fails no check."""
    path = os.environ.get(_VARIABLE)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8", errors="backslashreplace") as summary:
            summary.write(f"{markdown}\n\n")
    except OSError as error:
        note(f"the summary of the job was not written: {error.strerror or type(error).__name__}")
