"""Modes that rise: which rules, and what those did lately in this guild, not in another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.bot.raising import LOOK_BACK_MS, Raise, foresee, raises
from engine.bot.views.raising import raised_lines
from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Effect, Emit
from engine.instants import DAY_MS
from engine.runtime.program import Program
from engine.store.reader import SqliteReader
from engine.store.rows import Planned
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.kind import Hit
from tests.store.batches import Writer

OURS, THEIRS, NOW = 11, 22, 30 * DAY_MS


def rule(id_: str, **ours: Any) -> Document:
    body = {
        "title": f"Rule {id_}",
        "logsource": {"product": "discord", "category": "member_ban"},
        "detection": {"selection": {"actor": 1}, "condition": "selection"},
        "tocsin": ours,
    }
    return Document("detection", id_, "p", "r.yml", 0, body, {})


def settings(**body: Any) -> Document:
    return Document("settings", f"s{body.get('guild')}", "p", "s.yml", 0, {"kind": "settings", **body}, {})


def program(*documents: Document) -> Program:
    return Program(Rulebook(documents), KINDS, Catalogue({}))


def rising(before: Sequence[Document], after: Sequence[Document], guild: int = OURS) -> list[tuple[str, ...]]:
    found = raises(program(*before), program(*after), guild)
    return [(each.title, each.before, each.after) for each in found]


class TestWhich:
    def test_a_rule_whose_own_mode_rises(self) -> None:
        assert rising([rule("a", mode="observe"), rule("b")], [rule("a"), rule("b")]) == [
            ("Rule a", "observe", "propose")
        ]

    def test_all_rules_that_a_communitys_mode_holds_back(self) -> None:
        rules = [rule("a"), rule("b", mode="propose"), rule("c", mode="observe")]

        assert rising(rules, [*rules, settings(mode="enforce")]) == [("Rule a", "propose", "enforce")]

    def test_of_a_ceiling_in_the_guilds_that_it_held_back(self) -> None:
        both = [rule("a"), settings(guild=OURS, mode="enforce"), settings(guild=THEIRS)]
        before, after = [*both, settings(ceiling={"mode": "propose"})], both

        assert rising(before, after) == [("Rule a", "propose", "enforce")]
        assert rising(before, after, THEIRS) == []

    def test_a_mode_that_falls_or_rises_above_what_holds_is_none(self) -> None:
        assert rising([rule("a")], [rule("a", mode="observe")]) == []
        assert rising([rule("a", mode="propose")], [rule("a", mode="enforce")]) == []

    def test_a_rule_that_is_new_rises_from_nothing(self) -> None:
        assert rising([settings(mode="observe")], [rule("a"), settings(mode="enforce")]) == []

    def test_a_rule_of_another_guild_is_not_told_of(self) -> None:
        theirs = [str(THEIRS)]

        assert rising([rule("a", guilds=theirs, mode="observe")], [rule("a", guilds=theirs)]) == []


A, B = (f"p/detection/{name}" for name in "ab")


class Journal:
    """A store with what rules emitted."""

    def __init__(self, store: SqliteStore, path: Path) -> None:
        self.store, self.reader, self.writer = store, SqliteReader(path), Writer()

    def emitted(self, document: str, at: int, guild: int = OURS, **fields: Any) -> None:
        row = self.writer.row("hit", guild=guild)
        row.signal.seen = at
        self.number = getattr(self, "number", 0) + 1
        planned = Planned(f"e{self.number}", document, (guild,), 0, effect(**fields))
        row.hits, row.effects = [Hit(document, (guild,))], [planned]
        self.store.commit(self.writer.batch(row))


def effect(**fields: Any) -> Effect:
    return Emit("threat.detected", **fields)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    path = tmp_path / "tocsin.db"
    with closing(SqliteStore(path)) as store:
        yield Journal(store, path)


RISING = [Raise(A, "Rule a", "propose", "enforce"), Raise(B, "Rule b", "propose", "enforce")]


class TestWhat:
    def test_it_counts_emissions_and_the_members_that_they_are_about(self, journal: Journal) -> None:
        journal.emitted(A, NOW - 8 * DAY_MS, actor=9)
        for actor in (1, 2, 1):
            journal.emitted(A, NOW - DAY_MS, actor=actor, target=7)
        journal.emitted(B, NOW - DAY_MS, target=1)

        found = foresee(journal.reader, OURS, RISING, NOW)

        assert [(each.rule.title, each.times, each.members) for each in found.rules] == [
            ("Rule a", 3, 2), ("Rule b", 1, 1),
        ]  # fmt: skip
        assert (found.times, found.members, found.since) == (4, 2, NOW - LOOK_BACK_MS)

    def test_neither_another_guilds_nor_another_rules(self, journal: Journal) -> None:
        journal.emitted(A, NOW - DAY_MS, THEIRS, actor=1)
        journal.emitted("p/detection/c", NOW - DAY_MS, actor=1)

        found = foresee(journal.reader, OURS, RISING, NOW)

        assert (found.times, found.members) == (0, 0)

    def test_a_journal_that_is_younger_says_so(self, journal: Journal) -> None:
        journal.emitted(A, NOW - DAY_MS, actor=1)

        assert foresee(journal.reader, OURS, RISING, NOW).since == NOW - DAY_MS

    def test_it_reads_as_people_do(self, journal: Journal) -> None:
        for actor in (1, 2, 3):
            journal.emitted(A, NOW - DAY_MS, actor=actor)

        lines = list(raised_lines(foresee(journal.reader, OURS, RISING, NOW)))

        assert lines == [
            "⚠️ MODE RAISED: 2 rules may go further than before",
            f"Since <t:{(NOW - DAY_MS) // 1000}:f> they would have gone off 3 times, on 3 members",
            "**Rule a** from propose to enforce: 3 times, on 3 members",
        ]
