"""`/setup` on a phone: a button, a form of three questions, and the server is set up."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from engine.bot.in_force import settings_of
from engine.store.reader import SqliteReader
from engine.systems.settings.cases.book import Book
from tests.discord.test_commands import text
from tests.discord.test_edits import folder
from tests.discord.test_home import Homely, at_home
from tests.discord.world import World

BARE = "kind: settings\npacks: [antinuke]\n"


async def fill(home: Homely, *, role: Any = None, mode: str = "propose") -> str:
    who = home.w.owner
    shown = await who.slash(home.w.general, "setup")
    form = await who.click(shown.response, label="Set up")
    assert form.modal is not None
    items = [each["component"] for each in form.modal["components"]]
    assert [each["required"] for each in items] == [True, False, True]
    ids = [each["custom_id"] for each in items]
    values: dict[str, Any] = {ids[0]: [home.w.alerts], ids[2]: [mode]}
    if role is not None:
        values[ids[1]] = [role]
    return text(await who.submit_modal(form, values))


async def test_three_answers_set_a_server_up(tmp_path: Path) -> None:
    async with at_home(tmp_path, BARE) as home:
        role = home.w.guild.create_role("Security", mentionable=True)
        await home.w.env.settle()
        said = await fill(home, role=role)
        now = settings_of(home.w.assembly.engine.program, home.w.guild.id)
        other = settings_of(home.w.assembly.engine.program, home.guild.id)
        rows = SqliteReader(home.w.data / "tocsin.db").signals(home.w.guild.id, type_="config.changed")

    assert said.startswith(
        f"✅ SET UP, and in force\nAlerts go to <#{home.w.alerts.id}>\n<@&{role.id}> is called"
    )
    assert said.endswith("Now `/drill`: see that your phone rings")
    assert (now.alerts.channels, now.alerts.mention, now.mode) == ((home.w.alerts.id,), role.id, "propose")
    assert now.access.approve == {role.id}
    assert other.alerts.channels == ()
    assert [row.signal.data["how"] for row in rows] == ["setup"]
    assert (folder(home) / "settings.yml").read_text().startswith("# What this server decided")


async def test_a_case_that_is_open_goes_on_where_the_server_wants_it(tmp_path: Path) -> None:
    async with at_home(tmp_path, BARE) as home:
        w = home.w
        for n in range(6):
            w.ingest("discord.member.ban", id=f"ban{n}", actor=w.member.id, target=500 + n)
        await w.settled()
        (before,) = books(w)
        await fill(home)
        for n in range(6):
            w.ingest("discord.member.kick", id=f"kick{n}", actor=w.member.id, target=600 + n)
        await w.settled()
        (after,) = books(w)
        rows = list(w.alerts.history())
    assert [each.number for each in (*before.cases, *after.cases)] == [1, 1]
    names = {each.name for each in after.cases[0].rules.values()}
    assert names >= {"mass_ban", "mass_kick"}
    assert rows == []  # its message stands where it was posted, and is edited there


def books(w: World) -> list[Book]:
    found = [state for _, state in w.assembly.engine.core.cells if isinstance(state, Book)]
    return [copy.deepcopy(each) for each in found if each.number]


async def test_to_go_further_is_shown_before_it_is_done(tmp_path: Path) -> None:
    async with at_home(tmp_path, "kind: settings\npacks: [antinuke]\nmode: enforce\n") as home:
        (folder(home)).mkdir(parents=True)
        (folder(home) / "settings.yml").write_text("kind: settings\nmode: propose\n")
        await home.reload()
        said = await fill(home, mode="enforce")
        assert said.startswith("📝 APPLY? 1 file of this server would change")
        assert settings_of(home.w.assembly.engine.program, home.w.guild.id).mode == "propose"


async def test_the_form_shows_what_holds(tmp_path: Path) -> None:
    async with at_home(tmp_path, BARE) as home:
        await fill(home)
        again = await fill(home, mode="propose")
        assert again.startswith("✅ SET UP, and in force")
        shown = text(await home.w.owner.slash(home.w.general, "setup"))
    assert f"Alerts go to <#{home.w.alerts.id}>\nThey call nobody\nMode propose" in shown


async def test_a_file_that_only_a_person_can_edit_stays(tmp_path: Path) -> None:
    async with at_home(tmp_path, BARE) as home:
        folder(home).mkdir(parents=True)
        (folder(home) / "settings.yml").write_text("{kind: settings}\n")
        said = await fill(home)
        assert said.startswith("⚠️ NOTHING CHANGED")
        assert (folder(home) / "settings.yml").read_text() == "{kind: settings}\n"


async def test_who_may_not_gets_no_form(tmp_path: Path) -> None:
    async with at_home(tmp_path, BARE) as home:
        refused = await home.w.member.slash(home.w.general, "setup")
        assert text(refused).startswith("⛔ REFUSED: `/setup`")
