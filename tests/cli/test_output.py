"""What commands print, on a terminal and in a pipe."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

ID = "interaction:" + "1" * 90
TABLE = f"""
from rich.table import Table
from engine.cli.output import show
table = Table(box=None)
table.add_column("type", no_wrap=True)
table.add_column("id", no_wrap=True)
table.add_row("threat.detected", {ID!r})
show(table)
"""


def test_an_id_is_whole_on_a_narrow_terminal() -> None:
    ours, theirs = pty.openpty()
    environ = {**os.environ, "COLUMNS": "40", "TERM": "xterm"}
    ran = subprocess.Popen([sys.executable, "-c", TABLE], stdout=theirs, env=environ)
    os.close(theirs)

    shown = os.read(ours, 10_000)
    ran.wait(20)
    os.close(ours)

    assert ran.returncode == 0
    assert ID.encode() in shown
