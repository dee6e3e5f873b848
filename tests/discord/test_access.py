"""Everything that can be used on Discord, by everybody there is: allowed or refused as the table says.

What is registered is found by itself: a new command or button is in these tests as soon as it is in the bot.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

import discord
import pytest
import simcord
from discord import app_commands
from hypothesis import Phase, find
from hypothesis import settings as searching
from hypothesis import strategies as st

from engine.bot.access import NEEDED, Undeclared
from engine.bot.commands import COMMANDS
from engine.bot.controls import Control
from engine.bot.refusals import PER_GUILD, PER_PERSON
from engine.documents.document import Document
from engine.systems.settings.access import LEVELS
from tests.discord.test_commands import text
from tests.discord.world import World, world

RAN: Final = "it ran"
ANY: Final = searching(phases=[Phase.generate], database=None)
"""The first that fits, not the shortest."""


def walked() -> Iterator[app_commands.Command[Any, Any, Any]]:
    """Every command that can be typed, also those in groups."""
    for each in COMMANDS:
        yield from (
            (inner for inner in each.walk_commands() if isinstance(inner, app_commands.Command))
            if isinstance(each, app_commands.Group)
            else (each,)
        )


def controls(kind: type[Any] = Control) -> Iterator[type[Any]]:
    """Every button and form that there is a class of."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("engine."):
            yield each
        yield from controls(each)


async def stub(*args: Any, **_: Any) -> None:
    """Instead of what a command or a button does."""
    interaction = next(each for each in args if isinstance(each, discord.Interaction))
    if interaction.response.is_done():
        await interaction.edit_original_response(content=RAN)
    else:
        await interaction.response.send_message(RAN, ephemeral=True)


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the check is of interest here: what would run says that it ran, and takes no options."""
    for command in walked():
        monkeypatch.setattr(command, "_callback", stub)
        monkeypatch.setattr(command, "_params", {})
        monkeypatch.setattr(command, "default_permissions", None)
    for control in controls():
        name = "on_submit" if issubclass(control, discord.ui.Modal) else "callback"
        monkeypatch.setattr(control, name, stub)


class Crowd:
    """One of each in one guild, and what each has: the level, or None."""

    def __init__(self, w: World) -> None:
        self.w = w
        self.has: dict[str, str | None] = {}
        self.who: dict[str, simcord.MemberActor] = {}
        self.suspects: set[int] = set()
        self.elsewhere = w.env.create_guild("Elsewhere", owner=w.env.create_user("boss"))
        lists: dict[str, list[str]] = {}
        theirs: dict[str, list[str]] = {}
        for level in LEVELS:
            role = w.guild.create_role(level)
            person = self.add(f"person {level}", level)
            self.add(f"role {level}", level, role)
            lists[level] = [str(role.id), str(person.id)]
        everything = w.guild.create_role("everything", permissions=discord.Permissions.all())
        lists["admin"] += [str(everything.id)]
        self.add("ordinary", None)
        self.suspects |= {self.add("suspect", None, everything).id, self.add("suspect ordinary", None).id}
        self.add("administrator", None, w.guild.create_role("A", permissions=discord.Permissions.all()))
        self.add("of another server", None, elsewhere=True, lists=theirs)
        self.add("owner of another server", None, user=self.elsewhere_owner())
        bot = self.add("bot", None, everything, user=w.env.create_user("robot", bot=True))
        lists["admin"] += [str(bot.id), str(w.guild.id)]
        self.who["guild owner"], self.has["guild owner"] = w.owner, "admin"
        self.bot_owner = self.add("bot owner", "admin").id
        self.documents = [
            settings(w.guild.id, "ours", lists),
            settings(self.elsewhere.id, "theirs", theirs),
        ]

    def elsewhere_owner(self) -> simcord.UserHandle:
        owner = self.w.env.create_user("their owner")
        self.w.env.create_guild("A third", owner=owner)
        return owner

    def add(
        self,
        name: str,
        level: str | None,
        *roles: simcord.RoleHandle,
        user: simcord.UserHandle | None = None,
        elsewhere: bool = False,
        lists: dict[str, list[str]] | None = None,
    ) -> simcord.MemberActor:
        user = user or self.w.env.create_user(name)
        actor = self.w.guild.add_member(user, roles=list(roles))
        if elsewhere and lists is not None:
            self.elsewhere.add_member(user)
            lists["admin"] = [str(user.id)]
        self.who[name], self.has[name] = actor, level
        return actor


def settings(guild: int, id_: str, lists: dict[str, list[str]]) -> Document:
    body = {"kind": "settings", "guild": str(guild), "access": lists}
    return Document("settings", id_, "tests", "tests.yml", 0, body, {})


@contextlib.asynccontextmanager
async def crowd(data: Path) -> AsyncIterator[Crowd]:
    made: list[Crowd] = []

    def documents(w: World) -> list[Document]:
        made.append(Crowd(w))
        w.operator = made[0].bot_owner
        return made[0].documents

    async with world(data, documents=documents) as w:
        desk = w.assembly.client.desk
        desk._owner = made[0].bot_owner
        desk._suspects = lambda guild: frozenset(made[0].suspects) if guild == w.guild.id else frozenset()
        yield made[0]


def reaches(level: str | None, needed: str) -> bool:
    return level is not None and LEVELS.index(level) >= LEVELS.index(needed)  # type: ignore[arg-type]


async def used(c: Crowd, who: str, command: str) -> str:
    c.w.assembly.client.desk.refusals.close()  # a flood is another matter
    return text(await c.who[who].slash(c.w.general, command.removeprefix("/")))


async def test_every_command_is_for_those_whom_the_table_lets_use_it(tmp_path: Path) -> None:
    async with crowd(tmp_path) as c:
        allowed = []
        for command in walked():
            name = f"/{command.qualified_name}"
            for who, level in c.has.items():
                said = await used(c, who, name)
                ran = said.strip() == RAN
                assert ran == reaches(level, NEEDED[name]), f"{name} by {who}: {said}"
                assert ran or said.startswith("⛔"), f"{name} by {who}: {said}"
                if ran:
                    allowed.append((c.who[who].id, name))
        await c.w.sent()
        reader = c.w.assembly.client.desk.reader
        used_, refused = (
            [(row.signal.actor, row.signal.data["command"]) for row in rows]
            for rows in (
                reader.signals(c.w.guild.id, type_=f"command.{each}", limit=10_000)
                for each in ("used", "refused")
            )
        )
        assert sorted(used_) == sorted(allowed)
        assert len(refused) == len(c.has) * len([*walked()]) - len(allowed)
        assert len(allowed) >= 4
        assert len(refused) >= 8


async def test_every_button_is_for_those_whom_the_table_lets_use_it(tmp_path: Path) -> None:
    async with crowd(tmp_path) as c:
        for pattern, control in c.w.assembly.client._connection._view_store._dynamic_items.items():
            assert issubclass(control, Control)
            view = discord.ui.View(timeout=None)
            ids = st.from_regex(pattern, fullmatch=True).filter(lambda each: 0 < len(each) <= 100)
            id_ = find(ids, lambda _: True, settings=ANY)
            view.add_item(discord.ui.Button(label="x", custom_id=id_))
            channel = c.w.assembly.client.get_channel(c.w.general.id)
            await channel.send("with a button", view=view)
            message = c.w.general.last_message
            for who, level in c.has.items():
                c.w.assembly.client.desk.refusals.close()
                said = text(await c.who[who].click(message, custom_id=id_))
                assert (said.strip() == RAN) == reaches(level, NEEDED[control.control]), f"{id_} by {who}"


def test_every_button_and_form_is_checked_before_anything_of_it_runs() -> None:
    """Also those of discord.py's own kinds: none is made that is no `Control`."""
    found = [*controls()]
    interactive = [
        each
        for base in (discord.ui.DynamicItem, discord.ui.Modal, discord.ui.View, discord.ui.Button)
        for each in controls(base)
    ]

    assert found
    assert interactive
    assert [each for each in interactive if each not in found] == []
    for each in found:
        assert each.interaction_check is Control.interaction_check
        assert each.control in NEEDED


def test_the_table_names_nothing_that_is_not_there() -> None:
    registered = {f"/{each.qualified_name}" for each in walked()} | {each.control for each in controls()}

    assert registered == set(NEEDED)
    assert set(NEEDED.values()) <= set(LEVELS)


async def test_a_command_that_the_table_does_not_know_is_not_registered(tmp_path: Path) -> None:
    @app_commands.command(description="Nobody knows who may")
    async def novel(interaction: discord.Interaction) -> None: ...

    group = app_commands.Group(name="config", description="A group")
    group.add_command(novel)
    async with world(tmp_path) as w:
        for each in (novel, group):
            with pytest.raises(Undeclared, match="novel has no level"):
                w.assembly.client.tree.add_command(each)


async def test_a_button_that_nothing_checks_is_not_registered(tmp_path: Path) -> None:
    class Loose(discord.ui.DynamicItem[discord.ui.Button[Any]], template="loose"): ...

    async with world(tmp_path) as w:
        with pytest.raises(Undeclared, match="Loose"):
            w.assembly.client.add_dynamic_items(Loose)


def test_a_button_without_a_level_cannot_be_written() -> None:
    with pytest.raises(Undeclared, match="Everything has no level"):

        class Novel(Control):
            control = "Everything"


async def test_an_owner_who_is_suspected_keeps_what_only_looks(tmp_path: Path) -> None:
    async with crowd(tmp_path) as c:
        for who in ("guild owner", "bot owner"):
            c.suspects.add(c.who[who].id)
            assert (await used(c, who, "/status")).strip() == RAN
            assert await used(c, who, "/reload") == (
                "⛔ NOT NOW: `/reload` is closed to you at the moment\n"
                "Somebody else of this server's team can say why."
            )


async def test_a_refusal_says_who_may_what_else_can_be_used_and_whom_to_ask(tmp_path: Path) -> None:
    async with crowd(tmp_path) as c:
        guild = c.w.assembly.client.get_guild(c.w.guild.id)
        roles = {each.name: each.id for each in guild.roles}
        said = await used(c, "role view", "/reload")
        head, can, ask = said.splitlines()
        named = f"<@&{roles['admin']}>, <@&{roles['everything']}>"
        assert head == f"⛔ REFUSED: `/reload` is for {named}, 2 more and this server's owner"
        assert can.startswith("You can use: `/ping`, `/status`")
        assert "/reload" not in can
        assert ask == "Need access? Ask this server's owner."


async def test_a_role_that_was_taken_away_gives_nothing_any_more(tmp_path: Path) -> None:
    async with crowd(tmp_path) as c:
        assert (await used(c, "role view", "/status")).strip() == RAN
        actor = c.who["role view"]
        guild = c.w.assembly.client.get_guild(c.w.guild.id)
        role = next(each for each in guild.roles if each.name == "view")
        c.w.env.backend.remove_member_role(c.w.guild.id, actor.id, role.id)
        assert "REFUSED" in await used(c, "role view", "/status")


class TestFlood:
    """Of many refusals a few are rows and answers; how many there were is told all the same."""

    async def test_one_person_costs_bounded_rows_and_answers(self, tmp_path: Path) -> None:
        async with crowd(tmp_path) as c:
            answered = 0
            for _ in range(40):
                result = await c.who["ordinary"].slash(c.w.general, "status")
                answered += result.response is not None
            assert answered == PER_PERSON
            c.w.assembly.client.desk.refusals.close()
            await c.w.sent()
            rows = c.w.assembly.client.desk.reader.signals(c.w.guild.id, type_="command.refused")
            assert len(rows) == PER_PERSON + 1
            assert sum(row.signal.data.get("times", 1) for row in rows) == 40
            assert {row.signal.actor for row in rows} == {c.who["ordinary"].id}

    async def test_who_may_is_answered_in_the_middle_of_it(self, tmp_path: Path) -> None:
        async with crowd(tmp_path) as c:
            for _ in range(PER_GUILD + 5):
                await c.who["ordinary"].slash(c.w.general, "status")
            assert text(await c.who["role view"].slash(c.w.general, "status")).strip() == RAN


def test_the_page_says_the_level_of_everything() -> None:
    page = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
    rows = {
        cells[1].strip(" `"): cells[3]
        for cells in (line.split("|") for line in page.splitlines())
        if len(cells) == 5
    }

    for level in LEVELS:
        shown = [each.strip("` *") for each in rows[level].split(",") if each.strip()]
        assert shown == [name for name, needed in NEEDED.items() if needed == level]


class TestSuspects:
    """Of the case book as it is kept: whoever an open case is about is refused, until it is over."""

    @contextlib.asynccontextmanager
    async def watched(self, data: Path) -> AsyncIterator[World]:
        def documents(w: World) -> list[Document]:
            body = {"alerts": {"channel": str(w.alerts.id)}, "access": {"admin": [str(w.member.id)]}}
            return [Document("settings", "s", "tests", "t.yml", 0, {"kind": "settings", **body}, {})]

        async with world(data, documents=documents) as w:
            yield w

    async def said(self, w: World, who: simcord.MemberActor, command: str) -> str:
        w.assembly.client.desk.refusals.close()
        return text(await who.slash(w.general, command)).strip()

    async def test_who_did_what_a_case_is_about(self, tmp_path: Path) -> None:
        async with self.watched(tmp_path) as w:
            assert await self.said(w, w.member, "reload") == RAN
            w.ingest("threat.detected", actor=w.member.id, severity="high")
            assert "NOT NOW" in await self.said(w, w.member, "reload")
            assert "NOT NOW" in await self.said(w, w.member, "status")

    async def test_an_owner_may_look_all_the_same(self, tmp_path: Path) -> None:
        async with self.watched(tmp_path) as w:
            w.ingest("threat.detected", actor=w.owner.id, severity="high")
            assert "NOT NOW" in await self.said(w, w.owner, "reload")
            assert await self.said(w, w.owner, "status") == RAN

    async def test_neither_the_victim_nor_somebody_of_another_servers_case(self, tmp_path: Path) -> None:
        async with self.watched(tmp_path) as w:
            elsewhere = w.env.create_guild("Elsewhere")
            w.ingest("threat.detected", target=w.member.id, actor=w.victim.id, severity="high")
            w.ingest("threat.detected", guild=elsewhere.id, actor=w.member.id, severity="high")
            assert await self.said(w, w.member, "reload") == RAN

    async def test_when_the_case_is_over_they_have_their_level_again(self, tmp_path: Path) -> None:
        async with self.watched(tmp_path) as w:
            w.ingest("threat.detected", actor=w.member.id, severity="high")
            await w.sent()
            assert "NOT NOW" in await self.said(w, w.member, "status")
            await w.env.advance_time(2 * 60 * 60)
            w.ingest("discord.member.join", actor=w.victim.id)
            assert await self.said(w, w.member, "status") == RAN
