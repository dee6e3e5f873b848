"""What the store keeps of documents is written as YAML that says the same."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bot.edits.earlier import spelt
from engine.documents.checked import check_file
from engine.documents.document import pack_of
from engine.documents.files import Source
from engine.documents.home import Home
from engine.documents.look import Held
from engine.documents.reading.reader import read_bytes
from engine.documents.rulebook import Rulebook
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

GUILD = 81384788765712384
SHIPPED = Path(__file__).parents[3] / "rules"


def held(body: bytes) -> Held:
    return Held(Source("f", "f", pack_of(GUILD), "a.yml"), body)


def test_everything_that_ships_says_the_same_again(tmp_path: Path) -> None:
    for path in SHIPPED.rglob("*.yml"):
        place = tmp_path / "guilds" / str(GUILD) / path.relative_to(SHIPPED)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    (tmp_path / "rules").mkdir()
    loaded = load_rulebook([Home(tmp_path)])
    assert loaded.errors == ()
    kept = Rulebook.from_bytes(loaded.rulebook.to_bytes())
    assert len(kept.documents) > 100

    for document in kept.documents:
        (again,) = check_file(held(spelt([document], GUILD)), KINDS).documents
        assert again.body == document.body, document.id
        assert f"guilds: ['{GUILD}']".encode() not in spelt([document], GUILD)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1)
LOOKS = (
    "010", "1e3", "0E0", "no", "on", "~", "null", "17:00", "2026-01-05", "0x1f", "0o17", ".5", "+1", "1_000",
    "1.", "-0", ".inf", "true", "- a", "a: b", "# c", "'", '"', " a ", "",
)  # fmt: skip
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(10**18), 10**18),
    st.booleans(),
    st.floats(-1e6, 1e6).map(lambda each: round(each, 3)),
    st.sampled_from(LOOKS),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(SCALARS, min_size=1, max_size=6))
def test_any_value_is_read_as_it_was(values: list[object]) -> None:
    (source,) = check_file(held(b"kind: list\nname: n\nvalues: [1]\n"), KINDS).documents
    source.body = {"kind": "list", "name": "n", "values": values}

    (parsed,) = read_bytes(spelt([source], GUILD)).documents

    assert parsed.value["values"] == values
