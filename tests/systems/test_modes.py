"""Modes: the lowest of all that apply, whoever they come from, and a community that says nothing proposes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Effect, Emit
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.kind import Hit, Moment
from engine.systems.modes import MODES, lowest
from tests.support.kinds import Base, document
from tests.support.loop import GUILD, signal, take

SAID = (None, *MODES)


class Boasting(Base):
    """Emits what says of itself that it may do anything."""

    name = "boasting"

    def step(self, spec: Any, state: None, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        return [Emit("test.two", data={"mode": "enforce"})]


def core_of(*documents: Document) -> Core:
    program = Program(Rulebook(documents), {**KINDS, "boasting": Boasting()}, Catalogue({}))
    return Core(program, {}.__getitem__)


def rule(mode: str | None) -> Document:
    return document("boasting", "a", types=["test.one"], mode=mode or "enforce")


def settings_document(id_: str, **body: Any) -> Document:
    return document("settings", id_, **body)


@pytest.mark.parametrize("modes", [*product((None, "", "OBSERVE", 7, ["observe"], *MODES), repeat=3)])
def test_the_lowest_of_all_that_are_modes_holds(modes: tuple[object, ...]) -> None:
    named = [MODES.index(mode) for mode in modes if mode in MODES]  # type: ignore[arg-type]

    assert MODES.index(lowest(*modes)) == min(named, default=MODES.index("enforce"))


def test_nothing_more_that_applies_raises_it() -> None:
    for some, others in product(product(SAID, repeat=2), product(SAID, repeat=2)):
        assert MODES.index(lowest(*some, *others)) <= MODES.index(lowest(*some))


def emitted(core: Core, cause: Signal) -> str:
    (row,) = (row for row in take(core, cause) if row.signal.origin == "derived")
    return str(row.signal.data["mode"])


@pytest.mark.parametrize(
    ("own", "guild", "operators", "ceiling", "cause"), [*product(SAID, SAID, SAID, SAID, (None, "observe"))]
)
def test_what_is_emitted_has_the_lowest_mode_of_all_that_apply(
    own: str | None, guild: str | None, operators: str | None, ceiling: str | None, cause: str | None
) -> None:
    limit = {"ceiling": {"mode": ceiling}} if ceiling else {}
    core = core_of(
        rule(own),
        settings_document("theirs", **_mode(operators), **limit),
        settings_document("ours", guild=GUILD, **_mode(guild)),
    )

    mode = emitted(core, signal("s", **({"data": {"mode": cause}} if cause else {})))

    settings = [each for each in (guild, operators) if each] or ["propose"]
    applies = [each for each in (own, ceiling, cause, *settings) if each]
    assert MODES.index(mode) == min(MODES.index(each) for each in applies)


@pytest.mark.parametrize("own", SAID)
def test_without_settings_nothing_goes_beyond_a_proposal(own: str | None) -> None:
    assert emitted(core_of(rule(own)), signal("s")) == ("observe" if own == "observe" else "propose")


def test_another_guilds_mode_is_no_matter() -> None:
    core = core_of(rule(None), settings_document("ours", guild=GUILD + 1, mode="observe"))

    assert emitted(core, signal("s")) == "propose"
    assert emitted(core, signal("t", guild=GUILD + 1)) == "observe"


def _mode(mode: str | None) -> dict[str, str]:
    return {"mode": mode} if mode else {}
