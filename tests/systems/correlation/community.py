"""A community under watch: documents as people write them, signals at seconds, and what was told of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.catalogue import Catalogue
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

START = 1_800_000_000_000
DETECTIONS = """
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {sel: {actor|exists: true}, condition: sel}
tocsin: {emit: test.hit}
---
title: A kick
name: kick
logsource: {product: discord, category: member_kick}
detection: {sel: {actor|exists: true}, condition: sel}
tocsin: {emit: test.hit}
---
title: A message
name: message
logsource: {product: discord, category: message_create}
detection: {sel: {actor|exists: true}, condition: sel}
tocsin: {emit: test.hit}
---
"""


class Community:
    """One guild, 1, unless another is named. Times are seconds since `START`."""

    def __init__(self, folder: Path, correlations: str) -> None:
        path = folder / "pack" / "rules.yml"
        path.parent.mkdir()
        path.write_text(DETECTIONS + correlations, encoding="utf-8")
        loaded = load_rulebook([path.parent])
        assert not loaded.diagnostics, loaded.diagnostics
        programs = Programs(KINDS, Catalogue.load())
        self.core = Core(programs.add(loaded.rulebook), programs.provide)
        self.alerts: list[Signal] = []
        self.hits: list[Signal] = []
        self.dropped: list[Signal] = []
        self._count = 0

    def ban(self, at: float, *, seen: float | None = None, **fields: Any) -> str:
        return self.send("discord.member.ban", at, seen, **fields)

    def kick(self, at: float, *, seen: float | None = None, **fields: Any) -> str:
        return self.send("discord.member.kick", at, seen, **fields)

    def message(self, at: float, *, seen: float | None = None, **fields: Any) -> str:
        return self.send("discord.message.create", at, seen, **fields)

    def clock(self, at: float) -> None:
        self.send("test.tick", at, None)

    def gap(self, at: float) -> None:
        self.send(SignalType.GATEWAY_GAP.value, at, None)

    def filled(self, at: float) -> None:
        self.send(SignalType.BACKFILL_DONE.value, at, None)

    def finish(self) -> None:
        self.clock((self.core.last_seen + self.core.program.longest_window - START) / 1_000)

    def send(self, type_: str, at: float, seen: float | None, **fields: Any) -> str:
        self._count += 1
        id_ = f"s:{self._count}"
        signal = Signal(id_, type_, ms(at), **{"guild": 1, "actor": 7, **fields})
        for row in self.core.take(signal, ms(at if seen is None else seen)) or []:
            if row.signal.type == "test.hit":
                self.hits.append(row.signal)
            elif row.signal.type == SignalType.GROUPS_DROPPED:
                self.dropped.append(row.signal)
            elif "document" in row.signal.data:
                self.alerts.append(row.signal)
        return id_

    @property
    def times(self) -> list[float]:
        """When each alert says that it happened."""
        return [(alert.time - START) / 1_000 for alert in self.alerts]

    @property
    def state(self) -> Any:
        """The one state of a correlation: the tally, where it shares one."""
        own = ("/correlation/", "/window/")
        (state,) = [state for address, state in self.core.cells if any(each in address[0] for each in own)]
        return getattr(state, "tally", state)


def ms(at: float) -> int:
    return START + round(1_000 * at)
