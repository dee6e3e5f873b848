"""The one way in: whatever files hold, there is a rulebook, and a list of what is wrong with them."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.load import Loaded
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.loading import load_rulebook

DETECTION = """\
title: Bans by someone made staff today
name: ban_by_new_staff
logsource: {product: discord, category: member_ban}
detection:
  selection: {actor_staff_hours|lt: 24}
  known: {actor: [123456789012345678, 2]}
  condition: selection and not known
level: high
tocsin: {emit: threat.detected, system: antinuke, confidence: 0.8}
"""
CORRELATION = """\
title: Many of them
name: many_bans
correlation:
  {type: event_count, rules: [ban_by_new_staff], group-by: [actor], timespan: 10s, condition: {gte: 5}}
level: critical
"""
SETTINGS = """\
kind: settings
guild: 81384788765712384
alerts:
  channel: 381870553235193857
  least: low
"""
GOOD = f"{DETECTION}---\n{CORRELATION}---\n{SETTINGS}"


def loaded(files: dict[str, str | bytes]) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_rulebook([folder])


def codes(files: dict[str, str | bytes]) -> list[str]:
    return [each.code for each in loaded(files).diagnostics]


def rule(name: str, source: str, emit: str, more: str = "") -> str:
    return (
        f"title: {name}\nname: {name}\nlogsource: {{product: {source}}}\n"
        f"detection: {{s: {{severity: high}}, condition: s}}\ntocsin: {{emit: {emit}{more}}}\n"
    )


def test_a_good_pack_loads_whole() -> None:
    found = loaded({"p/a.yml": GOOD})

    assert found.diagnostics == ()
    assert [document.identity for document in found.rulebook.documents] == [
        "p/correlation/many_bans", "p/detection/ban_by_new_staff", "p/settings/a.yml#2",
    ]  # fmt: skip
    assert len(compile_all(found.rulebook, KINDS)) == 3


class TestEndless:
    def test_a_rule_that_meets_its_own_alerts_is_refused(self) -> None:
        found = loaded({"p/a.yml": rule("a", "own", "own.alert")})

        assert [(each.line, each.column, each.code) for each in found.diagnostics] == [(5, 16, "TOC506")]
        assert found.rulebook.documents == ()

    def test_a_circle_over_packs_refuses_one_of_them(self) -> None:
        found = loaded({"p/a.yml": rule("a", "one", "two.x"), "q/b.yml": rule("b", "two", "one.x")})

        assert [each.code for each in found.diagnostics] == ["TOC506"]
        assert [document.id for document in found.rulebook.documents] == ["b"]

    def test_a_chain_is_none(self) -> None:
        assert codes({"p/a.yml": rule("a", "one", "two.x"), "p/b.yml": rule("b", "two", "three.x")}) == []

    def test_rules_for_different_guilds_never_meet(self) -> None:
        assert codes({
            "p/a.yml": rule("a", "one", "two.x", ", guilds: [5]"),
            "p/b.yml": rule("b", "two", "one.x", ", guilds: [6]"),
        }) == []  # fmt: skip

    def test_a_correlation_between_is_a_window(self) -> None:
        over = CORRELATION.replace("ban_by_new_staff", "a") + "tocsin: {emit: own.many}\n"

        assert codes({"p/a.yml": rule("a", "own", "other.x") + "---\n" + over}) == []

    def test_a_rule_that_a_correlation_silences_sets_nothing_off(self) -> None:
        over = CORRELATION.replace("ban_by_new_staff", "a") + "tocsin: {emit: own.many}\n"

        assert codes({"p/a.yml": rule("a", "own", "own.alert") + "---\n" + over}) == []

    def test_until_its_correlation_is_refused_itself(self) -> None:
        over = CORRELATION.replace("ban_by_new_staff", "a") + "tocsin: {emit: own.many}\n"

        found = loaded(
            {"p/a.yml": rule("a", "own", "own.alert"), "q/b.yml": over + "---\n" + rule("c", "c", "c.x")}
        )

        assert [each.code for each in found.diagnostics] == ["TOC506", "TOC506"]
        assert found.rulebook.documents == ()


class TestSettings:
    def test_one_guild_has_one(self) -> None:
        found = loaded({"p/a.yml": SETTINGS, "q/b.yml": SETTINGS})

        assert [(each.line, each.column, each.code) for each in found.diagnostics] == [(2, 8, "TOC507")]
        assert [document.pack for document in found.rulebook.documents] == ["p"]

    def test_there_is_one_default(self) -> None:
        default = SETTINGS.replace("guild: 81384788765712384\n", "")

        assert codes({"p/a.yml": default, "q/b.yml": SETTINGS}) == []
        assert codes({"p/a.yml": default, "q/b.yml": default}) == ["TOC507"]


PUT = [
    "", "\n", ":", " ", "- ", "[", "]", "{", "}", "'", "~", "1", "null", "x", "&a ", "*a", "[[1]]",
    "{a: [1, {b: 2}]}",
]  # fmt: skip
MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, len(GOOD)),
        st.integers(0, 12),
        st.sampled_from(PUT)
        | st.text(max_size=4),
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


@given(MUTATIONS)
def test_no_change_to_a_good_document_raises(changes: list[tuple[int, int, str]]) -> None:
    text = GOOD
    for at, length, put in changes:
        text = text[:at] + put + text[at + length :]

    found = loaded({"p/a.yml": text})

    assert bool(found.errors) == (found.refused == ("p",))
    assert not (found.errors and found.rulebook.documents)
    compile_all(found.rulebook, KINDS)


WORDS = ["a", "s", "s and t", "1 of them", "threat.detected", "high", "10s", "event_count", "ban|x"]
KEYS = ["condition", "s", "rules", "gte", "type", "emit", "a|contains", "channel", "product"]
SECTIONS = [
    "kind", "id", "name", "title", "level", "detection", "correlation", "logsource", "tocsin", "guild",
    "alerts", "tests",
]  # fmt: skip
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-9, 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=4)
)
ANY = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(SECTIONS), ANY, max_size=6),
    st.sampled_from(["detection", "correlation", "kind"]),
)
def test_no_value_at_any_place_raises(body: dict[str, Any], section: str) -> None:
    body.setdefault(section, "settings")

    found = loaded({"p/a.yml": json.dumps(body)})

    assert bool(found.errors) == (found.refused == ("p",))


@given(st.binary(max_size=200), st.text(max_size=100))
def test_no_bytes_raise(body: bytes, text: str) -> None:
    found = loaded({"p/a.yml": body, "q/b.yml": text, "r/c.yml": DETECTION})

    assert "ban_by_new_staff" in {document.id for document in found.rulebook.documents}


KNOWN = "known: {actor: [123456789012345678, 2]}"


def chained(length: int, after: Callable[[int], int]) -> str:
    """Correlations `r0`, `r1` and so on, each over the one that `after` says."""
    return "---\n".join(
        CORRELATION.replace("many_bans", f"r{n}").replace("ban_by_new_staff", f"r{after(n)}")
        for n in range(length)
    )


BOMBS = {
    "unknown keys": SETTINGS + "".join(f"k{n}: 1\n" for n in range(20_000)),
    "numbers as text": DETECTION + f"falsepositives: [{'1,' * 40_000}]\n",
    "modifiers": DETECTION.replace(KNOWN, f"known: {{{','.join(f'a|k{n}: 1' for n in range(15_000))}}}"),
    "empty values": DETECTION.replace(KNOWN, "known: {a|contains: [" + "''," * 40_000 + "]}"),
    "references": CORRELATION.replace("ban_by_new_staff", ",".join(f"r{n}" for n in range(20_000))),
    "a circle": chained(1_000, lambda n: (n + 1) % 1_000),
    "a chain": f"{chained(1_000, lambda n: n + 1)}---\n{DETECTION.replace('ban_by_new_staff', 'r1000')}",
    "kinds": "kind: x\n---\n" * 15_000,
    "a long key": "k" * 100_000 + ": 1\nkind: settings\n",
    "merges": "title: t\na0: &a0 {x: 1}\n"
    + "".join(f"a{n}: &a{n}\n  <<: [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_answered_in_a_bounded_time(bomb: str) -> None:
    begun = time.process_time()

    found = loaded({"p/a.yml": bomb})

    assert time.process_time() - begun < 10
    assert len(found.diagnostics) <= 201
