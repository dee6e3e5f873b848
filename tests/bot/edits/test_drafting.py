"""A draft is told in full and changes nothing, whatever bytes somebody sends."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.bot.edits.drafting import Draft, Drafting
from engine.catalogue import shipped
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.runtime.proposal import propose
from engine.systems import KINDS
from engine.systems.library import Library
from tests.documents.test_load import write

GUILD, OTHER = 7, 8
RULE = """\
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor: 1}, condition: s}
level: high
tests:
  - name: it fires
    signals: [{type: discord.member.ban, actor: 1}]
    expect: [{emits: threat.detected}]
"""


def drafting(top: Path) -> Drafting:
    home, programs = Home(top), Programs(KINDS, shipped())
    rulebook = propose(Library([home]).load(), Rulebook(())).rulebook
    return Drafting(home, programs.add(rulebook), programs.build, KINDS)


def put(held: Drafting, body: bytes, name: str = "own.yml") -> Draft:
    return held.draft(GUILD, "put", {name: body}, {name: None})


@pytest.fixture
def held(tmp_path: Path) -> Drafting:
    write(tmp_path, {
        "settings.yml": "kind: settings\n", "rules/house/r.yml": RULE,
        f"guilds/{OTHER}/secret.yml": RULE.replace("A ban", "Their own").replace("name: ban", "name: secret"),
    })  # fmt: skip
    return drafting(tmp_path)


def test_a_failing_test_keeps_it_out(held: Drafting) -> None:
    draft = put(held, RULE.replace("expect: [{emits: threat.detected}]", "expect: []").encode())

    assert [each.code for each in draft.errors] == ["TOC610"]
    assert draft.changes == ()


def test_errors_of_others_are_none_of_its_business(tmp_path: Path) -> None:
    write(
        tmp_path, {"rules/p/bad.yml": "title: [", f"guilds/{OTHER}/bad.yml": "title: [", "settings.yml": ""}
    )

    draft = put(drafting(tmp_path), RULE.encode())

    assert draft.errors == []
    assert [(each.change.change, each.title) for each in draft.changes] == [("added", "A ban")]


def test_nothing_of_another_guild_can_be_named_or_found_out(held: Drafting) -> None:
    window = "timespan: 1m, condition: {gte: 2}"
    counting = f"title: C\nname: c\ncorrelation: {{type: event_count, rules: [NAME], {window}}}\n"
    for name in ("secret", "secre", "Their own"):
        draft = put(held, counting.replace("NAME", name).encode())

        (error,) = draft.errors
        assert error.code == "TOC502"
        assert "secret" not in (error.help or "")
        assert str(OTHER) not in f"{error.message}{error.help}"


def test_a_mode_that_rises_is_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"settings.yml": "kind: settings\n", f"guilds/{GUILD}/own.yml": f"{RULE}tocsin: {{mode: observe}}\n"},
    )
    held = drafting(tmp_path)

    draft = put(held, f"{RULE}tocsin: {{mode: propose}}\n".encode())

    assert [(each.title, each.before, each.after) for each in draft.rising] == [
        ("A ban", "observe", "propose")
    ]


def test_random_edits_of_a_good_file_are_told_and_change_nothing(held: Drafting) -> None:
    rng = random.Random(9)
    told = good = 0
    for _ in range(60):
        body = bytearray(RULE.encode())
        for _ in range(rng.choice([1, 1, 2, 8])):
            place = rng.randrange(len(body))
            body[place : place + rng.randrange(3)] = rng.randbytes(rng.randrange(3))
        draft = put(held, bytes(body))
        told += bool(draft.errors)
        good += bool(draft.changes)
        assert not (draft.errors and draft.changes)

    assert told > 10
    assert good > 3
    assert not (held.home.folder / "guilds" / str(GUILD)).exists()
