"""`/setup` as people see it: what holds now, a button, a form of three questions, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, Self, cast

import discord

from engine.bot.controls import Control
from engine.bot.edits.setup import Asked
from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.signs import place, role
from engine.systems.settings.spec import SettingsSpec

_ID: Final = "setup"


class SetsUp(Protocol):
    """What the button and the form need of the client."""

    async def ask_setup(self, interaction: discord.Interaction) -> None:
        """Show the form, with what holds now."""

    async def answer_setup(
        self, interaction: discord.Interaction, channel: int, role: int | None, mode: Asked
    ) -> None:
        """Somebody who may has answered."""


class SetUp(Control, discord.ui.DynamicItem[discord.ui.Button[Any]], template=_ID):
    """[Set up]: shows the form. A command alone cannot: it was answered already, within Discord's time."""

    control = said("button.set_up")

    def __init__(self) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(discord.ui.Button[Any](label=self.control, style=style, custom_id=_ID))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: Any, /
    ) -> Self:
        """The button that a click names."""
        del interaction, item, match
        return cls()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the form."""
        await cast("SetsUp", interaction.client).ask_setup(interaction)


class SetupForm(Control, discord.ui.Modal):
    """The three questions, each answered already as it holds now."""

    control = said("button.setup")

    def __init__(self, now: SettingsSpec) -> None:
        super().__init__(title=said("setup.title"), timeout=None)
        channels = [_known(each, discord.SelectDefaultValueType.channel) for each in now.alerts.channels[:1]]
        self.channel = discord.ui.ChannelSelect[Any](
            channel_types=[discord.ChannelType.text], default_values=channels, required=True
        )
        mention = now.alerts.mention
        called = [] if mention is None else [_known(mention, discord.SelectDefaultValueType.role)]
        self.role = discord.ui.RoleSelect[Any](default_values=called, required=False)
        self.mode = discord.ui.Select[Any](options=_modes(now), required=True)
        for question, why, item in (
            (said("setup.channel"), said("setup.channel_why"), self.channel),
            (said("setup.role"), said("setup.role_why"), self.role),
            (said("setup.mode"), said("setup.mode_why"), self.mode),
        ):
            self.add_item(discord.ui.Label[Any](text=question, description=why, component=item))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the answers on."""
        chosen = self.role.values
        mode: Asked = "enforce" if self.mode.values == ["enforce"] else "propose"
        await cast("SetsUp", interaction.client).answer_setup(
            interaction, self.channel.values[0].id, chosen[0].id if chosen else None, mode
        )


def setup(now: SettingsSpec) -> Card:
    """What holds, before the questions."""
    alerts = now.alerts
    where = place(alerts.channels[0]) if alerts.channels else said("setup.nowhere")
    who = said("setup.nobody") if alerts.mention is None else role(alerts.mention)
    lines = [
        said("setup.now_where", where=where),
        said("setup.now_who", who=who),
        words("modes")[now.mode],
        said("setup.three"),
    ]
    return Card(said("setup.head"), lines)


def button() -> discord.ui.View:
    """A view with the button."""
    view = discord.ui.View(timeout=None)
    view.add_item(SetUp())
    return view


def done(now: SettingsSpec, findings: Sequence[str], works: int, rules: int) -> Card:
    """What holds from now on; `findings` are lines of the doctor's."""
    alerts = now.alerts
    where = place(alerts.channels[0]) if alerts.channels else said("setup.nowhere")
    lines = [said("setup.done_where", where=where)]
    lines.append(said("setup.done_nobody") if alerts.mention is None else _called(alerts.mention))
    lines += [
        words("modes")[now.mode],
        said("setup.works", works=works, rules=rules),
        *findings,
    ]
    return Card(said("setup.done"), [*lines, said("setup.next")])


def _known(id_: int, type_: discord.SelectDefaultValueType) -> discord.SelectDefaultValue:
    return discord.SelectDefaultValue(id=id_, type=type_)


def _called(mention: int) -> str:
    return said("setup.done_who", role=role(mention))


def _modes(now: SettingsSpec) -> list[discord.SelectOption]:
    is_first = now.mode == "enforce"
    return [
        discord.SelectOption(
            label=said("setup.ask_first"),
            value="propose",
            description=said("setup.ask_first_why"),
            default=not is_first,
        ),
        discord.SelectOption(
            label=said("setup.contain_first"),
            value="enforce",
            description=said("setup.contain_first_why"),
            default=is_first,
        ),
    ]
