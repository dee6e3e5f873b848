"""What the drill shows to who reads through a pipe."""

from __future__ import annotations

import io

from rich.console import Console

from engine.bot.drill.screen import Screen


def test_in_a_pipe_each_event_is_there_when_it_happens() -> None:
    pipe = io.BytesIO()
    screen = Screen(Console(file=io.TextIOWrapper(io.BufferedWriter(pipe), "utf-8")))  # type: ignore[type-var]

    screen.event("14:02:20", "@rook bans @kit")

    assert b"@rook bans @kit" in pipe.getvalue()
