"""Settings are edited while rules count: what was counted stays, each guild has what its own settings say."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from engine.catalogue import shipped
from engine.documents.home import Home
from engine.effects import Emit
from engine.runtime.programs import Programs
from engine.runtime.reload import Change, changes_of
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from engine.systems.library import Library
from tests.support.loop import T0
from tests.support.stepwise import Stepwise, replay

ONE, OTHER = 11, 22
RULES = """
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor|exists: true}, condition: s}
---
title: Mass ban
name: mass_ban
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 5}}
level: critical
"""
FEW_BANS = """
title: Some bans
name: few_bans
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 1m, condition: {gte: 3}}
"""


class Folder:
    """A community's folder, and a loop that runs what it says."""

    def __init__(self, path: Path) -> None:
        self._path = path
        for each in ("rules/house", f"guilds/{ONE}", f"guilds/{OTHER}"):
            (path / each).mkdir(parents=True)
        self._library = Library([Home(path)])
        self._store = MemoryStore()
        self._loop = Stepwise(self._store, ready=self._programs())
        self.now = T0
        self._count = 0

    def write(self, **files: str) -> list[Change]:
        """Write files and take them over; says what changed."""
        for name, text in files.items():
            place = {"rules": "rules/house/r.yml", "all": "settings.yml", "one": f"guilds/{ONE}/settings.yml"}
            (self._path / place.get(name, f"guilds/{OTHER}/settings.yml")).write_text(text)
        edition = self._library.load()
        assert edition.diagnostics == ()
        self._loop.ready.add(edition.rulebook)
        loaded = self._next("rulebook.loaded", data={"hash": edition.rulebook.hash})
        self._take(loaded)
        return changes_of(loaded.data)

    def ban(self, guild: int, times: int = 1, **fields: int) -> list[tuple[str, str]]:
        """Bans within a moment; the rules that fired, with their severity."""
        fired: list[tuple[str, str]] = []
        for _ in range(times):
            fired += self._take(self._next("discord.member.ban", guild=guild, **{"actor": 5, **fields}))
        return fired

    def restart(self) -> None:
        """As after a kill: from what is on disk."""
        self._loop.restart()

    def states(self, guild: int) -> dict[str, str]:
        """What correlations have of a guild, by the identity of what it is kept for."""
        return {
            document: repr(state)
            for (document, key), state in self._loop.core.cells
            if key[0] == guild and ("/window/" in document or "/correlation/" in document)
        }

    def replays(self) -> bool:
        """Whether a replay gives the same."""
        report = replay(self._store, self._programs())
        return report.is_equal and report.effects > 0

    def _programs(self) -> Programs:
        return Programs(KINDS, shipped(), stored=self._store.rulebook)

    def _next(self, type_: str, **fields: Any) -> Signal:
        self.now += 10
        self._count += 1
        return Signal(f"s{self._count}", type_, self.now, **fields)

    def _take(self, signal: Signal) -> list[tuple[str, str]]:
        before = self._loop.core.seq
        self._loop.play(signal, self.now)
        self._loop.commit()
        return _emitted(self._store.rows(before))


def _emitted(rows: Iterable[Any]) -> list[tuple[str, str]]:
    effects = [each.effect for row in rows for each in row.effects]
    return [(each.data["rule_name"], each.severity) for each in effects if isinstance(each, Emit)]


FIVE, THREE = [("mass_ban", "critical")], "kind: settings\ntune: {mass_ban: {threshold: 3}}\n"


def test_a_threshold_that_is_tuned_counts_what_was_counted_before(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=RULES)
    assert folder.ban(ONE, 2) == []

    (change,) = (each for each in folder.write(all=THREE) if "mass_ban" in each.document)

    assert (change.change, change.state, change.states, change.guilds) == ("changed", "kept", 1, None)
    assert folder.ban(ONE) == FIVE


def test_a_guild_tunes_for_itself_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=RULES)
    assert folder.ban(ONE, 2) == folder.ban(OTHER, 2) == []

    (change,) = (each for each in folder.write(one=THREE) if "mass_ban" in each.document)

    assert (change.change, change.state, change.states, change.guilds) == ("changed", "kept", 1, [ONE])
    folder.restart()
    assert folder.ban(OTHER) == []
    assert folder.ban(ONE) == FIVE
    assert folder.ban(OTHER, 2) == FIVE
    assert folder.replays()


def test_a_guild_that_tunes_one_of_those_that_share_a_window_leaves_all_others_theirs(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=f"{RULES}---\n{FEW_BANS}")
    folder.ban(ONE, 2)
    folder.ban(OTHER, 2)
    before, theirs = folder.states(ONE), folder.states(OTHER)
    assert len(before) == len(theirs) == 1

    folder.write(one=THREE)

    assert folder.states(OTHER) == theirs
    assert {each.partition("/")[0] for each in folder.states(ONE)} == {"engine", "house"}
    folder.restart()
    assert folder.states(OTHER) == theirs
    assert folder.ban(ONE) == [*FIVE, ("few_bans", "medium")]
    assert folder.ban(OTHER) == [("few_bans", "medium")]
    folder.write(one="kind: settings\ntune: {mass_ban: {off: true}, few_bans: {off: true}}\n")
    assert folder.states(ONE) == {}
    assert folder.ban(OTHER, 2) == FIVE
    assert folder.replays()


def test_a_guilds_tuning_is_laid_over_the_operators(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(
        rules=RULES,
        all="kind: settings\ntune: {mass_ban: {threshold: 2, level: low}}\n",
        one="kind: settings\ntune: {mass_ban: {threshold: 3}}\n",
    )

    assert folder.ban(ONE, 2) == []
    assert folder.ban(ONE) == [("mass_ban", "low")]
    assert folder.ban(OTHER, 2) == [("mass_ban", "low")]


def test_a_guild_turns_off_for_itself_and_on_what_is_off_for_all(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    off, on = (f"kind: settings\ntune: {{mass_ban: {{off: {each}}}}}\n" for each in ("true", "false"))
    folder.write(rules=RULES, one=off)
    assert folder.ban(ONE, 9) == []
    assert folder.ban(OTHER, 5) == FIVE
    folder.now += 60_000

    folder.write(all=off, one=on)

    assert folder.ban(OTHER, 9) == []
    assert folder.ban(ONE, 5) == FIVE


def test_what_is_off_for_a_while_has_its_windows_back(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=RULES, one="kind: settings\n")
    folder.ban(ONE, 4)
    folder.ban(OTHER, 4)

    (away,) = (
        each for each in folder.write(one="kind: settings\ntune: {mass_ban: {off: true}}\n") if each.states
    )
    (back,) = (each for each in folder.write(one="kind: settings\n") if each.states)

    assert (away.state, away.states, away.guilds) == ("archived", 1, [ONE])
    assert (back.state, back.states, back.guilds) == ("restored", 1, [ONE])
    assert folder.ban(ONE) == FIVE
    assert folder.ban(OTHER) == FIVE


def test_exceptions_of_a_correlation_are_not_counted(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=RULES, one="kind: settings\ntune: {mass_ban: {except: {actor: [5], channel: [7]}}}\n")

    assert folder.ban(ONE, 9) == []
    assert folder.ban(ONE, 9, actor=6, channel=7) == []
    assert folder.ban(ONE, 5, actor=6) == FIVE
    assert folder.ban(OTHER, 5) == FIVE


def test_exceptions_of_a_detection_begin_anew_what_counts_it_in_that_guild_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write(rules=RULES)
    folder.ban(ONE, 4)
    folder.ban(OTHER, 4)

    changes = folder.write(one="kind: settings\ntune: {ban: {except: {actor: [6]}}}\n")

    (change,) = (each for each in changes if "mass_ban" in each.document)
    assert (change.state, change.states, change.guilds) == ("reset", 1, [ONE])
    assert folder.ban(OTHER) == FIVE
    assert folder.ban(ONE, 9, actor=6) == []
    assert folder.ban(ONE, 4) == []
    assert folder.ban(ONE) == FIVE


def test_a_guilds_own_rule_silences_what_it_counts_in_that_guild_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    alone = RULES.partition("---")[0]
    counted = "{type: event_count, rules: [ban], timespan: 1h, condition: {gte: 50}}"
    own = f"title: Bans\nname: bans\ncorrelation: {counted}\n"

    folder.write(rules=alone, one=own)

    assert folder.ban(ONE) == []
    assert folder.ban(OTHER) == [("ban", "medium")]
