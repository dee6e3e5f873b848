"""A bot on a community's own folder: settings are tuned while it runs, guilds see their own part alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import simcord

from engine.bot.attempt import attempt_of
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import propose
from engine.store.reader import SqliteReader
from engine.systems.library import Library
from tests.discord.test_commands import ask, text
from tests.discord.world import World, world
from tests.documents.test_load import write

OPERATOR = 7
TUNED = "kind: settings\npacks: [antinuke]\ntune: {mass_ban: {threshold: 3}}\n"
OWN = """\
title: {0}
name: {0}
logsource: {{product: discord, category: member_kick}}
detection: {{s: {{actor: 5}}, condition: s}}
"""


class Homely:
    """A world, the folder of its bot, and the owner of another guild."""

    def __init__(self, w: World, root: Path) -> None:
        self.w, self.root = w, root
        boss = w.env.create_user("boss")
        self.guild = w.env.create_guild("Elsewhere", owner=boss)
        self.room = self.guild.create_text_channel("room")
        self.boss = simcord.MemberActor(w.env, self.guild, boss)

    def write(self, **files: str) -> None:
        """Files by what they are: `settings`, `ours` or `theirs` with the name behind an underscore."""
        for name, body in files.items():
            whose, _, file = name.partition("_")
            guild = {"ours": self.w.guild.id, "theirs": self.guild.id}.get(whose)
            place = "settings.yml" if guild is None else f"guilds/{guild}/{file}.yml"
            write(self.root, {place: body})

    async def reload(self) -> tuple[str, str]:
        """What our owner is told, and then what theirs is."""
        ours = await ask(self.w, self.w.owner, "reload")
        return ours, text(await self.boss.slash(self.room, "reload"))


@asynccontextmanager
async def at_home(root: Path, settings: str = "kind: settings\npacks: [antinuke]\n") -> AsyncIterator[Homely]:
    write(root, {"settings.yml": settings, "rules/none.yml": ""})
    library = Library([Home(root)])
    proposal = propose(library.load(), Rulebook(()))
    async with world(
        root / "data",
        documents=lambda _: list(proposal.rulebook.documents),
        library=library,
        attempt=attempt_of(proposal, 0),
    ) as made:
        made.assembly.watch()
        yield Homely(made, root)
        await made.assembly.unwatch()


async def test_a_tuned_threshold_is_said_and_loses_nothing(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.w.ingest()
        home.write(settings=TUNED)

        ours, _ = await home.reload()

        assert "changed **Mass ban**: threshold 5 → 3, nothing lost (1 group)" in ours


async def test_a_typo_in_a_tuning_is_told_with_its_place_and_the_rules_go_on(tmp_path: Path) -> None:
    async with at_home(tmp_path, TUNED) as home:
        home.write(settings=TUNED.replace("mass_ban", "mas_ban"))
        ours = await ask(home.w, home.w.owner, "reload")
        assert ours.startswith("⚠️ REFUSED: 1 error")

        rules = await ask(home.w, home.w.owner, "rules", text="mass_ban")

        assert "Mass ban" in rules
        status = home.w.assembly.reloading.last
        assert [each.code for each in status.errors] == ["TOC611"]
        assert status.errors[0].help == "did you mean `mass_ban`?"


async def test_a_tuning_of_a_pack_that_is_not_there_names_it(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(settings="kind: settings\npacks: [permissions]\ntune: {mass_ban: {threshold: 3}}\n")
        await home.reload()
        (error,) = home.w.assembly.reloading.last.errors
        assert error.code == "TOC611"
        assert error.help == "the pack `antinuke` has it: add it to `packs` in settings.yml"


async def test_packs_come_and_go_by_their_names(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(settings="kind: settings\npacks: [antinuke, permissions]\n")
        ours, theirs = await home.reload()
        assert ours.startswith("✅ RELOADED")
        assert "added **" in ours
        assert "UP TO DATE" in theirs

        home.write(settings="kind: settings\npacks: [permissions]\n")
        assert "removed **Mass ban**" in (await home.reload())[0]


async def test_settings_that_cannot_be_read_take_no_rule_away(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        before = home.w.assembly.engine.program.rulebook.hash
        for broken in ("kind: settings\npacks: [antinuke\n", "kind: settings\npacks: antinuke\n"):
            home.write(settings=broken)
            assert (await home.reload())[0].startswith("⚠️ REFUSED")
            assert home.w.assembly.engine.program.rulebook.hash == before
        (tmp_path / "settings.yml").unlink()
        assert (await home.reload())[0].startswith("⚠️ REFUSED")
        assert home.w.assembly.engine.program.rulebook.hash == before


async def test_a_guilds_rules_are_its_own(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(ours_a=OWN.format("Ours"), theirs_a=OWN.format("Theirs"))

        ours, theirs = await home.reload()

        assert "added **Ours**" in ours
        assert "Theirs" not in ours
        assert "Ours" not in theirs
        rules = text(await home.boss.slash(home.room, "rules", text="theirs"))
        assert "RULE: Theirs" in rules
        assert "Theirs" not in await ask(home.w, home.w.owner, "rules", text="heir")


async def test_an_error_in_a_guilds_folder_is_that_guilds_alone(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(ours_a=OWN.format("Ours"), theirs_a=OWN.format("Theirs"))
        await home.reload()
        home.write(ours_a=OWN.format("Better"), theirs_a=OWN.format("Theirs").replace("actor", "actr"))

        ours, theirs = await home.reload()

        assert ours.startswith("✅ RELOADED: 2 changes in force\n")
        assert str(home.guild.id) not in ours
        assert "Theirs" not in ours
        assert theirs.startswith("⚠️ REFUSED: 1 error")
        assert "`TOC340` a\\.yml:4" in theirs
        assert "Still as before: this server's own files (" in theirs
        assert str(home.w.guild.id) not in theirs
        status = await ask(home.w, home.w.owner, "status"), text(await home.boss.slash(home.room, "status"))
        assert ["OLD RULES" in each for each in status] == [False, True]
        titles = {each.title for each in home.w.assembly.engine.program.rulebook.documents}
        assert {"Better", "Theirs"} <= titles
        assert "Ours" not in titles


async def test_guilds_may_use_the_same_names_and_ids_and_never_anothers(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        same = "id: 11111111-1111-4111-8111-111111111111\n" + OWN.format("same")
        home.write(ours_a=same, theirs_a=same, theirs_b=OWN.format("theirs_only"))
        reading = (
            "title: Many\nname: many\ncorrelation: {type: event_count, rules: [RULE], timespan: 1m, "
            "condition: {gte: 9}}\n"
        )
        home.write(ours_b=reading.replace("RULE", "same"))
        ours, theirs = await home.reload()
        assert ours.startswith("✅ RELOADED")
        assert theirs.startswith("✅")

        home.write(ours_b=reading.replace("RULE", "theirs_onl"))
        ours, theirs = await home.reload()
        assert "TOC502" in ours
        assert "theirs\\_only" not in ours
        assert "theirs_only" not in ours
        assert "TOC502" not in theirs


async def test_an_error_that_lasts_alarms_the_guild_whose_it_is(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.w.assembly.reloading._patience = 0.05
        home.write(theirs_a=OWN.format("Theirs").replace("actor", "actr"))
        await home.reload()
        await asyncio.sleep(0.3)
        await home.w.sent()

        told = SqliteReader(home.w.data / "tocsin.db").signals(
            None, type_="rulebook.outdated", everywhere=True
        )

        assert [(row.signal.guild, row.signal.data["errors"]) for row in told] == [(home.guild.id, 1)]


async def test_tuned_rules_are_shown_and_explained_as_they_are_tuned(tmp_path: Path) -> None:
    async with at_home(tmp_path) as home:
        home.write(ours_settings="kind: settings\ntune: {mass_ban: {level: low, mode: observe}}\n")
        await home.reload()

        ours = await ask(home.w, home.w.owner, "rules", text="mass_ban")
        theirs = text(await home.boss.slash(home.room, "rules", text="mass_ban"))

        assert "🔵 LOW" in ours
        assert "mode observe" in ours
        assert "🔴 CRITICAL" in theirs
        assert "mode propose" in theirs
