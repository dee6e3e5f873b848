"""The README does what it says: its rules are loaded, its commands run, their output is theirs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, without the indent of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", README, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def commands() -> list[tuple[str, str]]:
    parts = [
        part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part
    ]
    return [(line, output) for line, _, output in (part.partition("\n") for part in parts)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has after following the page."""
    place = tmp_path_factory.mktemp("readme")
    for block in blocks("yaml"):
        name = block.partition("\n")[0].removeprefix("# file: ")
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(block, encoding="utf-8")
    (events,) = blocks("json")
    (place / "events.jsonl").write_text(events, encoding="utf-8")
    return place


@pytest.mark.parametrize(("command", "output"), commands())
def test_command_prints_what_the_page_says(folder: Path, command: str, output: str) -> None:
    words = shlex.split(command)
    assert words[0] == "tocsin"

    ran = subprocess.run(
        [sys.executable, "-m", "engine", *words[1:]],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (ran.stdout + ran.stderr).strip() == output.strip()
    assert ran.returncode == 0


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
