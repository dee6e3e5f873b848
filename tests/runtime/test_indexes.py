"""Documents by the types they are about: what is found, and what a change leaves alone."""

from __future__ import annotations

import json
import random
from typing import Any

import msgspec

from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.matching import Event
from engine.matching.candidates import concerns
from engine.matching.conditions import Leaf, Not
from engine.matching.index import Index
from engine.matching.operators.startswith import STARTSWITH
from engine.runtime.indexes import Indexes
from engine.runtime.program import Program
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.kind import Compiled
from engine.systems.loading import load_rulebook

WORDS = ("free", "nitro", "gift", "claim", "now")
TYPES = ("discord.message.create", "discord.member.ban", "app.alert", "threat.detected")
SOURCES: tuple[dict[str, str] | None, ...] = (
    None,
    {"product": "discord"},
    {"product": "discord", "category": "message_create"},
    {"category": "alert"},
)


def compiled(identity: str, *, behaviour: str = "", types: tuple[str, ...] = ("a.b",)) -> Compiled:
    return Compiled(identity, "detection", identity, None, types=types, behaviour=behaviour)


def met(indexes: Indexes, signal_type: str) -> set[str]:
    return {identity for index in indexes.of(signal_type) for identity in index.match(Event({}))}


def only(indexes: Indexes) -> Index:
    (index,) = indexes.of("a.b")
    return index


def test_documents_are_found_by_the_patterns_of_their_types() -> None:
    indexes = Indexes(
        [
            compiled("exact"),
            compiled("other", types=("a.c",)),
            compiled("all", types=("a.>", "b")),
            compiled("no", types=()),
        ]
    )

    assert met(indexes, "a.b") == {"exact", "all"}
    assert met(indexes, "b") == {"all"}
    assert met(indexes, "c") == set()


def test_what_no_document_can_meet_of_a_type_is_passed_by() -> None:
    about = Leaf("type", STARTSWITH, ("a.",))
    inside = [msgspec.structs.replace(compiled("in", types=(">",)), condition=about)]
    outside = [msgspec.structs.replace(compiled("out", types=(">",)), condition=Not(about))]
    other = [compiled("other", types=(">",))]

    indexes = Indexes([*outside, *other]).changed([], inside)
    assert [len(indexes.of(each)) for each in ("a.b", "b.a")] == [2, 2]
    indexes = indexes.changed(inside, [])
    assert [len(indexes.of(each)) for each in ("a.b", "b.a")] == [1, 2]
    assert met(indexes, "a.b") == {"other"}


def test_a_shelf_on_which_nothing_changed_is_the_same() -> None:
    documents = [compiled(str(n)) for n in range(10)]
    indexes = Indexes(documents)

    assert only(indexes.changed([], [])) is only(indexes)
    assert only(indexes.changed([], [compiled("other", types=("a.c",))])) is only(indexes)


def test_a_shelf_from_which_all_went_is_gone() -> None:
    documents = [compiled("one"), compiled("two"), compiled("other", types=("a.c",))]

    indexes = Indexes(documents).changed(documents[:2], [])

    assert indexes.of("a.b") == ()
    assert met(indexes, "a.c") == {"other"}


def test_what_was_changed_leaves_the_shelves_before_as_they_were() -> None:
    documents = [compiled(str(n)) for n in range(10)]
    indexes = Indexes(documents)

    after = indexes.changed(documents[:1], [compiled("more")])

    assert met(indexes, "a.b") == {each.identity for each in documents}
    assert met(after, "a.b") == {each.identity for each in documents[1:]} | {"more"}


def test_documents_that_do_the_same_are_the_same() -> None:
    documents = [compiled(str(n), behaviour="as before") for n in range(10)]
    indexes = Indexes(documents)

    same = indexes.changed(documents[3:4], [compiled("3", behaviour="as before")])
    other = indexes.changed(documents[3:4], [compiled("3", behaviour="other")])

    assert only(same) is only(indexes)
    assert only(other) is not only(indexes)


def test_many_changes_crowd_a_shelf_until_it_is_tidied() -> None:
    documents = [compiled(str(n)) for n in range(1_000)]
    indexes = Indexes(documents)
    for n in range(150):
        gone, documents[n] = documents[n], compiled(f"new {n}")
        indexes = indexes.changed([gone], [documents[n]])
    assert indexes.is_crowded
    expected = {each.identity for each in documents}
    assert met(indexes, "a.b") == expected

    indexes.tidy()

    assert not indexes.is_crowded
    assert met(indexes, "a.b") == expected


def detection(rng: random.Random, n: int) -> dict[str, Any]:
    items = [
        {"content|contains": rng.sample(WORDS, 2)},
        {"actor": rng.sample(range(5), 2)},
        {"mentions|gte": rng.randrange(4)},
        {"content|startswith": rng.choice(WORDS), "guild": rng.randrange(3)},
        {"content": None},
        {"type|startswith": rng.choice(("discord.", "discord.member.", "app."))},
        {"type": rng.sample(TYPES, 2)},
    ]
    body: dict[str, Any] = {
        "title": f"Rule {n}",
        "name": f"rule_{n}",
        "detection": {
            "x": rng.choice(items),
            "y": rng.choice(items),
            "condition": rng.choice(("x", "x and y", "x or not y", "y and not x")),
        },
        "tocsin": {"own": True} if rng.random() < 0.2 else {},
    }
    if rng.random() < 0.3:
        body["tocsin"]["guilds"] = [str(guild) for guild in rng.sample((0, 1, 2), 2)]
    source = rng.choice(SOURCES)
    return body if source is None else body | {"logsource": source}


def signal(rng: random.Random, n: int) -> Signal:
    data: dict[str, Any] = {"mentions": rng.randrange(4), "content": " ".join(rng.sample(WORDS, 2))}
    if rng.random() < 0.2:
        data["self"] = True
    if rng.random() < 0.2:
        del data["content"]
    guild = rng.choice((None, 0, 1, 2))
    return Signal(id=str(n), type=rng.choice(TYPES), time=n, guild=guild, actor=rng.randrange(5), data=data)


def asked_one_by_one(program: Program, each: Signal) -> list[str]:
    fields = Event(each.fields())
    documents = program.documents.values()
    kinds = list(KINDS)
    return [
        document.identity
        for document in sorted(documents, key=lambda one: (kinds.index(one.kind), one.identity))
        if any(concerns(pattern, each.type) for pattern in document.types)
        and (document.guilds is None or each.guild in document.guilds)
        and (document.own or "self" not in each.data)
        and (document.test is None or document.test(fields))
    ]


def test_a_program_made_from_the_one_before_hits_as_asking_one_by_one_does(tmp_path: Any) -> None:
    rng = random.Random(1)
    bodies = [detection(rng, n) for n in range(60)]
    program: Program | None = None
    hits = 0
    for _ in range(6):
        for place in rng.sample(range(len(bodies)), rng.choice((1, 2, 30))):
            bodies[place] = detection(rng, rng.choice((place, 100 + place)))
        program = Program(rulebook_of(bodies, tmp_path), KINDS, Catalogue.load(), before=program)
        if rng.random() < 0.3:
            program.indexes.tidy()
        for n in range(60):
            each = signal(rng, n)
            found = [hit.document for hit in program.hits(each)]
            assert found == asked_one_by_one(program, each)
            hits += len(found)
    assert hits > 500


def rulebook_of(bodies: list[dict[str, Any]], folder: Any) -> Rulebook:
    named = {body["name"]: body for body in bodies}
    text = "---\n".join(json.dumps(body) + "\n" for body in named.values())
    (folder / "rules.yml").write_text(text, encoding="utf-8")
    loaded = load_rulebook([folder])
    assert not [each for each in loaded.diagnostics if each.severity == "error"], loaded.diagnostics
    return loaded.rulebook
