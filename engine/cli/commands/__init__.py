"""The one list of commands, in the order in which `--help` shows them: each a function in its own file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.cli.commands.anomaly.events import events as anomaly_events
from engine.cli.commands.anomaly.score import score as anomaly_score
from engine.cli.commands.backup import backup
from engine.cli.commands.check import check
from engine.cli.commands.doctor import doctor
from engine.cli.commands.drill import drill
from engine.cli.commands.explain import explain
from engine.cli.commands.fmt import fmt
from engine.cli.commands.init import init
from engine.cli.commands.invite import invite
from engine.cli.commands.match import match
from engine.cli.commands.new import new
from engine.cli.commands.privacy import privacy
from engine.cli.commands.replay import replay
from engine.cli.commands.restore import restore
from engine.cli.commands.run import run
from engine.cli.commands.schema import schema
from engine.cli.commands.service import service
from engine.cli.commands.signals import signals
from engine.cli.commands.status import status
from engine.cli.commands.test import test
from engine.cli.commands.threat.score import score as threat_score

COMMANDS: Final[tuple[Callable[..., int], ...]] = (
    run,
    service,
    drill,
    init,
    invite,
    doctor,
    new,
    check,
    test,
    fmt,
    match,
    explain,
    replay,
    status,
    backup,
    restore,
    privacy,
    signals,
    schema,
)
"""Each returns its exit code and is called what the command is called."""

GROUPS: Final[dict[str, tuple[str, tuple[Callable[..., int], ...]]]] = {
    "anomaly": ("What is unusual, in files.", (anomaly_score, anomaly_events)),
    "threat": ("How bad it is: threat scores.", (threat_score,)),
}
"""Commands of two words, `tocsin anomaly score`: what the first is about, and the commands behind it."""
