"""The README does what it says: whoever follows it from top to bottom sees what it shows.

`yaml` blocks that begin with `# file:` are written, other ones stand in a file that a command made;
`diff` blocks change files; `console` blocks are run, and print what stands below each command. The
drill that goes on does so in a second terminal, and `text` blocks are what it shows.
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^( *)```(yaml|json|diff|console|sh|text)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
PATIENCE_S = 60
"""How long the drill may take to show what the page shows: until the next gift, some twenty seconds."""
_STYLE = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
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


class Terminal:
    """A second terminal, in which a drill runs on beside the reader from where the page starts it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._shown = b""

    def start(self, folder: Path, text: str) -> None:
        command = text.partition("\n")[0]
        if command != "tocsin drill afternoon":
            return
        words = [*shlex.split(command)[1:], "--rules", "rules"]  # a reader's rules stand in the checkout
        ours, theirs = pty.openpty()
        environ = {"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONUTF8": "1", "COLUMNS": "200", "TERM": "xterm"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine", *words],
            cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self._reader = Thread(target=self._read, args=(ours,), daemon=True)
        self._reader.start()

    def shows(self, folder: Path, text: str) -> None:
        """What the page shows comes, sooner or later. Before the drill is started, others are shown."""
        if self._process is None:
            return
        wanted = {line.strip() for line in text.splitlines() if "…" not in line}
        until = time.monotonic() + PATIENCE_S
        while missing := wanted - self.lines():
            assert time.monotonic() < until, (missing, self._shown.decode())
            assert self._process.poll() is None, self._shown.decode()
            time.sleep(0.05)

    def lines(self) -> set[str]:
        plain = _STYLE.sub("", self._shown.decode(errors="replace"))
        return {line.strip() for line in plain.splitlines()}

    def interrupt(self) -> int:
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE_S)

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._reader.join()

    def _read(self, terminal: int) -> None:
        with suppress(OSError):  # the other end is closed
            while read := os.read(terminal, 4096):
                self._shown += read
        os.close(terminal)


DO: dict[str, Callable[[Path, str], None]] = {
    "yaml": write_or_find,
    "json": keep_events,
    "diff": change,
    "console": run,
}


def test_following_the_page_shows_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()  # the reader stands in the repository
    terminal = Terminal()
    do = {**DO, "sh": terminal.start, "text": terminal.shows}
    try:
        for language, text in steps():
            do[language](tmp_path, text)
        assert terminal.interrupt() == 0
    finally:
        terminal.close()


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
