"""The real bot on the drill's Discord: put together as in production, on the drill's files and clock."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Final

import msgspec

from engine.bot.assembly import Assembly
from engine.bot.drill.community import Community
from engine.bot.drill.power import SwitchedStore
from engine.bot.options import STORE
from engine.catalogue import Catalogue
from engine.diagnostics.reporters.line import one_line
from engine.documents.rulebook import Rulebook
from engine.errors import UsageError
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.replay import Report, verify
from engine.store.reader import SqliteReader
from engine.store.rows import OutboxRow
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

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
    """One bot after the other on the same files."""

    def __init__(self, data: Path, community: Community) -> None:
        self.path = data / STORE
        self._data = data
        self._community = community
        self._rulebook = _load(data, community)

    @property
    def rules(self) -> int:
        """How many rules that ship are in force."""
        return sum(each.is_rule for each in self._rulebook.documents)

    def make(self) -> Assembly:
        """The next bot; the one before must be gone."""
        self.store = SwitchedStore(self.path)
        self.assembly = Assembly(self.store, self._rulebook, data=self._data, clock=self._community.now)
        return self.assembly

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


def _load(data: Path, community: Community) -> Rulebook:
    """The rules that ship, and the community's settings, which are written beside the store."""
    text = files(__package__).joinpath("settings.yaml").read_text(encoding="utf-8")
    for name, id_ in (("GUILD", community.guild.id), ("CHANNEL", community.alerts.id)):
        text = text.replace(f"'{name}'", f"'{id_}'")
    folder = data / _SETTINGS
    folder.mkdir(exist_ok=True)
    (folder / "settings.yml").write_text(text, encoding="utf-8")
    loaded = load_rulebook([RULES, folder])
    if loaded.errors:
        raise UsageError(f"{one_line(loaded.errors[0])} (`tocsin check {RULES}` says more)")
    return loaded.rulebook
