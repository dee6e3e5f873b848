"""The community of the drill: a server with people and channels, in memory. Knows no incident."""

from __future__ import annotations

from typing import Final

import discord
import simcord

GUILD: Final = 1_200_000_000_000_000_001
AFTERNOON_S: Final = 14 * 3600 + 2 * 60
"""The drill's clock begins at two minutes past two."""
_MEMBERS: Final = ("fern", "cleo", "dov", "ines", "juno", "kit", "lark", "rook")
_CHANNELS: Final = ("general", "bird-photos", "trail-reports", "plant-id", "meetups")
_ALERTS: Final = "sec-alerts"
_NEXT: Final = "mod-chat"


_Overwrites = dict[
    simcord.RoleHandle
    | simcord.MemberActor
    | simcord.UserHandle
    | discord.Role
    | discord.Member
    | discord.User
    | discord.ClientUser,
    discord.PermissionOverwrite,
]


class Community:
    """Nature Club. `people` and `channels` by name; `names` says how ids show, also of what is gone."""

    def __init__(self, env: simcord.Env) -> None:
        self.env = env
        self.names: dict[int, str] = {}
        self.people: dict[str, simcord.MemberActor] = {}
        self.channels: dict[str, simcord.ChannelHandle] = {}
        self.gone: set[int] = set()
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
        self.security = self.guild.create_role("Security")
        for role in (self.moderator, self.security):
            self._name(role.id, f"@{role.name}")
        self._add("ana", simcord.MemberActor(self.env, self.guild, owner))
        for name, roles in (("bo", [self.moderator, self.security]), ("mika", [self.moderator])):
            self._add(name, self.guild.add_member(self.env.create_user(name), roles=roles))
        for name in _MEMBERS:
            self._add(name, self.guild.add_member(self.env.create_user(name)))
        seen = discord.PermissionOverwrite(view_channel=True)
        staff: _Overwrites = {
            self.guild.default_role: discord.PermissionOverwrite(view_channel=False),
            self.moderator: seen,
            self.security: seen,
            simcord.UserHandle(self.env, self.env.backend.bot_user): seen,
        }
        for name, overwrites in (*((each, None) for each in _CHANNELS), (_ALERTS, staff), (_NEXT, staff)):
            self.channels[name] = self.guild.create_text_channel(name, overwrites=overwrites)
            self._name(self.channels[name].id, f"#{name}")

    @property
    def alerts(self) -> simcord.ChannelHandle:
        """Where the settings send alerts."""
        return self.channels[_ALERTS]

    @property
    def next(self) -> simcord.ChannelHandle:
        """Where alerts go when that is gone."""
        return self.channels[_NEXT]

    @property
    def staff_channels(self) -> list[simcord.ChannelHandle]:
        """Where the bot may speak to the staff, as far as it is still there."""
        return [each for each in (self.alerts, self.next) if each.id not in self.gone]

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
