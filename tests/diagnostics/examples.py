"""Runs the examples of a diagnostic's page: files are written, loaded, tested; what was said comes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from engine.diagnostics import Diagnostic
from engine.documents.home import Home
from engine.errors import RulesError
from engine.runtime import trial
from engine.systems.loading import load_rulebook

HEADINGS = ["What", "Why", "Bad", "Good", "How to fix"]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (\S+)\n")


def sections(page: str) -> dict[str, str]:
    """The text below each second heading."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(section: str) -> list[tuple[str, str]]:
    """Language and text of each code block."""
    return _BLOCK.findall(section)


def run(section: str, folder: Path) -> Sequence[Diagnostic]:
    """What loading the example's files says; a `python` block may say it by itself."""
    pack = folder / "example"
    pack.mkdir()
    for place, (language, text) in enumerate(blocks(section)):
        if language == "python":
            try:
                exec(compile(text, "<page>", "exec"), {"folder": pack})
            except RulesError as error:
                return error.diagnostics
        else:
            named = _FILE.match(text)
            path = pack / (named.group(1) if named else f"file{place}.yml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    loaded = load_rulebook([Home(pack) if Home.is_at(pack) else pack])
    return [
        *loaded.diagnostics,
        *(each for outcome in trial.run(loaded.rulebook) for each in outcome.diagnostics()),
    ]
