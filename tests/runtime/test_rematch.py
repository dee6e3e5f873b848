"""Other rules over a journal: what they match, what they no longer do, and what nobody can judge any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.engine import Engine
from engine.runtime.program import Program
from engine.runtime.programs import Programs
from engine.runtime.rematch import Match, Rematch, rematch
from engine.signal import Signal
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from tests.support.loop import T0, Clock


def ban(actor: int | None = None, **more: Any) -> Document:
    selection = {"actor|exists": True} if actor is None else {"actor": actor}
    body = {"title": "Ban", "logsource": {"product": "discord", "category": "member_ban"},
            "detection": {"s": {**selection, **more}, "condition": "s"}}  # fmt: skip
    return Document("detection", "ban", "p", "a.yml", 0, body, {})


def many(count: int) -> Document:
    section = {"type": "event_count", "rules": ["ban"], "timespan": "10s", "condition": {"gte": count}}
    return Document("correlation", "many", "p", "a.yml", 1, {"title": "Many", "correlation": section}, {})


def said(words: str) -> Document:
    body = {"title": "Said", "logsource": {"product": "discord", "category": "message_create"},
            "detection": {"s": {"content|contains": words}, "condition": "s"}}  # fmt: skip
    return Document("detection", "said", "p", "a.yml", 2, body, {})


def signal(id_: str, at: int, actor: int, content: str | None = None) -> Signal:
    if content is None:
        return Signal(id_, "discord.member.ban", T0 + at, guild=1, actor=actor)
    text = {"content": content}
    return Signal(id_, "discord.message.create", T0 + at, guild=1, actor=actor, text=text)


async def journal(path: Path, *books: list[Document], signals: list[Signal]) -> None:
    """A store in which the rulebooks came into force in turn, each before its share of the signals."""
    store = SqliteStore(path)
    clock = Clock()
    engine = Engine(
        store, Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook), clock=clock
    )
    await engine.start(Rulebook(books[0]))
    share = -(-len(signals) // len(books))
    for n, each in enumerate(signals):
        if n and n % share == 0:
            engine.reload(Rulebook(books[n // share]))
        clock.now = max(clock.now, each.time)
        engine.ingest(each)
    await engine.stop()


def program(*documents: Document) -> Program:
    return Programs(KINDS, Catalogue.load()).add(Rulebook(documents))


def again(path: Path, *documents: Document) -> Rematch:
    with closing(SqliteStore(path)) as store:
        return rematch(store.history(0), program(*documents))


BANS = [signal(f"b{n}", 1_000 * n, actor) for n, actor in enumerate([7, 8, 7, 8])]


async def test_the_same_rules_match_the_same(tmp_path: Path) -> None:
    await journal(tmp_path / "s.db", [ban(), many(2)], signals=BANS)
    found = again(tmp_path / "s.db", ban(), many(2))
    assert [each.is_same for each in found.sides()] == [True, True]
    assert [len(each.before) for each in found.sides()] == [1, 4]
    assert found.signals == len(BANS)


async def test_a_narrower_rule_says_what_is_gone_and_a_wider_one_what_is_new(tmp_path: Path) -> None:
    await journal(tmp_path / "s.db", [ban(7)], signals=BANS)
    (wider,) = again(tmp_path / "s.db", ban()).sides()
    assert (wider.new, wider.gone) == ([Match(T0 + 1_000, "b1"), Match(T0 + 3_000, "b3")], [])
    (narrower,) = again(tmp_path / "s.db", ban(8)).sides()
    assert [each.signal for each in narrower.gone] == ["b0", "b2"]


async def test_a_correlation_matches_by_the_signal_that_completed_it(tmp_path: Path) -> None:
    await journal(tmp_path / "s.db", [ban(), many(2)], signals=BANS)
    many_, _ = again(tmp_path / "s.db", ban(), many(3)).sides()
    assert (list(many_.before), list(many_.now)) == (["b1"], ["b2"])


async def test_a_rule_that_is_gone_and_one_that_is_new(tmp_path: Path) -> None:
    await journal(tmp_path / "s.db", [ban()], signals=BANS)
    assert [len(each.gone) for each in again(tmp_path / "s.db").sides()] == [4]
    await journal(tmp_path / "t.db", [], signals=BANS)
    assert [len(each.new) for each in again(tmp_path / "t.db", ban()).sides()] == [4]


async def test_then_means_the_rules_of_each_moment(tmp_path: Path) -> None:
    await journal(tmp_path / "s.db", [ban(7)], [ban(8)], signals=BANS)
    (found,) = again(tmp_path / "s.db", ban()).sides()
    assert sorted(found.before) == ["b0", "b3"]


async def test_what_time_settles_after_the_last_signal_counts(tmp_path: Path) -> None:
    section = {"type": "absence", "rules": ["ban"], "timespan": "10s"}
    calm = Document("correlation", "calm", "p", "a.yml", 1, {"title": "Calm", "correlation": section}, {})
    await journal(tmp_path / "s.db", [ban()], signals=BANS)
    found, _ = again(tmp_path / "s.db", ban(), calm).sides()
    assert list(found.now) == ["b3"]


async def test_signals_whose_text_is_gone_are_counted_and_judged_by_neither_side(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    talk = [signal("m0", 0, 7, "free nitro"), signal("m1", 10, 7, "hello")]
    await journal(path, [said("nitro")], signals=talk)
    assert [each.signal for each in next(again(path, said("hello")).sides()).new] == ["m1"]
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM texts")
        db.commit()
    found = again(path, said("hello"))
    assert (found.without_text, found.signals, found.rules) == (2, 0, {})
