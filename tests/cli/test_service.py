"""The bot as a service, on a machine whose systemd is a script that writes down what it is told."""

from __future__ import annotations

import configparser
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli.app import main
from engine.cli.service import unit
from engine.documents.home import INSTALLATION

TOKEN = "MTIwMDAwMDAwMDAwMDAwMDAxNw.Gabcde." + "x" * 38
SYSTEMCTL = """\
#!/bin/sh
echo "$@" >> {log}
{more}
"""
ALIVE = """\
case "$2" in restart) "{python}" -c "
import msgspec, time
from pathlib import Path
from engine.bot.pulse import PULSE, Pulse
pulse = Pulse(int(time.time() * 1000) + 1, 7, is_open=True, blind_since=None, lag=0, rulebook='r')
Path('{data}').mkdir(exist_ok=True)
(Path('{data}') / PULSE).write_bytes(msgspec.json.encode(pulse))
";; esac"""

COMMAND = sys.modules["engine.cli.commands.service"]
Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / 'my 100% "club"'
    home.mkdir()
    (home / "settings.yml").write_text("kind: settings\n")
    (home / ".env").write_text(f"DISCORD_TOKEN={TOKEN}\n")
    (home / ".env").chmod(0o600)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHONPATH", INSTALLATION)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    return home


@pytest.fixture
def said(capfdbinary: pytest.CaptureFixture[bytes]) -> Said:
    def run(*args: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(["service", *args])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> Path:
    """Put it on the path; returns where it writes down what it is told."""
    programs, log = tmp_path / "programs", tmp_path / "log"
    programs.mkdir()
    for name in ("systemctl", "loginctl"):
        (programs / name).write_text(SYSTEMCTL.format(log=shlex.quote(str(log)), more=more))
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return log


def test_it_is_written_started_and_seen_to_be_well(
    tmp_path: Path, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    log = systemd(tmp_path, monkeypatch, ALIVE.format(python=sys.executable, data=data))
    code, out, err = said(str(home), "--data", str(data))

    written = tmp_path / "config/systemd/user/tocsin.service"
    assert (code, out) == (
        0,
        f"{written}: written\nrunning, restarts by itself, and starts with the machine\n",
    )
    assert "journalctl --user -u tocsin.service -f" in err
    told = log.read_text().splitlines()
    assert told == [
        "--user show-environment",
        "--user daemon-reload",
        "--user enable tocsin.service",
        "--user restart tocsin.service",
        "enable-linger",
    ]
    assert TOKEN not in written.read_text()


def test_the_unit_says_what_systemd_must_know(home: Path) -> None:
    parsed = configparser.RawConfigParser(strict=True)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(unit(home, home / "data"))
    service = dict(parsed["Service"])
    escaped = str(home).replace("%", "%%").replace('"', '\\"')
    assert service["ExecStart"] == f'"{sys.executable}" -m engine run "{escaped}" --data "{escaped}/data"'
    assert service["Type"] == "notify"
    assert service["RestartPreventExitStatus"] == "2"


def test_a_bot_that_gives_no_sign_of_life_is_said_to_give_none(
    tmp_path: Path, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd(tmp_path, monkeypatch)
    monkeypatch.setattr(COMMAND, "wait_until_well", lambda data, since: False)
    code, _, err = said(str(home))
    assert code == 1
    assert "journalctl --user -u tocsin.service -n 20" in err


def test_what_systemd_refuses_is_one_line(
    tmp_path: Path, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    systemd(tmp_path, monkeypatch, 'echo "Failed to connect to bus: No medium found" >&2; exit 1')
    code, out, err = said(str(home))
    assert (code, out) == (2, "")
    assert err == (
        "tocsin: `systemctl --user show-environment` says: Failed to connect to bus: No medium found; "
        "log in as this user itself, not by su or sudo; docs/operations.md shows a container, too\n"
    )
    assert not (tmp_path / "config").exists()


def test_without_systemd_the_way_of_a_container_is_named(
    tmp_path: Path, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = said(str(home))
    assert code == 2
    assert err == "tocsin: there is no systemd here: docs/operations.md shows a container\n"


def test_without_a_token_nothing_is_written(home: Path, said: Said) -> None:
    (home / ".env").unlink()
    code, _, err = said(str(home))
    assert code == 2
    assert err.startswith("tocsin: DISCORD_TOKEN is not set")


def test_it_can_be_taken_back(
    tmp_path: Path, home: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = systemd(tmp_path, monkeypatch)
    assert said("--remove") == (0, "there was no service\n", "")
    monkeypatch.setattr(COMMAND, "wait_until_well", lambda data, since: True)
    said(str(home))
    assert said("--remove") == (0, "stopped, and started no more\n", "")
    assert "--user disable --now tocsin.service" in log.read_text()
    assert not (tmp_path / "config/systemd/user/tocsin.service").exists()
    assert home.is_dir()
