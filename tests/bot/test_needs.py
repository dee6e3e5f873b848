"""What rules need of Discord, and how much they see without it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bot.intents import wanted as intents
from engine.bot.needs import BASE, Have, Need, Needs, Sight
from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.systems import KINDS

CATALOGUE = Catalogue.load()
INTENTS = frozenset(name for name, wanted in intents() if wanted)
PERMISSIONS = frozenset({*BASE, "view_audit_log"})
LOG = Need("permission", "view_audit_log")
TEXT = Need("intent", "message_content")


def detection(name: str, category: str | None, **selection: Any) -> Document:
    source = {"product": "discord", **({} if category is None else {"category": category})}
    body = {"title": name, "logsource": source, "detection": {"sel": selection, "condition": "not sel"}}
    return Document("detection", name, "house", "d.yml", 0, body, {})


def over(name: str, *rules: str) -> Document:
    section = {"type": "event_count", "rules": list(rules), "timespan": "1m", "condition": {"gte": 2}}
    return Document("correlation", name, "house", "c.yml", 0, {"title": name, "correlation": section}, {})


DOCUMENTS = [
    detection("bans", "member_ban", actor=1),
    detection("mentions", "message_create", mentions=1),
    detection("words", "message_create", content="x"),
    detection("any", None, actor=1),
    over("many_bans", "bans"),
    over("either", "bans", "mentions"),
    over("both_blind", "bans", "words"),
]


def sight(name: str, *, without: Need | None = None) -> Sight:
    have = Have(INTENTS - {without.name if without else ""}, PERMISSIONS - {without.name if without else ""})
    program = Programs(KINDS, CATALOGUE).add(Rulebook(DOCUMENTS))
    document = next(each for each in program.documents.values() if each.id == name)
    return Needs(program, CATALOGUE).sight(document, have)


@pytest.mark.parametrize("name", [each.id for each in DOCUMENTS if each.id != "any"])
def test_with_everything_all_is_seen(name: str) -> None:
    assert sight(name) == Sight("all")


def test_without_the_audit_log_what_comes_through_it_is_dark() -> None:
    assert sight("bans", without=LOG) == Sight("nothing", frozenset({LOG}))
    assert sight("many_bans", without=LOG) == Sight("nothing", frozenset({LOG}))
    assert sight("mentions", without=LOG) == Sight("all")


def test_a_field_that_a_rule_asks_for_may_need_more_than_its_type() -> None:
    assert sight("words", without=TEXT) == Sight("nothing", frozenset({TEXT}))
    assert sight("mentions", without=TEXT) == Sight("all")


def test_of_several_sources_one_that_sees_is_a_part() -> None:
    assert sight("either", without=LOG) == Sight("part", frozenset({LOG}))
    assert sight("any", without=LOG).sees == "part"
    assert sight("both_blind", without=Need("intent", "guild_messages")).sees == "part"


def test_who_may_administer_has_every_permission() -> None:
    program = Programs(KINDS, CATALOGUE).add(Rulebook(DOCUMENTS))
    document = next(each for each in program.documents.values() if each.id == "bans")
    assert Needs(program, CATALOGUE).sight(document, Have(INTENTS, {"administrator"})) == Sight("all")


def test_an_invitation_asks_for_what_the_rules_need_and_no_more() -> None:
    program = Programs(KINDS, CATALOGUE).add(Rulebook(DOCUMENTS))
    needs = Needs(program, CATALOGUE)
    by_id = {each.id: each for each in program.documents.values()}
    assert needs.permissions([by_id["mentions"]]) == sorted(BASE)
    assert needs.permissions([by_id["mentions"], by_id["bans"]]) == sorted({*BASE, "view_audit_log"})
