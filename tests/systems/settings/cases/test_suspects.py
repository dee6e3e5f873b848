"""Whom the open cases of a book are about."""

from __future__ import annotations

from engine.systems.settings.cases.book import RAID, Book, Case, Part, Stage
from engine.systems.settings.cases.suspects import suspects


def case(subject: str, *people: str, stage: Stage = "open") -> Case:
    made = Case(1, "r", subject, 0, 0, 0, 0, "high", "", subject, stage=stage)
    made.people = {each: Part("high") for each in people}
    return made


def test_who_did_it_is_a_suspect_and_whom_or_what_it_was_done_to_is_none() -> None:
    book = Book(cases=[case("actor:7"), case("target:8"), case("channel:9"), case("rule:actor:10")])

    assert suspects(book) == {7}


def test_of_a_raid_each_who_took_part_is_one() -> None:
    assert suspects(Book(cases=[case(RAID, "actor:7", "actor:8", "target:9")])) == {7, 8}


def test_what_is_no_attack_or_over_suspects_nobody() -> None:
    book = Book(cases=[case("actor:7", stage="dismissed")], over=[case("actor:8", stage="over")])

    assert suspects(book) == frozenset()
    assert suspects(Book()) == frozenset()
