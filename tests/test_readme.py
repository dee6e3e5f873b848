"""The README does what it says: whoever follows it from top to bottom sees what it shows.

`yaml` blocks that begin with `# file:` are written, other ones stand in a file that a command made;
`diff` blocks change files; `console` blocks are run, and print what stands below each command.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^( *)```(yaml|json|diff|console)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_FILE = "# file: "
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Each new document has one of its own."""
_CODE = re.compile(r"`[^`\n]*`")


def steps() -> list[tuple[str, str]]:
    """What a reader does, in order: the language of a block and its text, each command by itself."""
    found: list[tuple[str, str]] = []
    for indent, language, body in _BLOCK.findall(README):
        text = re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)
        parts = re.split(r"^\$ ", text, flags=re.MULTILINE) if language == "console" else [text]
        found += [(language, part) for part in parts if part]
    return found


def write_or_find(folder: Path, text: str) -> None:
    if not text.startswith(_FILE):
        assert any(text in path.read_text(encoding="utf-8") for path in folder.rglob("*.yml"))
        return
    path = folder / text.partition("\n")[0].removeprefix(_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def keep_events(folder: Path, text: str) -> None:
    (folder / "events.jsonl").write_text(text, encoding="utf-8")


def change(folder: Path, text: str) -> None:
    before, after = (
        "".join(f"{line[1:]}\n" for line in text.splitlines() if line.startswith(sign)) for sign in "-+"
    )
    (path,) = (each for each in folder.rglob("*.yml") if before in each.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def run(folder: Path, text: str) -> None:
    command, _, output = text.partition("\n")
    words = shlex.split(command)
    assert words[0] == "tocsin"

    ran = subprocess.run(
        [sys.executable, "-m", "engine", *words[1:]],
        cwd=folder, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert _ID.sub("<id>", ran.stdout + ran.stderr).strip() == _ID.sub("<id>", output).strip()
    assert ran.returncode == int(": TOC" in output)


DO: dict[str, Callable[[Path, str], None]] = {
    "yaml": write_or_find,
    "json": keep_events,
    "diff": change,
    "console": run,
}


def test_following_the_page_shows_what_it_says(tmp_path: Path) -> None:
    for language, text in steps():
        DO[language](tmp_path, text)


def test_the_page_has_all_that_a_newcomer_does() -> None:
    languages = [language for language, _ in steps()]
    commands = [text.split()[1] for language, text in steps() if language == "console"]

    assert {"new", "check", "test", "match", "explain"} <= set(commands)
    assert languages.count("diff") >= 1


def test_links_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", _CODE.sub("", page.read_text("utf-8")))
        if not (page.parent / target).exists()
    ]
    assert broken == []
