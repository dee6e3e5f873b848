"""`/config get`, `/config put` and `/rollback`: a server's own files without git, and nobody else's."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import simcord

from engine.bot.edits.editing import Author
from engine.store.reader import SqliteReader
from tests.discord.test_commands import text
from tests.discord.test_home import OWN, Homely, at_home

TUNE = b"# ours\nkind: settings\ntune: {mass_ban: {threshold: 4}}\n"


def folder(home: Homely, whose: Any = None) -> Path:
    return home.root / "guilds" / str((whose or home.w.guild).id)


async def put(
    home: Homely, body: bytes, filename: str = "settings.yml", **options: Any
) -> simcord.InteractionResult:
    return await home.w.owner.slash(home.w.general, "config put", file=(filename, body), **options)


async def apply(home: Homely, shown: simcord.InteractionResult) -> str:
    return text(await home.w.owner.click(shown.response, label="Apply"))


def standing(top: Path) -> list[Path]:
    return [each for each in sorted(top.rglob("*")) if "data" not in each.parts]


def threshold(home: Homely, guild: int) -> int:
    documents = home.w.assembly.engine.program.documents.values()
    (mass_ban,) = (each for each in documents if each.body.get("name") == "mass_ban")
    return mass_ban.within(guild).body["correlation"]["condition"]["gte"]


def recorded(home: Homely) -> list[tuple[int | None, str, list[str]]]:
    rows = SqliteReader(home.w.data / "tocsin.db").signals(home.w.guild.id, type_="config.changed")
    return [(row.signal.actor, row.signal.data["how"], row.signal.data["files"]) for row in rows]


async def test_a_file_is_shown_confirmed_written_recorded_and_in_force(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE)

        said = text(shown)
        assert said.startswith("📝 APPLY? 1 file of this server would change\n")
        assert "new: `settings.yml`, 3 lines" in said
        assert "changed **Mass ban**: threshold 5 → 4" in said
        assert not folder(home).exists()
        assert threshold(home, home.w.guild.id) == 5

        assert (await apply(home, shown)).startswith("✅ APPLIED, and in force")

        assert (folder(home) / "settings.yml").read_bytes() == TUNE
        assert [each.name for each in folder(home).iterdir()] == ["settings.yml"]
        assert threshold(home, home.w.guild.id) == 4
        assert threshold(home, home.guild.id) == 5
        assert recorded(home) == [(home.w.owner.id, "put", ["settings.yml"])]


async def test_a_file_with_errors_changes_nothing_and_has_no_button(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE.replace(b"mass_ban", b"mas_ban"))

        said = text(shown)
        assert said.startswith("⚠️ REFUSED: 1 error")
        assert "`TOC611`" in said
        assert ":3 there is no document" in said
        assert "did you mean \\`mass\\_ban\\`?" in said
        assert shown.response.components == []
        assert not folder(home).exists()


async def test_what_is_thrown_away_or_used_is_gone(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE)
        left = text(await home.w.owner.click(shown.response, label="Change nothing"))
        assert left.startswith("✅ NOTHING CHANGED")
        assert (await apply(home, shown)).startswith("⚠️ TOO LATE")
        assert not folder(home).exists()

        shown = await put(home, TUNE)
        assert (await apply(home, shown)).startswith("✅ APPLIED")
        assert (await apply(home, shown)).startswith("⚠️ TOO LATE")
        assert len(recorded(home)) == 1


async def test_after_ten_minutes_it_must_be_sent_again(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE)
        await home.w.env.advance_time(601)

        assert (await apply(home, shown)).startswith("⚠️ TOO LATE")


async def test_files_that_changed_meanwhile_are_not_written_over(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE)
        home.write(ours_settings="kind: settings\nname: theirs\n")

        said = await apply(home, shown)

        assert said.startswith("⚠️ NOTHING CHANGED\nThe files have changed since")
        assert (folder(home) / "settings.yml").read_text() == "kind: settings\nname: theirs\n"
        assert recorded(home) == []


@pytest.mark.parametrize("name", [
    "../../settings.yml", "/etc/x.yml", "a/../../x.yml", "x.yaml.exe", ".env", "x.yml/", "A B.yml",
    "a/b/c.yml", "..yml", "a\\b.yml", "x\n.yml", "ä.yml", "",
])  # fmt: skip
async def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    async with at_home(tmp_path) as home:
        before = standing(tmp_path)
        said = text(await put(home, TUNE, "x.exe", name=name) if name else await put(home, TUNE, "x.exe"))

        assert said.startswith("⚠️ NOTHING CHANGED\nA file is called such as")
        assert standing(tmp_path) == before


async def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    async with at_home(tmp_path / "home") as home:
        folder(home).parent.mkdir(exist_ok=True)
        folder(home).symlink_to(outside)
        assert "is a link" in text(await put(home, TUNE))
        folder(home).unlink()
        folder(home).mkdir()
        (folder(home) / "house").symlink_to(outside)
        assert "is a link" in text(await put(home, OWN.format("Ours").encode(), name="house/rule.yml"))
        (folder(home) / "settings.yml").symlink_to(outside / "victim")
        (outside / "victim").write_text("kind: settings\n")
        assert "is a link" in text(await put(home, TUNE))

        assert [each.name for each in outside.iterdir()] == ["victim"]
        assert (outside / "victim").read_text() == "kind: settings\n"


async def test_what_is_too_large_is_refused(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        said = text(await put(home, b"# " + b"x" * 300_000))

        assert said == "⚠️ NOTHING CHANGED\nA file has 256 KiB at most"


async def test_the_files_of_a_server_are_its_own(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        assert text(await home.w.owner.slash(home.w.general, "config get")).startswith("📄 NO FILES")
        home.write(ours_settings=TUNE.decode(), theirs_a=OWN.format("Theirs"))

        got = await home.w.owner.slash(home.w.general, "config get")
        assert [each.filename for each in got.response.attachments] == ["settings.yml"]
        assert await content(got) == TUNE
        said = text(await home.w.owner.slash(home.w.general, "config get", file="a.yml"))
        assert said.startswith("⚠️ NO SUCH FILE")
        assert await home.w.owner.autocomplete(home.w.general, "config get", "file", "") == [
            {"name": "settings.yml", "value": "settings.yml"}
        ]


async def test_the_bots_owner_gets_all_but_the_secrets_and_what_is_other_servers(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        (tmp_path / ".env").write_text("DISCORD_TOKEN=secret\n")
        home.write(theirs_a=OWN.format("Theirs"), ours_a=OWN.format("Ours"))
        home.w.assembly.client.desk._owner = home.w.owner.id

        got = await home.w.owner.slash(home.w.general, "config get")

        packed = zipfile.ZipFile(BytesIO(await content(got)))
        assert sorted(packed.namelist()) == [
            f"guilds/{home.w.guild.id}/a.yml",
            "rules/none.yml",
            "settings.yml",
        ]


async def content(got: simcord.InteractionResult) -> bytes:
    (attachment,) = got.response.attachments
    return await attachment.read()


async def test_a_server_goes_back_to_what_its_files_said(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        first = b"# a comment\nkind: settings\nname: '010'\ntune: {mass_ban: {threshold: 4, window: 20s}}\n"
        rule = OWN.format("Ours").encode()
        for name, body in (("settings.yml", first), ("house/rule.yml", rule), ("settings.yml", TUNE)):
            assert "APPLIED" in await apply(home, await put(home, body, name=name))
        home.write(theirs_a=OWN.format("Theirs"))
        (folder(home) / "extra.yml").write_bytes(OWN.format("Extra").encode())
        await home.reload()

        offered = await home.w.owner.autocomplete(home.w.general, "rollback", "hash", "")
        *_, chosen = (each for each in offered if ": 2 documents" in each["name"])
        shown = await home.w.owner.slash(home.w.general, "rollback", hash=chosen["value"][:10])

        said = text(shown)
        assert "edited: `settings.yml`" in said
        assert "deleted: `extra.yml`" in said
        assert "rule.yml" not in said
        assert "Comments are lost" in said
        assert "APPLIED" in await apply(home, shown)
        assert (folder(home) / "house/rule.yml").read_bytes() == rule
        assert not (folder(home) / "extra.yml").exists()
        program = home.w.assembly.engine.program
        own = {each.title for each in program.rulebook.documents if each.guild == home.w.guild.id}
        assert own == {"010", "Ours"}
        assert threshold(home, home.w.guild.id) == 4
        assert "Theirs" in {each.title for each in program.rulebook.documents}
        assert [how for _, how, _ in recorded(home)] == ["rollback", "put", "put", "put"]


async def test_a_hash_that_never_was_is_said(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        for hash_ in ("zzzzzzzz", "", "0"):
            said = text(await home.w.owner.slash(home.w.general, "rollback", hash=hash_))
            assert said.startswith("⚠️ NOTHING CHANGED\nThere was no such rulebook")


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *args], check=True, capture_output=True).stdout.decode()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
async def test_in_a_repository_the_author_is_in_its_log(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    async with at_home(tmp_path) as home:
        (tmp_path / "rules/none.yml").write_text("# somebody else's work\n")
        assert "In git, with your name" in await apply(home, await put(home, TUNE))

    log = git(tmp_path, "log", "--name-only", "--format=%an%n%s")
    author, subject, *files = log.split("\n")
    assert author == f"ana ({home.w.owner.id})"
    assert subject == f"put settings.yml of server {home.w.guild.id}, from Discord by {home.w.owner.id}"
    assert [each for each in files if each] == [f"guilds/{home.w.guild.id}/settings.yml"]


async def test_another_servers_owner_cannot_press_the_button(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        shown = await put(home, TUNE)
        await home.w.owner.slash(home.w.general, "ping")
        (draft,) = home.w.assembly.client.desk.editing._kept

        taken = home.w.assembly.client.desk.editing.take(draft, home.guild.id, home.w.owner.id)
        assert taken is None
        taken = home.w.assembly.client.desk.editing.take(draft, home.w.guild.id, home.boss.id)
        assert taken is None
        assert (await apply(home, shown)).startswith("✅ APPLIED")


async def test_two_edits_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        editing, guild = home.w.assembly.client.desk.editing, home.w.guild.id
        bodies = (TUNE, b"kind: settings\nname: other\n")
        drafts = [await editing.propose(guild, {"settings.yml": body}) for body in bodies]

        author = Author(home.w.owner.id, "ana")
        ended = await asyncio.gather(
            *(editing.apply(each, author) for each in drafts), return_exceptions=True
        )

        assert sorted(type(each).__name__ for each in ended) == ["Applied", "UsageError"]
        assert len(recorded(home)) == 1


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
async def test_nothing_is_committed_to_tocsins_own_checkout(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    async with at_home(tmp_path, "kind: settings\n") as home:
        home.w.assembly.client.desk.editing.home._installation = str(tmp_path)
        said = await apply(home, await put(home, b"kind: settings\nname: a\n"))

    assert said.startswith("✅ APPLIED")
    assert "git" not in said
    assert git(tmp_path, "status", "--porcelain", "guilds").startswith("?? guilds/")


async def test_an_error_of_the_operators_does_not_stand_in_the_way(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(settings="kind: settings\npacks: [antinuke]\ntune: {nothing: {level: low}}\n")
        await home.reload()

        assert (await apply(home, await put(home, TUNE))).startswith("✅ APPLIED")
        assert threshold(home, home.w.guild.id) == 4
