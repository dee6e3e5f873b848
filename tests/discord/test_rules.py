"""`/reload` and `/rules` as people meet them, on files that change; no guild sees another's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from engine.bot.attempt import attempt_of
from engine.bot.views.rules import A_PAGE
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import propose
from engine.systems.library import Library
from tests.discord.test_commands import ask
from tests.discord.world import World, world
from tests.documents.test_load import write

MANY = """\
title: Many bans
name: many
description: Two bans by one person.
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 2}}
level: high
"""


def ban(title: str = "A ban", tocsin: str = "{}", actor: str = "actor|exists: true") -> str:
    return (
        f"title: {title}\nname: ban\nlogsource: {{product: discord, category: member_ban}}\n"
        f"detection: {{s: {{{actor}}}, condition: s}}\nlevel: low\ntocsin: {tocsin}\n"
    )


@asynccontextmanager
async def on_files(folder: Path, files: dict[str, str], **options: Any) -> AsyncIterator[World]:
    rules = folder / "rules"
    write(rules, files)
    library = Library([rules])
    proposal = propose(library.load(), Rulebook(()))
    documents = list(proposal.rulebook.documents)
    async with world(
        folder / "data",
        documents=lambda _: documents,
        library=library,
        attempt=attempt_of(proposal, 0),
        **options,
    ) as made:
        made.assembly.watch()
        yield made
        await made.assembly.unwatch()


async def test_reload_says_what_changed_and_what_became_of_its_windows(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        w.ingest()
        write(tmp_path / "rules", {"p/many.yml": MANY.replace("10s", "5s"), "p/ban.yml": ban("Banned")})
        said = await ask(w, w.owner, "reload")
        assert said.startswith("✅ RELOADED: 2 changes in force\nchanged **Many bans**: window 10s → 5s, ")
        assert "(1 group)" in said
        assert "changed **Banned**\n" in said
        assert "2 rules here, rulebook `" in said


async def test_reload_calls_documents_as_people_do_also_those_that_are_gone(tmp_path: Path) -> None:
    files = {"p/ban.yml": ban(), "p/many.yml": MANY, "h/s.yml": "kind: list\nname: words\nvalues: [a]\n"}
    async with on_files(tmp_path, files) as w:
        for each in ("p/many.yml", "h/s.yml"):
            (tmp_path / "rules" / each).unlink()
        said = await ask(w, w.owner, "reload")
        assert "removed **Many bans**" in said
        assert "removed **list words**" in said


async def test_reload_of_nothing_new_says_so(tmp_path: Path) -> None:
    tested = ban() + "tests: [{name: a, signals: [{type: discord.member.ban, actor: 1, matches: true}]}]\n"
    async with on_files(tmp_path, {"p/ban.yml": tested}) as w:
        said = await ask(w, w.owner, "reload")
        assert said.startswith("✅ UP TO DATE: the files say what is in force")
        assert "test" not in said


async def test_reload_shows_what_is_wrong_with_code_file_and_line(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban()}) as w:
        w.assembly.client.desk._owner = w.owner.id
        write(tmp_path / "rules", {"p/ban.yml": ban().replace("level: low", "level: lwo")})
        said = await ask(w, w.owner, "reload")
        assert said.startswith("⚠️ REFUSED: 1 error\n`TOC209` ")
        assert "rules\\/p\\/ban\\.yml:5 " in said
        assert "did you mean" in said
        assert "low" in said
        assert "Still as before: p (the files say otherwise since <t:" in said
        assert "OLD RULES: p since" in await ask(w, w.owner, "status")
        write(tmp_path / "rules", {"p/ban.yml": ban("Mended")})
        assert "RELOADED: 1 change in force" in await ask(w, w.owner, "reload")
        assert "OLD RULES" not in await ask(w, w.owner, "status")


async def test_reload_without_files_to_watch_says_how_the_start_went(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert "UP TO DATE" in await ask(w, w.owner, "reload")


async def test_a_guilds_owner_is_told_of_no_other_guilds_rules(tmp_path: Path) -> None:
    foreign = ban("Secret", "{guilds: ['77777777777777777']}")
    async with on_files(
        tmp_path, {"theirs/ban.yml": foreign, "ours/x.yml": ban().replace("ban\n", "own\n")}
    ) as w:
        w.assembly.client.desk._owner = 1
        write(tmp_path / "rules", {"theirs/ban.yml": foreign.replace("Secret", "Secrets")})
        assert "Secret" not in await ask(w, w.owner, "reload")
        write(tmp_path / "rules", {"theirs/ban.yml": "title: ["})
        said = await ask(w, w.owner, "reload")
        assert said.startswith("✅ UP TO DATE")
        assert "theirs" not in said
        assert "error" not in said
        w.assembly.client.desk._owner = w.owner.id
        said = await ask(w, w.owner, "reload")
        assert "theirs" not in said
        assert "1 error in files that are not for this server alone" in said
        w.assembly.client.desk._owner = 1
        assert "Secret" not in await ask(w, w.owner, "rules")
        assert "NO SUCH RULE: none is called “Secret”\nThere is 1 rule here" in await ask(
            w, w.owner, "rules", text="Secret"
        )


async def test_rules_are_listed_by_their_matches_in_the_last_day(tmp_path: Path) -> None:
    async with on_files(
        tmp_path,
        {
            "p/ban.yml": ban(),
            "p/many.yml": MANY,
            "p/x.yml": ban("Never").replace("ban\n", "n\n").replace("member_ban", "member_kick"),
        },
    ) as w:
        for _ in range(3):
            w.ingest()
        await w.sent()
        said = (await ask(w, w.owner, "rules")).splitlines()
        assert said[0] == "📖 RULES: 3, most matches first"
        assert said[2:] == [
            "🔵 LOW A ban ×3 (counted by others)",
            "🟠 HIGH Many bans ×1 (3 counted)",
            "🔵 LOW Never",
        ]


async def test_rules_that_never_speak_come_behind_those_with_as_many_matches(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        said = (await ask(w, w.owner, "rules")).splitlines()
        assert said[2:] == ["🟠 HIGH Many bans", "🔵 LOW A ban (counted by others)"]


async def test_a_misspelt_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        assert "Did you mean **Many bans**?" in await ask(w, w.owner, "rules", text="manny bans")
        assert "Did you mean" not in await ask(w, w.owner, "rules", text="quite another")


async def test_matches_are_those_of_this_server(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban()}) as w:
        w.ingest(guild=77)
        await w.sent()
        assert (await ask(w, w.owner, "rules")).endswith("\n🔵 LOW A ban")


async def test_matches_of_longer_than_a_day_ago_do_not_count(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban()}) as w:
        w.ingest()
        await w.sent()
        await w.env.advance_time(86_401)
        assert (await ask(w, w.owner, "rules")).endswith("\n🔵 LOW A ban")


async def test_one_rule_is_shown_in_detail_with_its_last_matches(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        for _ in range(7):
            w.ingest()
        await w.sent()
        said = await ask(w, w.owner, "rules", text="many bans")
        assert said.startswith("📖 RULE: Many bans\n🟠 HIGH\ncorrelation `many`, mode propose\nIn ")
        assert "Two bans by one person" in said
        assert "Emits `threat.detected`" in said
        assert "1 match since" in said
        assert said.count("threat.detected") == 2
        said = await ask(w, w.owner, "rules", text="a ban")
        assert "About `discord.member_ban`" in said
        assert said.count("(`test-signal-") == 5
        assert "7 matches since" in said


async def test_a_part_of_a_name_finds_rules_and_the_only_one_is_shown(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        assert (await ask(w, w.owner, "rules", text="BAN")).startswith("📖 RULES: 2 with “BAN”") is False
        assert (await ask(w, w.owner, "rules", text="an")).startswith("📖 RULES: 2 with “an”")
        assert (await ask(w, w.owner, "rules", text="any")).startswith("📖 RULE: Many bans")


async def test_a_long_list_is_paged(tmp_path: Path) -> None:
    files = {f"p/r{n:03}.yml": ban(f"Rule {n:03}").replace("ban\n", f"r{n}\n") for n in range(A_PAGE + 5)}
    async with on_files(tmp_path, files) as w:
        first, second = [await ask(w, w.owner, "rules", page=page) for page in (1, 2)]
        assert "Rule 000" in first
        assert f"Rule {A_PAGE:03}" not in first
        assert "Page 1 of 2" in first
        assert f"Rule {A_PAGE:03}" in second
        assert await ask(w, w.owner, "rules", page=99) == second


async def test_rules_are_completed_while_they_are_typed(tmp_path: Path) -> None:
    async with on_files(tmp_path, {"p/ban.yml": ban(), "p/many.yml": MANY}) as w:
        found = await w.owner.autocomplete(w.general, "rules", "text", "many")
        assert [each["name"] for each in found] == ["Many bans"]
