"""Programs by the hash of their rulebook, and what a program hits."""

from __future__ import annotations

import pytest

from engine.documents.rulebook import Rulebook
from engine.errors import StoreError
from engine.runtime.programs import Programs
from engine.signal import Signal
from tests.support.kinds import KINDS, document
from tests.support.loop import programs, signal

ECHO = document("echoing", "a", types=["test.one"], emit="test.two")


def test_a_rulebook_is_compiled_once() -> None:
    ready = programs()
    assert ready.add(Rulebook([ECHO])) is ready.add(Rulebook([ECHO]))


def test_a_rulebook_that_the_store_remembers_is_compiled_from_its_bytes() -> None:
    rulebook = Rulebook([ECHO])
    ready = Programs(KINDS, programs()._catalogue, stored={rulebook.hash: rulebook.to_bytes()}.get)
    assert [hit.document for hit in ready.provide(rulebook.hash).hits(signal("s"))] == [ECHO.identity]


def test_a_hash_that_nobody_kept_is_an_error() -> None:
    with pytest.raises(StoreError, match=r"not in the store; restore a backup$"):
        programs().provide("none")


def test_the_bots_own_acts_meet_no_document() -> None:
    program = programs().add(Rulebook([ECHO]))
    assert program.hits(signal("s", data={"self": True})) == []


def test_a_wildcard_skips_the_engines_own_types() -> None:
    program = programs().add(Rulebook([document("echoing", "a", types=[">"], emit="x")]))
    assert program.hits(signal("s", "engine.tick")) == []
    assert len(program.hits(signal("s", "test.one"))) == 1


def test_text_that_people_wrote_is_a_digest_in_a_key() -> None:
    program = programs().add(Rulebook([document("keyed", "k", types=["test.one"])]))
    (hit,) = program.hits(Signal("s", "test.one", 0, guild=1, text={"field": "a secret"}))
    assert hit.key[0] == 1
    assert hit.key[1].startswith("#")
    assert "secret" not in repr(hit)


def test_the_digest_depends_on_the_salt() -> None:
    rulebook = Rulebook([document("keyed", "k", types=["test.one"])])
    written = Signal("s", "test.one", 0, guild=1, text={"field": "a secret"})
    salted = [Programs(KINDS, programs()._catalogue, salt=salt) for salt in (b"a", b"b")]
    assert len({each.add(rulebook).hits(written)[0].key for each in salted}) == 2


def test_old_programs_go_where_the_store_remembers_them() -> None:
    books = [Rulebook([document("echoing", f"a{n}", types=["test.one"], emit="x")]) for n in range(9)]
    kept = {book.hash: book.to_bytes() for book in books}
    for stored, left in ((kept.get, 4), (lambda _: None, 9)):
        ready = Programs(KINDS, programs()._catalogue, stored=stored)
        for book in books:
            ready.add(book)
        assert len(ready._ready) == left
        assert ready.provide(books[0].hash).rulebook.hash == books[0].hash
