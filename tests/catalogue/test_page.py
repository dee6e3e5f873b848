"""The page of signals."""

from __future__ import annotations

from pathlib import Path

from engine.catalogue import Catalogue, Field, Group, SignalKind
from engine.catalogue.page import page

DOCS = Path(__file__).parents[2] / "docs" / "signals.md"


def test_the_page_is_what_the_catalogue_says_now() -> None:
    made = page(Catalogue.load())
    assert DOCS.read_text(encoding="utf-8") == made, "run: python -m engine.catalogue.page docs/signals.md"


def test_every_type_and_field_is_on_it() -> None:
    catalogue = Catalogue.load()
    made = page(catalogue)
    for name, kind in catalogue.types.items():
        assert made.count(f"| `{name}` |") == 1
        for field in kind.fields:
            assert f"| `{field}` |" in made


def test_links_lead_to_headings() -> None:
    made = page(Catalogue.load())
    headings = {line[4:].replace(" ", "-") for line in made.splitlines() if line.startswith("### ")}
    links = {part.partition(")")[0] for part in made.split("](#")[1:]}
    assert links
    assert links <= headings


def test_a_field_that_people_wrote_is_marked_where_it_stands() -> None:
    own = {"b": Field("text", "Theirs.", personal=True)}
    kind = SignalKind("A type.", has=("guild",), includes=("some",), fields=own, intents=("guilds",))
    group = Group("Some.", {"c": Field("integer", "Ours.")}, permission="ban_members")
    made = page(Catalogue({"a.b": kind}, {"some": group}))
    assert "| `a.b` | A type. | `guild` | [some](#some) | `guilds`, permission `ban_members` |" in made
    assert "| `b` | text, *personal* | Theirs. |" in made
    assert "| `c` | integer | Ours. |" in made
