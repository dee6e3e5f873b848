"""What every store does, by the port: one suite for SQLite and its twin in memory."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.store.port import Store
from engine.store.rows import Kept, OutboxMove, OutboxState, Row, Saved
from tests.store.batches import T0, Writer, action, state, timer
from tests.store.conftest import Reopen


def plain(rows: list[Row]) -> list[object]:
    """Rows as values, however they are held."""
    return [msgspec.to_builtins(row) for row in rows]


def flat(store: Store, after: int = 0) -> list[Row]:
    return [row for rows in store.history(after) for row in rows]


# -- an empty store


def test_an_empty_store_has_nothing(store: Store) -> None:
    saved = store.load()
    assert (saved.last_seq, saved.last_seen, saved.floor) == (0, 0, 0)
    assert [*saved.states, *saved.timers, *saved.outbox, *saved.marks] == []
    assert (list(store.rows(0)), list(store.history(0)), store.recent(0, 9)) == ([], [], [])
    assert (store.rulebook("x"), store.rulebook_at(9)) == (None, None)


def test_the_salt_stays(reopen: Reopen) -> None:
    salt = reopen().salt
    assert len(salt) > 0
    assert reopen().salt == salt


# -- rows


def test_rows_come_back_as_they_were(store: Store) -> None:
    writer = Writer()
    rows = [
        writer.row("plain", data={"a": [1, {"b": None}], "c": 1.5}, channel=2, actor=3, target=4),
        writer.row("hit", text={"content": "words"}, severity="high", confidence=0.5, system="s"),
        writer.row("derived", cause=("a", "b"), causes=9),
        writer.row("plain", 2, text={"content": "other"}),
        writer.row("plain", None),
    ]
    before = plain(rows)
    store.commit(writer.batch(*rows))
    assert [each["signal"] for each in plain(flat(store))] == [each["signal"] for each in before]
    assert plain(flat(store))[1] == before[1]


def test_a_commit_leaves_the_signals_as_they_were(store: Store) -> None:
    writer = Writer()
    row = writer.row(text={"content": "words"})
    store.commit(writer.batch(row))
    assert row.signal.text == {"content": "words"}


def test_history_comes_commit_by_commit_in_order(store: Store) -> None:
    writer = Writer()
    first = [writer.row("plain", 1), writer.row("hit", 2), writer.row("plain", 2), writer.row("plain", 1)]
    store.commit(writer.batch(*first))
    store.commit(writer.batch(writer.row("hit")))
    store.commit(writer.batch(writer.row("plain"), writer.row("plain")))
    assert [[row.signal.seq for row in rows] for rows in store.history(0)] == [[1, 2, 3, 4], [5], [6, 7]]


@pytest.mark.parametrize("after", [0, 1, 2, 4, 5, 7])
def test_history_after_a_row_begins_with_the_next(store: Store, after: int) -> None:
    writer = Writer()
    store.commit(writer.batch(*(writer.row("plain") for _ in range(4))))
    store.commit(writer.batch(writer.row("hit"), writer.row("plain"), writer.row("plain")))
    assert [row.signal.seq for row in flat(store, after)] == list(range(after + 1, 8))


def test_rows_are_those_with_hits_derived_ones_and_reloads(store: Store) -> None:
    writer = Writer()
    batch = writer.batch(
        writer.row("plain"), writer.row("hit"), writer.row("derived"), writer.reload("h"), writer.row("plain")
    )
    store.commit(batch)
    assert [row.signal.seq for row in store.rows(0)] == [2, 3, 4]
    assert [row.signal.seq for row in store.rows(3)] == [4]


def test_rows_carry_the_text(store: Store) -> None:
    writer = Writer()
    rows = [writer.row(kind, text={"content": f"words of a {kind}"}) for kind in ("plain", "hit")]
    store.commit(writer.batch(*rows))
    assert [row.signal.text for row in store.rows(0)] == [{"content": "words of a hit"}]


def test_history_can_be_left_in_the_middle_and_more_committed(store: Store) -> None:
    writer = Writer()
    for _ in range(3):
        store.commit(writer.batch(writer.row("plain")))
    history = store.history(0)
    next(history)
    store.commit(writer.batch(writer.row("hit")))
    history.close()
    assert len(flat(store)) == 4


def test_an_empty_batch_moves_nothing_but_the_figures(store: Store) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row()))
    store.commit(writer.batch())
    assert (len(flat(store)), store.load().last_seq) == (1, 1)


# -- what was seen lately


def test_recent_are_the_newest_inputs_oldest_first(store: Store) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("plain", 1), writer.row("hit", 2), writer.row("derived", 1)))
    store.commit(writer.batch(writer.row("plain", None)))
    assert store.recent(0, 9) == [
        ("plain:1", T0 + 1, 1),
        ("hit:2", T0 + 2, 2),
        ("plain:4", T0 + 4, None),
    ]
    assert [each[0] for each in store.recent(0, 2)] == ["hit:2", "plain:4"]
    assert [each[0] for each in store.recent(T0 + 2, 9)] == ["hit:2", "plain:4"]


# -- the outbox


def test_open_actions_keep_the_order_in_which_they_were_planned(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(writer.row("hit"), outbox=[action("z"), action("a"), action("m")]))
    store.commit(writer.batch(writer.row("hit"), outbox=[action("b", 2)]))
    assert [row.id for row in reopen().load().outbox] == ["z", "a", "m", "b"]


def test_an_action_comes_back_as_it_stands(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(writer.row("hit"), outbox=[action("a", expires=9)]))
    store.commit(writer.batch(moves=[OutboxMove("a", OutboxState.SENDING, 2)]))
    assert reopen().load().outbox == [action("a", expires=9, state=OutboxState.SENDING, attempts=2)]


@pytest.mark.parametrize("end", [OutboxState.SENT, OutboxState.REFUSED, OutboxState.UNKNOWN])
def test_an_action_that_ended_is_not_open(store: Store, end: OutboxState) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("hit"), outbox=[action("a"), action("b")]))
    store.commit(writer.batch(moves=[OutboxMove("a", end, 1)]))
    assert [row.id for row in store.load().outbox] == ["b"]


def test_an_action_may_end_in_the_commit_that_plans_it(store: Store) -> None:
    writer = Writer()
    moves = [OutboxMove("a", OutboxState.SENT, 1)]
    store.commit(writer.batch(writer.row("hit"), outbox=[action("a")], moves=moves))
    assert store.load().outbox == []


# -- timers, states, marks


def test_timers_are_set_moved_and_cancelled(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(timers=[timer("a"), timer("b"), timer("a", key=(2,))]))
    cancelled = [("d", (1, "x", None), "a"), ("d", (5,), "none")]
    store.commit(writer.batch(timers=[timer("b", 9)], cancelled=cancelled))
    found = sorted(reopen().load().timers, key=lambda row: row.name)
    assert found == [timer("a", key=(2,)), timer("b", 9)]


KEYS = [(None,), (1, 2**64 - 1, -(2**63)), (1, "é\"'\0", True), (1, None, False, "")]


@pytest.mark.parametrize("key", KEYS)
def test_states_come_back_under_their_keys(reopen: Reopen, key: tuple[object, ...]) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(states=[state(b"one", key), state(b"other", (9, 9))]))
    store.commit(writer.batch(states=[state(b"two", key, seq=7)]))
    (found,) = [each for each in reopen().load().states if each.key == key]
    assert (found.document, found.seq, bytes(found.body)) == ("d", 7, b"two")


def test_a_state_that_is_gone_is_gone(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(states=[state(b"one")]))
    store.commit(writer.batch(states=[state(None), state(None, (7,))]))
    assert reopen().load().states == []


def test_marks_move(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(marks=[((1, "audit"), 5), ((None, "audit"), 6)]))
    store.commit(writer.batch(marks=[((1, "audit"), 2**63 - 1)]))
    assert sorted(reopen().load().marks, key=repr) == [((1, "audit"), 2**63 - 1), ((None, "audit"), 6)]


def test_an_inventory_is_the_last_one_given(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(inventories={(1, "roles"): b"a", (1, "bans"): b"b", (2, "roles"): b"c"}))
    store.commit(writer.batch(inventories={(1, "roles"): b"d"}))
    store = reopen()
    found = [store.inventory(guild, part) for guild, part in ((1, "roles"), (1, "bans"), (2, "roles"))]
    assert found == [b"d", b"b", b"c"]
    assert store.inventory(2, "bans") is None


def test_the_figures_are_those_of_the_last_commit(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(writer.row(), floor=0))
    store.commit(writer.batch(writer.row(), writer.row(), floor=1))
    saved = reopen().load()
    assert (saved.last_seq, saved.last_seen, saved.floor) == (3, T0 + 3, 1)
    assert isinstance(saved, Saved)


# -- rulebooks


def test_rulebooks_are_kept_by_hash(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    one, two = Rulebook([document(1)]), Rulebook([document(1), document(2)])
    store.commit(writer.batch(rulebooks={"a": kept(one), "b": kept(two), "none": kept(Rulebook(()))}))
    store.commit(writer.batch(rulebooks={"a": kept(one)}))

    for hash_, book in (("a", one), ("b", two), ("none", Rulebook(()))):
        assert reopen().rulebook(hash_) == book.to_bytes()
        assert tuple(reopen().digests(hash_) or ()) == book.digests
    assert (reopen().rulebook("c"), reopen().digests("c")) == (None, None)
    assert [reopen().has_rulebook(each) for each in ("a", "none", "c")] == [True, True, False]


def test_of_an_edited_rulebook_only_what_is_new_need_be_given(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    before, after = Rulebook([document(1), document(2)]), Rulebook([document(1), document(2, x=3)])
    store.commit(writer.batch(rulebooks={"a": kept(before)}))

    new = kept(after, known=before.digests)
    store.commit(writer.batch(rulebooks={"b": new}))

    assert len(new.documents) == 1
    assert [reopen().rulebook(each) for each in "ab"] == [before.to_bytes(), after.to_bytes()]


def document(number: int, **body: int) -> Document:
    return Document("open", f"d{number}", "p", "a.yml", number, {"n": number, **body}, {})


def kept(rulebook: Rulebook, known: Sequence[bytes] = ()) -> Kept:
    return Kept(rulebook.digests, rulebook.saved(known))


def test_the_rulebook_in_force_is_that_of_the_last_reload(store: Store) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row(), writer.reload("a"), writer.row()))
    store.commit(writer.batch(writer.reload("b"), writer.reload("c")))
    assert [store.rulebook_at(seq) for seq in (1, 2, 3, 4, 5, 99)] == [None, "a", "a", "b", "c", "c"]


# -- the rest of the port


def test_syncing_and_checkpoints_lose_nothing(reopen: Reopen) -> None:
    store, writer = reopen(), Writer()
    store.commit(writer.batch(writer.row("hit"), states=[state(b"one")]))
    store.sync()
    assert store.wants_checkpoint() is False
    store.checkpoint(False)
    store.checkpoint(True)
    store.commit(writer.batch(writer.row()))
    store.sync()
    again = reopen()
    assert len(flat(again)) == 2
    assert len(again.load().states) == 1


def test_a_hundred_thousand_rows_in_one_commit(store: Store) -> None:
    writer = Writer()
    store.commit(writer.batch(*(writer.row("plain" if n % 9 else "derived", n % 3) for n in range(100_000))))
    assert sum(1 for _ in flat(store)) == 100_000
