"""The one list of commands, in the order in which `--help` shows them: each a function in its own file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.cli.check import check
from engine.cli.drill import drill
from engine.cli.explain import explain
from engine.cli.match import match
from engine.cli.replay import replay
from engine.cli.run import run
from engine.cli.schema import schema
from engine.cli.signals import signals
from engine.cli.status import status

COMMANDS: Final[tuple[Callable[..., int], ...]] = (
    run,
    drill,
    check,
    match,
    explain,
    replay,
    status,
    signals,
    schema,
)
"""Each returns its exit code and is called what the command is called."""
