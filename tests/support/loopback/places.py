"""What Discord knows of one guild, whether a bot was told of it or not."""

from __future__ import annotations

from typing import Any

from tests.support.loopback.payloads import Payload


class Place:
    """`guild` is what GUILD_CREATE says; each list of `messages` goes from old to new."""

    def __init__(self, guild: Payload) -> None:
        self.guild = guild
        self.id = int(guild["id"])
        self.available = True
        self.audit: list[Payload] = []
        self.messages: dict[int, list[Payload]] = {int(each["id"]): [] for each in guild["channels"]}
        self.bans: dict[int, Payload] = {}
        self.invites: list[Payload] = []
        self.webhooks: list[Payload] = []

    def users(self) -> list[Payload]:
        """Everybody whom the audit log may name."""
        banned = [each["user"] for each in self.bans.values()]
        return [each["user"] for each in self.guild["members"]] + banned

    def person(self, id_: int) -> Payload | None:
        """A member, if they are one."""
        return _by_id(self.guild["members"], id_, "user")

    def role(self, id_: int) -> Payload | None:
        """One of its roles."""
        return _by_id(self.guild["roles"], id_)

    def channel(self, id_: int) -> Payload | None:
        """One of its channels."""
        return _by_id(self.guild["channels"], id_)

    def remove_member(self, id_: int) -> None:
        """Someone is no longer there."""
        self.guild["members"] = [each for each in self.guild["members"] if each["user"]["id"] != str(id_)]
        self.guild["member_count"] = len(self.guild["members"])


def _by_id(things: list[Payload], id_: int, inside: str | None = None) -> Any:
    for each in things:
        if (each if inside is None else each[inside])["id"] == str(id_):
            return each
    return None
