"""The real bot on the drill's Discord: put together as in production, on the drill's files and clock."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from engine.bot.assembly import Assembly
from engine.bot.attempt import attempt_of
from engine.bot.drill.community import Community
from engine.bot.drill.power import SwitchedStore
from engine.bot.options import STORE
from engine.bot.reloading import Reloading
from engine.catalogue import Catalogue
from engine.diagnostics.reporters.line import one_line
from engine.errors import UsageError
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.proposal import Proposal
from engine.runtime.replay import Report, verify
from engine.signal import SignalType
from engine.store.reader import SqliteReader
from engine.store.rows import OutboxRow
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.library import Library

RULES: Final = Path(__file__).resolve().parents[3] / "rules"
"""The rules that ship, in the folder of the project."""
_SETTINGS: Final = "nature-club"
"""The folder, and so the pack, of the community's own documents."""


class Counts(msgspec.Struct):
    """What the store holds: signals, how many ids stand there twice, and the actions."""

    signals: int
    twice: int
    actions: list[OutboxRow]


class DrillBot:
    """One bot after the other on the same files; rules that are edited meanwhile come into force.

    `rules` is a folder of rules to play with beside those that ship.
    """

    def __init__(self, data: Path, community: Community, rules: Path | None = None) -> None:
        self.path = data / STORE
        self._data = data
        self._community = community
        own = [] if rules is None else [rules]
        self._library = Library([RULES, *own, _write_settings(data, community)])
        self._proposal = _load(self._library)

    @property
    def rules(self) -> int:
        """How many rules that ship are in force."""
        return sum(each.is_rule for each in self._proposal.rulebook.documents)

    @property
    def reloading(self) -> Reloading:
        """What takes over rules that are edited."""
        assert self.assembly.reloading is not None
        return self.assembly.reloading

    def make(self) -> Assembly:
        """The next bot; the one before must be gone."""
        self.store = SwitchedStore(self.path)
        self.assembly = Assembly(
            self.store,
            self._proposal.rulebook,
            library=self._library,
            attempt=attempt_of(self._proposal, self._community.now()),
            data=self._data,
            clock=self._community.now,
        )
        self.assembly.watch()
        return self.assembly

    def newest_of(self, rule: str) -> str:
        """The id of the newest signal that a rule emitted."""
        reader = SqliteReader(self.path, beside_owner=True)
        found = reader.signals(self._community.guild.id, type_=SignalType.THREAT_DETECTED.value)
        return next(row.signal.id for row in found if row.signal.data.get("rule_name") == rule)

    def counts(self) -> Counts:
        """What stands in the store now, counted from its rows."""
        guild = self._community.guild.id
        reader = SqliteReader(self.path, beside_owner=True)
        ids = Counter(row.signal.id for rows in reader.history() for row in rows)
        return Counts(len(ids), sum(count > 1 for count in ids.values()), reader.actions(guild))


def replay(path: Path) -> Report:
    """The journal's inputs through the same loop on fresh state, held against what was recorded."""
    store = SqliteStore(path)
    try:
        programs = Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook)
        return verify(store.history(0), Core(programs.empty(), programs.provide))
    finally:
        store.close()


def _write_settings(data: Path, community: Community) -> Path:
    """The community's settings, beside the store."""
    text = files(__package__).joinpath("settings.yaml").read_text(encoding="utf-8")
    ids = {
        "GUILD": community.guild.id,
        "CHANNEL": community.alerts.id,
        "NEXT": community.next.id,
        "ROLE": community.security.id,
    }
    for name, id_ in ids.items():
        text = text.replace(f"'{name}'", f"'{id_}'")
    folder = data / _SETTINGS
    folder.mkdir(exist_ok=True)
    (folder / "settings.yml").write_text(text, encoding="utf-8")
    return folder


def _load(library: Library) -> Proposal:
    loaded = library.load()
    if loaded.errors:
        raise UsageError(f"{one_line(loaded.errors[0])} (`tocsin check {library.paths[0]}` says more)")
    return Proposal(loaded.rulebook)
