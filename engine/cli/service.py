"""The unit that has systemd keep the bot of a folder running, for one user, without root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from engine.bot.pulse import read_pulse
from engine.documents.home import INSTALLATION
from engine.errors import TocsinError, UsageError
from engine.instants import wall_clock

NAME: Final = "tocsin.service"
PATIENCE_S: Final = 60.0
_LOOK_S: Final = 0.5
_CALL_S: Final = 30.0
_NO_BUS: Final = "connect to bus"
_ADVICE: Final = "; log in as this user itself, not by su or sudo; docs/operations.md shows a container, too"
_UNIT: Final = """\
# Made by `tocsin service`, and made anew each time that is called.
[Unit]
Description=Tocsin
Wants=network-online.target
After=network-online.target

[Service]
Type=notify
WorkingDirectory={installation}
ExecStart={python} -m engine run {folder} --data {data}
ExecReload=/bin/kill -HUP $MAINPID
TimeoutStartSec=300
WatchdogSec=120
Restart=always
RestartSec=15
RestartPreventExitStatus=2
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def unit(folder: Path, data: Path) -> str:
    """The unit's text. What cannot be mended by starting anew, such as a wrong token, is not started anew."""
    return _UNIT.format(
        installation=_escaped(INSTALLATION),
        python=_quoted(sys.executable),
        folder=_quoted(str(folder.absolute())),
        data=_quoted(str(data.absolute())),
    )


def install(folder: Path, data: Path) -> Path:
    """Write the unit and have it started, now and whenever the machine starts. Raises `UsageError`."""
    _refuse_without_systemd()
    path = _place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(unit(folder, data), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror})") from error
    _systemctl("daemon-reload")
    _systemctl("enable", NAME)
    _systemctl("restart", NAME)
    return path


def remove() -> bool:
    """Stop it and forget the unit; False when there was none. Raises `UsageError`."""
    _refuse_without_systemd()
    path = _place()
    if not path.exists():
        return False
    _systemctl("disable", "--now", NAME)
    path.unlink()
    _systemctl("daemon-reload")
    return True


def wait_until_well(data: Path, since: int, patience: float = PATIENCE_S) -> bool:
    """Whether it gives a sign of life that is younger than `since`, in milliseconds, and says all is well."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            pulse = read_pulse(data)
        except TocsinError:
            pulse = None
        if pulse is not None and pulse.at >= since and not pulse.troubles(wall_clock()):
            return True
        time.sleep(_LOOK_S)
    return False


def lingers() -> bool:
    """Whether the user's services go on without a login; asks for that where the user may decide it."""
    loginctl = shutil.which("loginctl")
    if loginctl is None:
        return False
    call = [loginctl, "enable-linger"]
    try:
        return subprocess.run(call, check=False, capture_output=True, timeout=_CALL_S).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def _place() -> Path:
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config).expanduser() / "systemd" / "user" / NAME


def _refuse_without_systemd() -> None:
    if shutil.which("systemctl") is None:
        raise UsageError("there is no systemd here: docs/operations.md shows a container")
    _systemctl("show-environment")


def _systemctl(*call: str) -> None:
    whole = ["systemctl", "--user", *call]
    try:
        done = subprocess.run(whole, check=False, capture_output=True, text=True, timeout=_CALL_S)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"`{' '.join(whole)}` does not end: {type(error).__name__}") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        why = said[0] if said else f"exit {done.returncode}"
        raise UsageError(f"`{' '.join(whole)}` says: {why}{_ADVICE if _NO_BUS in why else ''}")


def _quoted(text: str) -> str:
    """An argument as systemd reads it."""
    return '"' + _escaped(text).replace('"', '\\"').replace("$", "$$") + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "%%")
