"""The community of the drill: a server with people and channels, in memory. Knows no incident."""

from __future__ import annotations

from typing import Final

import discord
import simcord

GUILD: Final = 1_200_000_000_000_000_001
AFTERNOON_S: Final = 14 * 3600 + 2 * 60
"""The drill's clock begins at two minutes past two."""
_MEMBERS: Final = ("fern", "cleo", "dov", "ines", "juno", "kit", "lark", "rook")
_CHANNELS: Final = ("general", "bird-photos", "trail-reports", "plant-id", "meetups", "mod-chat")
_ALERTS: Final = "sec-alerts"


class Community:
    """Nature Club. `people` and `channels` by name; `names` says how ids show, also of what is gone."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env
        self.names: dict[int, str] = {}
        self.people: dict[str, simcord.MemberActor] = {}
        self.channels: dict[str, simcord.ChannelHandle] = {}
        env.backend.edit_bot_profile("Tocsin")
        self._name(env.backend.bot_user.id, "@Tocsin")
        self._build()

    def _build(self) -> None:
        owner = self.env.create_user("ana")
        self.guild = self.env.create_guild("Nature Club", id=GUILD, owner=owner)
        self._name(self.guild.id, "Nature Club")
        self.moderator = self.guild.create_role(
            "Moderator",
            permissions=discord.Permissions(
                ban_members=True,
                kick_members=True,
                manage_channels=True,
                manage_roles=True,
                view_audit_log=True,
            ),
        )
        self._name(self.moderator.id, "@Moderator")
        self._add("ana", simcord.MemberActor(self.env, self.guild, owner))
        for name in ("bo", "mika"):
            self._add(name, self.guild.add_member(self.env.create_user(name), roles=[self.moderator]))
        for name in _MEMBERS:
            self._add(name, self.guild.add_member(self.env.create_user(name)))
        for name in (*_CHANNELS, _ALERTS):
            self.channels[name] = self.guild.create_text_channel(name)
            self._name(self.channels[name].id, f"#{name}")

    @property
    def alerts(self) -> simcord.ChannelHandle:
        """Where the settings send alerts."""
        return self.channels[_ALERTS]

    @property
    def staff_channels(self) -> list[simcord.ChannelHandle]:
        """Where the bot may speak to the staff, as far as it is still there."""
        return [self.channels[_ALERTS]]

    def join(self, name: str) -> None:
        """Somebody new, on an account of today."""
        self._add(name, self.guild.add_member(self.env.create_user(name)))

    def now(self) -> int:
        """The drill's clock, in milliseconds since 1970."""
        return int(self.env.now().timestamp() * 1000)

    def _add(self, name: str, person: simcord.MemberActor) -> None:
        self.people[name] = person
        self._name(person.id, f"@{name}")

    def _name(self, id_: int, name: str) -> None:
        self.names[id_] = name
