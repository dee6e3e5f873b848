"""What each document is made of, and what is made of it: whom a change concerns."""

from __future__ import annotations

from typing import Any

from engine.documents.dependencies import Dependencies
from engine.documents.document import EVERY, Document
from engine.documents.rulebook import Rulebook
from tests.documents.kinds import KINDS, Sample

OTHER = Sample("other", {"type": "object"})


def doc(id_: str, pack: str = "a", kind: str = "open", **body: Any) -> Document:
    return Document(kind, id_, pack, f"{id_}.yml", 0, {"id": id_, **body}, {})


def graph(*documents: Document) -> Dependencies:
    return Dependencies.of(Rulebook(documents), {**KINDS, "other": OTHER})


def ids(documents: list[Document]) -> list[str]:
    return [each.id for each in documents]


def test_a_document_is_made_of_those_it_names() -> None:
    top, middle, low = doc("top", refers=["middle"]), doc("middle", refers=["low", "gone"]), doc("low")
    found = graph(top, middle, low)

    assert ids(found.made_of(top)) == ["middle"]
    assert ids(found.made_of(middle)) == ["low"]
    assert ids(found.makes(low)) == ["middle"]
    assert found.changing(low) == []


def test_what_changes_a_document_is_part_of_it() -> None:
    rule, change = doc("rule"), doc("change", alters=["rule"])
    found = graph(rule, change)

    assert ids(found.made_of(rule)) == ids(found.changing(rule)) == ["change"]
    assert ids(found.makes(change)) == ["rule"]
    assert found.made_of(change) == []


def test_what_does_not_fit_is_not_changed() -> None:
    rule, change = doc("rule", firm=True), doc("change", alters=["rule"])

    assert graph(rule, change).changing(rule) == []


def test_a_change_of_every_document_of_a_kind_leaves_out_other_kinds() -> None:
    one, two, firm = doc("one"), doc("two", pack="b"), doc("firm", firm=True)
    other, change = doc("stranger", kind="other"), doc("change", alters=[EVERY])
    found = graph(one, two, firm, other, change)

    assert sorted(ids(found.makes(change))) == ["one", "two"]
    assert found.changing(other) == []


def test_changes_come_in_the_order_of_the_rulebook() -> None:
    rule, second, first = doc("rule"), doc("z", alters=["rule"]), doc("b", alters=["rule"])

    assert ids(graph(second, rule, first).changing(rule)) == ["b", "z"]


def test_a_change_reaches_all_that_is_made_of_it() -> None:
    top, rule, loose = doc("top", refers=["rule"]), doc("rule", refers=["low"]), doc("loose")
    low, change = doc("low"), doc("change", alters=["rule"])
    found = graph(top, rule, loose, low, change)

    assert found.affected([low.identity]) == {each.identity for each in (low, rule, top)}
    assert found.affected([change.identity]) == {each.identity for each in (change, rule, top)}
    assert found.affected([loose.identity, "gone/open/gone"]) == {loose.identity, "gone/open/gone"}


def test_names_are_looked_up_in_the_own_pack_first() -> None:
    ours, theirs = doc("1", name="n"), doc("2", pack="b", name="n")
    source = doc("3", pack="b", refers=["n"])

    assert graph(ours, theirs, source).made_of(source) == [theirs]
