"""Settings in two layers: a server's own over the operator's, none above the ceiling, compiled once."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engine.bot.in_force import settings_of
from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.program import Program
from engine.systems import KINDS
from engine.systems.library import Library
from engine.systems.loading import load_rulebook
from engine.systems.modes import MODES
from engine.systems.settings.access import LEVELS, Access, reaches
from engine.systems.settings.cases.spec import Alerts
from engine.systems.settings.spec import SettingsSpec

GUILD, OTHER = 81384788765712384, 81384788765712999
ANA, BO, CY, STAFF = 11, 12, 13, 99


def settings_document(id_: str, **body: Any) -> Document:
    return Document("settings", id_, "p", "s.yml", 0, {"kind": "settings", **body}, {})


def in_force(*bodies: dict[str, Any], guild: int | None = GUILD) -> SettingsSpec:
    documents = [settings_document(str(n), **body) for n, body in enumerate(bodies)]
    return settings_of(Program(Rulebook(documents), KINDS, Catalogue({})), guild)


def test_without_any_settings_nobody_has_access_and_the_mode_is_propose() -> None:
    found = in_force()

    assert (found.access, found.mode, found.alerts) == (Access(), "propose", Alerts())


def test_a_servers_own_go_before_the_operators_key_by_key() -> None:
    operators = {
        "alerts": {"least": "high"},
        "zone": "Europe/Berlin",
        "access": {"view": [ANA], "admin": [BO]},
    }
    found = in_force(operators, {"guild": GUILD, "access": {"view": [CY]}, "alerts": {"channel": 5}})

    assert (found.alerts.channels, found.alerts.least, found.zone) == ((5,), "high", "Europe/Berlin")
    assert found.access == Access(view=frozenset({CY}), admin=frozenset({BO}))


def test_the_operators_channel_is_never_that_of_a_server_with_settings_of_its_own() -> None:
    operators = {"alerts": {"channel": 7, "least": "low"}}

    assert in_force(operators, {"guild": GUILD, "mode": "observe"}).alerts.channels == ()
    assert in_force(operators, {"guild": GUILD, "alerts": {"least": "high"}}).alerts.channels == ()
    assert in_force(operators, {"guild": GUILD, "mode": "observe"}, guild=OTHER).alerts.channels == (7,)


def test_another_servers_own_settings_are_no_matter() -> None:
    found = in_force({"guild": OTHER, "access": {"admin": [ANA]}, "mode": "enforce"})

    assert (found.access, found.mode) == (Access(), "propose")


@pytest.mark.parametrize(("guild", "operators", "ceiling"), [*product((None, *MODES), repeat=3)])
def test_the_mode_is_the_lowest_that_any_of_them_says(
    guild: str | None, operators: str | None, ceiling: str | None
) -> None:
    above: dict[str, Any] = {"mode": operators} if operators else {}
    limit = {"ceiling": {"mode": ceiling}} if ceiling else {}
    own = {"guild": GUILD, **({"mode": guild} if guild else {})}

    found = in_force({**above, **limit}, own)

    said = [each for each in (guild, operators) if each] or ["propose"]
    assert found.mode == MODES[min(MODES.index(each) for each in (*said, ceiling) if each)]


@pytest.mark.parametrize("ceiling", [None, "none", *LEVELS])
def test_whom_a_server_gives_more_than_the_ceiling_has_that(ceiling: str | None) -> None:
    own = {level: [n] for n, level in enumerate(LEVELS)}
    found = in_force({"ceiling": {"access": ceiling}} if ceiling else {}, {"guild": GUILD, "access": own})

    for n, level in enumerate(LEVELS):
        has = found.access.level_of({n})
        if ceiling == "none":
            assert has is None
        else:
            assert has == (level if ceiling is None or LEVELS.index(ceiling) > n else ceiling)


def test_the_operators_own_lists_are_not_under_the_ceiling() -> None:
    operators = {"ceiling": {"access": "view"}, "access": {"admin": [ANA], "view": [BO]}}
    found = in_force(operators, {"guild": GUILD, "access": {"admin": [CY]}})

    assert found.access == Access(view=frozenset({CY}), admin=frozenset({ANA}))
    assert in_force(operators, guild=OTHER).access.level_of({ANA}) == "admin"


def test_who_has_a_level_has_those_below() -> None:
    access = Access(view=frozenset({ANA}), approve=frozenset({STAFF}))

    assert access.level_of({ANA, STAFF}) == "approve"
    assert access.level_of({BO}) is None
    for level in LEVELS:
        assert reaches("approve", level) == (level != "admin")
        assert not reaches(None, level)
        assert access.with_level(level) == {
            "view": {ANA, STAFF}, "operate": {STAFF}, "approve": {STAFF}, "admin": set(),
        }[level]  # fmt: skip


class TestReload:
    """A change of the operator's file takes effect in every server, through the library as it is run."""

    def folder(self, root: Path) -> tuple[Path, Library]:
        rules = root / "rules"
        for name in ("ours", "theirs"):
            (rules / name).mkdir(parents=True)
        operators = rules / "settings.yml"
        operators.write_text("kind: settings\nceiling: {mode: propose}\n")
        (rules / "ours" / "s.yml").write_text(f"kind: settings\nguild: {GUILD}\nmode: enforce\n")
        (rules / "theirs" / "s.yml").write_text(f"kind: settings\nguild: {OTHER}\n")
        return operators, Library([rules])

    def modes(self, library: Library) -> tuple[str, str]:
        program = Program(library.load().rulebook, KINDS, Catalogue({}))
        return settings_of(program, GUILD).mode, settings_of(program, OTHER).mode

    def test_the_ceiling_is_raised_lowered_and_taken_away(self, tmp_path: Path) -> None:
        operators, library = self.folder(tmp_path)
        assert self.modes(library) == ("propose", "propose")
        operators.write_text("kind: settings\nceiling: {mode: enforce}\n")
        assert self.modes(library) == ("enforce", "propose")
        operators.write_text("kind: settings\nmode: observe\n")
        assert self.modes(library) == ("observe", "observe")
        operators.unlink()
        assert self.modes(library) == ("enforce", "propose")

    def test_it_comes_to_the_same_as_a_fresh_start(self, tmp_path: Path) -> None:
        operators, library = self.folder(tmp_path)
        library.load()
        operators.write_text("kind: settings\nceiling: {mode: observe}\naccess: {view: [5]}\n")
        edition, fresh = library.load(), load_rulebook([tmp_path / "rules"])

        programs = (Program(each.rulebook, KINDS, Catalogue({})) for each in (edition, fresh))
        first, second = ([settings_of(program, each) for each in (GUILD, OTHER)] for program in programs)
        assert first == second
        assert [each.code for each in edition.diagnostics] == [each.code for each in fresh.diagnostics]

    def test_a_server_learns_that_it_says_more_than_it_may(self, tmp_path: Path) -> None:
        operators, library = self.folder(tmp_path)
        assert [each.code for each in library.load().diagnostics] == ["TOC632"]
        operators.write_text("kind: settings\n")
        assert library.load().diagnostics == ()
