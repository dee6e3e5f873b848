"""What is to come into force when files change: good packs as they are, others as they were last good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import EMPTY, WAITS, Proposal, changed_between, propose
from engine.systems.library import Library
from tests.documents.test_load import write

RULE = """\
title: A rule
name: {name}
logsource: {{product: discord, category: member_ban}}
detection: {{s: {{actor: {actor}}}, condition: s}}
tests:
  - name: it fires
    signals: [{{type: discord.member.ban, actor: {tested}}}]
    expect: [{{emits: threat.detected}}]
"""
MANY = """\
title: Many
name: many
correlation: {{type: event_count, rules: [{rule}], timespan: 10s, condition: {{gte: 2}}}}
"""
OVER = (
    MANY
    + """\
tests:
  - name: two fire
    signals: [{{type: discord.member.ban, actor: 1, repeat: {{times: 2, every: 1s}}}}]
    expect: [{{emits: threat.detected}}]
"""
)


def rule(name: str, actor: int = 1, tested: int | None = None) -> str:
    return RULE.format(name=name, actor=actor, tested=actor if tested is None else tested)


class Files:
    """Files of packs, changed one after the other; `force` is what came of the last proposal."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.folder = folder
        self.force = Rulebook(())
        write(folder, files)
        self.library = Library([folder])
        self.first = self.now()

    def now(self, files: dict[str, str | None] | None = None, *, keep: bool = True) -> Proposal:
        for name, text in (files or {}).items():
            if text is None:
                (self.folder / name).unlink()
            else:
                write(self.folder, {name: text})
        proposal = propose(self.library.load(), self.force, graph=self.library.graph)
        if keep:
            self.force = proposal.rulebook
        return proposal

    def actors(self) -> dict[str, Any]:
        """What each rule in force asks for."""
        return {
            each.id: each.body["detection"]["s"]["actor"]
            for each in self.force.documents
            if "detection" in each.body
        }


def codes(proposal: Proposal) -> list[str]:
    return [each.code for each in proposal.errors]


def test_a_good_change_comes_into_force(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": rule("r", 2)})
    assert (files.actors(), proposal.held, proposal.errors) == ({"r": 2, "s": 1}, (), ())


def test_only_the_tests_of_what_changed_and_of_what_is_made_of_it_are_run(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s"), "c/o.yml": OVER.format(rule="r")})
    assert files.first.tests == 3
    assert files.now().tests == 0
    assert files.now({"b/s.yml": rule("s", 2)}).tests == 1
    assert files.now({"a/r.yml": rule("r").replace("A rule", "Another title")}).tests == 2


def test_a_pack_with_an_error_stays_as_it_was_and_others_go_on(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": "title: [", "b/s.yml": rule("s", 2)})
    assert files.actors() == {"r": 1, "s": 2}
    assert (proposal.held, proposal.out) == (("a",), ())


def test_a_pack_that_was_never_good_is_out(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": "title: ["})
    assert files.actors() == {"r": 1}
    assert (files.first.held, files.first.out) == (("b",), ("b",))


def test_a_mended_pack_comes_into_force(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r")})
    files.now({"a/r.yml": "title: ["})
    assert files.now({"a/r.yml": rule("r", 3)}).held == ()
    assert files.actors() == {"r": 3}


def test_a_failing_test_refuses_the_change(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": rule("r", 2, tested=1), "b/s.yml": rule("s", 2)})
    assert files.actors() == {"r": 1, "s": 2}
    assert (proposal.held, codes(proposal)) == (("a",), ["TOC610"])


def test_a_test_that_fails_by_another_packs_change_refuses_that_change(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/o.yml": OVER.format(rule="r"), "c/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": rule("r", 2), "c/s.yml": rule("s", 2)})
    assert files.actors() == {"r": 1, "s": 2}
    assert (proposal.held, codes(proposal)) == (("a",), ["TOC610"])


def test_a_deleted_pack_goes(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s")})
    assert files.now({"a/r.yml": None}).held == ()
    assert files.actors() == {"s": 1}


def test_a_deleted_file_that_others_refer_to_refuses_those_and_keeps_it(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "a/t.yml": rule("t"), "b/o.yml": MANY.format(rule="r")})
    proposal = files.now({"a/r.yml": None})
    assert sorted(each.id for each in files.force.documents) == ["many", "r", "t"]
    assert proposal.held == ("a", "b")
    assert sorted(codes(proposal)) == ["TOC502", WAITS]


def test_what_does_not_fit_a_pack_as_it_was_waits_for_it(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "b/o.yml": MANY.format(rule="r"), "c/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": rule("q"), "b/o.yml": "title: ["})
    assert sorted(each.id for each in files.force.documents) == ["many", "r", "s"]
    assert proposal.held == ("a", "b")
    assert WAITS in codes(proposal)
    assert files.now({"b/o.yml": MANY.format(rule="q")}).held == ()
    assert sorted(each.id for each in files.force.documents) == ["many", "q", "s"]


def test_an_identity_that_a_pack_as_it_was_has_waits_for_it(tmp_path: Path) -> None:
    named = rule("r") + "id: 5f1b3a52-0000-4000-8000-000000000001\n"
    files = Files(tmp_path, {"a/r.yml": named, "b/s.yml": rule("s")})
    proposal = files.now({"a/r.yml": "title: [", "b/s.yml": named.replace("name: r", "name: moved")})
    assert proposal.held == ("a", "b")
    assert files.actors() == {"5f1b3a52-0000-4000-8000-000000000001": 1, "s": 1}


def test_files_that_are_all_gone_change_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r")})
    proposal = files.now({"a/r.yml": None})
    assert (files.actors(), codes(proposal), proposal.held) == ({"r": 1}, [EMPTY], ("a",))


def test_one_empty_file_says_that_no_rules_are_wanted(tmp_path: Path) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r")})
    assert files.now({"a/r.yml": None, "none.yml": ""}).errors == ()
    assert files.force.documents == ()


@pytest.mark.parametrize("restart", [False, True])
def test_what_changed_is_told_by_what_documents_say(tmp_path: Path, restart: bool) -> None:
    files = Files(tmp_path, {"a/r.yml": rule("r"), "a/s.yml": rule("s"), "a/t.yml": rule("t")})
    before = Rulebook.from_bytes(files.force.to_bytes()) if restart else files.force
    files.now(
        {"a/r.yml": rule("r", 2), "a/t.yml": None, "a/u.yml": rule("u"), "a/s.yml": "# x\n" + rule("s")}
    )
    gone, come = changed_between(before, files.force)
    assert [each.id for each in gone] == ["r", "t"]
    assert [each.id for each in come] == ["r", "u"]


READING = """\
title: One
name: one
correlation: {type: event_count, rules: [ban], timespan: 1m, condition: {gte: 1}}
"""
OWN_TEST = """
tests:
  - name: it fires
    signals: [{type: discord.member.ban, actor: 1}]
    expect: [{emits: threat.detected}]
"""


def test_a_guilds_own_test_that_fails_by_anothers_change_holds_up_nobody(tmp_path: Path) -> None:
    base = "title: Ban\nname: ban\nlogsource: {product: discord, category: member_ban}\n"
    reading = READING
    library = Library([Home(tmp_path)])
    write(tmp_path, {
        "rules/p/ban.yml": f"{base}detection: {{s: {{actor: 1}}, condition: s}}\n",
        "guilds/7/own.yml": reading + OWN_TEST,
        "guilds/8/own.yml": reading,
    })  # fmt: skip
    force = propose(library.load(), Rulebook(()), graph=library.graph)
    assert force.errors == ()

    write(tmp_path, {"rules/p/ban.yml": f"{base}detection: {{s: {{actor: 2}}, condition: s}}\n"})
    after = propose(library.load(), force.rulebook, graph=library.graph)

    assert after.held == ()
    assert [each.code for each in after.errors] == ["TOC610"]
    assert "guilds/7" in after.errors[0].path
    assert after.rulebook.find("ban").body["detection"]["s"] == {"actor": 2}


def test_a_guilds_own_change_that_fails_its_test_holds_its_folder_alone(tmp_path: Path) -> None:
    rule_ = "title: Ban\nname: ban\nlogsource: {product: discord, category: member_ban}\n"
    library = Library([Home(tmp_path)])
    good = f"{rule_}detection: {{s: {{actor: 1}}, condition: s}}{OWN_TEST}"
    write(tmp_path, {"guilds/7/own.yml": good, "guilds/8/own.yml": good})
    force = propose(library.load(), Rulebook(()), graph=library.graph).rulebook

    bad = good.replace("{actor: 1}, condition", "{actor: 2}, condition")
    write(tmp_path, {"guilds/7/own.yml": bad, "guilds/8/own.yml": good.replace("Ban", "Better")})
    after = propose(library.load(), force, graph=library.graph)

    assert after.held == ("guild:7",)
    assert {each.title for each in after.rulebook.documents} == {"Ban", "Better"}


def test_a_guilds_folder_that_no_longer_fits_is_left_out_and_the_change_comes(tmp_path: Path) -> None:
    base = "title: {0}\nname: {0}\nlogsource: {{product: discord, category: member_ban}}\n"
    base += "detection: {{s: {{actor: 1}}, condition: s}}\n"
    reading = READING
    library = Library([Home(tmp_path)])
    own = {"guilds/7/own.yml": reading, "guilds/8/own.yml": base.format("eight")}
    write(tmp_path, {"rules/p/ban.yml": base.format("ban"), **own})
    force = propose(library.load(), Rulebook(()), graph=library.graph).rulebook

    write(tmp_path, {"rules/p/ban.yml": base.format("other")})
    after = propose(library.load(), force, graph=library.graph)

    assert after.out == ("guild:7",)
    assert {each.title for each in after.rulebook.documents} == {"other", "eight"}
    assert {each.code for each in after.errors} == {"TOC502", "TOC520"}
