"""The action `discord.case`: posts the message of a case, or edits the one that stands.

Where its channel is gone or hidden it takes the next one of the list, at last a direct message to the
guild's owner; what it came to stands in the outcome, so that the next edit finds it. A second attempt
looks for the message before it posts: the reference in the footer is the case's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import discord
import msgspec

from engine.bot.actions.mention import allowed, of_guild
from engine.bot.actions.patience import once, passes, pauses
from engine.bot.actions.places import Foreign, Place, Refusal, direct_to_owner, own_channel, refused
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.case import case, reference
from engine.bot.views.case_buttons import case_buttons
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

DEADLINE_S: Final = 300.0
LOOK_BACK: Final = timedelta(minutes=1)
MOST_SEARCHED: Final = 500
_UNKNOWN_MESSAGE: Final = 10008
_WHY: Final[Mapping[int, str]] = {10003: "deleted", _UNKNOWN_MESSAGE: "removed"}
"""By Discord's code; whatever else it forbids is a channel that is `hidden` from the bot."""


class Left(msgspec.Struct, frozen=True):
    """The channel that it should have stood in, and what became of that."""

    channel: int
    why: str


class CaseAction:
    """Sends through one client, with the bot's own token: a case outlives every interaction."""

    name = "discord.case"
    deadline = DEADLINE_S
    honours_key = True
    leaves: frozenset[str] = frozenset()

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def check(self, row: OutboxRow) -> bool | None:
        """Nothing to ask: a second attempt finds what the first one posted, and an edit may be repeated."""
        del row
        return None

    async def perform(self, row: OutboxRow) -> Outcome:
        """Edit or post, however long Discord is out of reach, within the deadline."""
        waits = pauses()
        looks = row.attempts > 1 or "look" in row.body
        while True:
            try:
                return await self._bring(row, looks=looks)
            except Refusal as refusal:
                return Outcome(OutboxState.REFUSED, str(refusal))
            except Exception as error:
                if isinstance(error, discord.HTTPException) and not passes(error):
                    return refused(error)
                if not passes(error):
                    raise
            looks = True
            await asyncio.sleep(next(waits))

    async def _bring(self, row: OutboxRow, *, looks: bool) -> Outcome:
        """To where the message stands, else to the first place that takes it."""
        body, left = row.body, None
        if body.get("message") is not None:
            left = await self._edit(row, int(body["place"]), int(body["message"]))
            if left is None:
                return _sent(int(body["place"]), int(body["message"]), is_direct=bool(body.get("direct")))
        foreign = ""
        for id_ in _order(body, left):
            try:
                channel = await self._open(row, id_)
                return await self._post(row, channel, left, looks=looks)
            except Foreign as error:
                foreign = str(error)
            except (discord.Forbidden, discord.NotFound) as error:
                if not body.get("shared"):
                    left = left or Left(id_, _WHY.get(error.code, "hidden"))
        if foreign and left is None:
            raise Refusal(foreign)
        try:
            return await self._post(row, await direct_to_owner(self._client, row.guild), left, looks=looks)
        except (discord.Forbidden, discord.NotFound) as error:
            raise Refusal(said("unsent.no_place")) from error

    async def _edit(self, row: OutboxRow, place: int, message: int) -> Left | None:
        """None when it is done."""
        standing = self._client.get_partial_messageable(place).get_partial_message(message)
        try:
            await self._write(row, standing, None, is_direct=bool(row.body.get("direct")))
        except (discord.Forbidden, discord.NotFound) as error:
            return Left(place, _WHY.get(error.code, "hidden"))
        return None

    async def _write(
        self, row: OutboxRow, message: discord.PartialMessage, left: Left | None, *, is_direct: bool
    ) -> None:
        """Have a message that stands say what the case is now. It calls nobody."""
        card = self._card(row, left, is_direct=is_direct)
        await once(
            lambda: message.edit(
                content=card.content,
                embeds=card.embeds(),
                view=case_buttons(row.body, is_direct=is_direct),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        )

    async def _post(self, row: OutboxRow, channel: Place, left: Left | None, *, looks: bool) -> Outcome:
        """Post it; or bring the one up to date that stands there already, from an attempt before."""
        is_direct = isinstance(channel, discord.DMChannel)
        found = await once(lambda: self._find(row, channel)) if looks else None
        if found is not None:
            await self._write(row, channel.get_partial_message(found), left, is_direct=is_direct)
            return _sent(channel.id, found, left, is_direct=is_direct)
        card = self._card(row, left, is_direct=is_direct)
        message = await once(
            lambda: channel.send(
                card.content,
                embeds=card.embeds(),
                view=case_buttons(row.body, is_direct=is_direct),
                nonce=row.id,
                allowed_mentions=allowed(of_guild(row.body, channel.guild, is_direct=is_direct)),
            )
        )
        return _sent(channel.id, message.id, left, is_direct=is_direct)

    async def _find(self, row: OutboxRow, channel: Place) -> int | None:
        """The message of this case that stands in a channel already."""
        user, footer = self._client.user, reference(row.body)
        since = datetime.fromtimestamp(int(row.body.get("look") or row.body["time"]) / 1000, UTC) - LOOK_BACK
        async for message in channel.history(limit=MOST_SEARCHED, after=since, oldest_first=True):
            is_own = user is not None and message.author.id == user.id
            if is_own and any(embed.footer.text == footer for embed in message.embeds):
                return message.id
        return None

    async def _open(self, row: OutboxRow, id_: int) -> Place:
        """A channel, if it is of the effect's own guild."""
        channel = self._client.get_channel(id_) or await once(lambda: self._client.fetch_channel(id_))
        return own_channel(channel, row.guild)

    def _card(self, row: OutboxRow, left: Left | None, *, is_direct: bool) -> Card:
        guild = None if row.guild is None else self._client.get_guild(row.guild)
        return case(
            of_guild(row.body, guild, is_direct=is_direct),
            server=guild.name if guild is not None and is_direct else None,
            left=None if left is None else (left.channel, left.why),
        )


def _order(body: Mapping[str, Any], left: Left | None) -> list[int]:
    """Where to post: a channel that lost the message is asked last, one that is gone not at all."""
    channels = [int(each) for each in (body.get("channel"), *body.get("then", ())) if each is not None]
    if left is None:
        return channels
    others = [each for each in channels if each != left.channel]
    return [*others, left.channel] if left.why == "removed" else others


def _sent(place: int, message: int, left: Left | None = None, *, is_direct: bool = False) -> Outcome:
    data: dict[str, Any] = {"message": message, "place": place}
    if left is not None:
        data |= {"left": left.channel, "why": left.why}
    if is_direct:
        data["direct"] = True
    return Outcome(OutboxState.SENT, data=data)
