"""The rulebook's hash says what its documents say, and nothing of how they were written or kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.document import Document, Mark
from engine.documents.load import load
from engine.documents.rulebook import Rulebook
from tests.documents.kinds import KINDS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
BODIES = st.dictionaries(st.text(max_size=4), VALUES, max_size=5)


def documents(bodies: list[dict[str, Any]]) -> list[Document]:
    return [Document("open", f"d{n}", f"p{n % 2}", "a.yml", n, body, {}) for n, body in enumerate(bodies)]


def turned(value: Any) -> Any:
    """The same with the keys of every mapping in the opposite order."""
    match value:
        case dict():
            return {key: turned(inner) for key, inner in reversed(value.items())}
        case list():
            return [turned(inner) for inner in value]
        case _:
            return value


@given(st.lists(BODIES, max_size=4), st.randoms())
def test_the_order_of_documents_and_keys_does_not_matter(bodies: list[dict[str, Any]], random: Any) -> None:
    given_, shuffled = documents(bodies), documents([turned(body) for body in bodies])
    random.shuffle(shuffled)

    assert Rulebook(given_).hash == Rulebook(shuffled).hash


@given(st.lists(BODIES, max_size=4))
def test_it_comes_back_from_bytes(bodies: list[dict[str, Any]]) -> None:
    rulebook = Rulebook(documents(bodies))

    again = Rulebook.from_bytes(rulebook.to_bytes())

    assert again.hash == rulebook.hash
    assert [(d.identity, d.path, d.position, d.body) for d in again.documents] == [
        (d.identity, d.path, d.position, d.body) for d in rulebook.documents
    ]
    assert again.to_bytes() == rulebook.to_bytes()


@given(BODIES, BODIES)
def test_what_differs_has_another_hash(one: dict[str, Any], other: dict[str, Any]) -> None:
    alike = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (Rulebook(documents([one])).hash == Rulebook(documents([other])).hash) == alike


def test_where_a_document_stands_is_not_part_of_it() -> None:
    here = Document("open", "d", "p", "a.yml", 0, {"x": 1}, {})
    there = Document("open", "d", "p", "b.yml", 7, {"x": 1}, {})
    elsewhere = Document("open", "d", "q", "a.yml", 0, {"x": 1}, {})

    assert Rulebook([here]).hash == Rulebook([there]).hash
    assert Rulebook([here]).hash != Rulebook([elsewhere]).hash


@settings(max_examples=20)
@given(st.permutations(range(4)), st.booleans())
def test_files_in_any_order_and_shape_give_the_same(order: list[int], split: bool) -> None:
    import tempfile

    texts = [f"kind: open\nid: d{n}\nx: {{b: 1, a: 'two'}}\n" for n in range(4)]
    flow = [f"# a comment\nid: 'd{n}'\nx:\n  a: two\n  b: 1\nkind: open\n" for n in range(4)]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        pack, other = Path(one) / "pack", Path(two) / "pack"
        pack.mkdir()
        other.mkdir()
        for n, text in enumerate(texts):
            (pack / f"{n}.yml").write_text(text)
        if split:
            for place, n in enumerate(order):
                (other / f"{place}.yaml").write_text(flow[n])
        else:
            (other / "all.yml").write_text("---\n".join(flow[n] for n in order))

        assert load([pack], KINDS).rulebook.hash == load([other], KINDS).rulebook.hash


@pytest.mark.parametrize("named", ["7F", "mass_ban", "Mass ban", " MASS BAN "])
def test_a_document_is_found_by_what_people_call_it(named: str) -> None:
    body = {"id": "7f", "name": "mass_ban", "title": "Mass ban"}
    document = Document("detection", "7f", "p", "a.yml", 0, body, {})
    rulebook = Rulebook([document, Document("open", "other", "p", "b.yml", 0, {}, {})])
    assert rulebook.find(named) is document
    assert rulebook.find("mass") is None


@pytest.mark.parametrize(
    ("body", "title"),
    [({"title": "T", "name": "n"}, "T"), ({"name": "n"}, "n"), ({"title": ""}, "i")],
)
def test_a_document_is_called_by_its_title_else_its_name_else_its_id(
    body: dict[str, Any], title: str
) -> None:
    assert Document("open", "i", "p", "a.yml", 0, body, {}).title == title


def test_a_document_from_the_store_stands_on_no_line() -> None:
    there = Document("open", "i", "p", "a.yml", 0, {}, {(): Mark((3, 1))})
    assert (there.line, there.location) == (3, "a.yml:3")
    gone = Rulebook.from_bytes(Rulebook([there]).to_bytes()).documents[0]
    assert (gone.line, gone.location) == (None, "a.yml")
