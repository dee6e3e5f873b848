"""The action `discord.message`: posts one message of ours in a channel of the effect's own guild.

Sent under a nonce, and with the effect's id in its footer, so that after a kill it can be looked for.
Knows cards and Discord; no rules, no store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import discord

from engine.bot.actions.mention import allowed, of_guild
from engine.bot.actions.patience import once, passes, patiently, pauses
from engine.bot.actions.places import Place, Refusal, direct_to_owner, own_channel, refused
from engine.bot.sentences import said
from engine.bot.views.card import Card, reference
from engine.bot.views.digest import digest
from engine.bot.views.rise import rise
from engine.bot.views.why import why_button
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

DEADLINE_S: Final = 300.0
"""How long a message waits for Discord to be back; those behind it in the same lane wait with it."""
LOOK_BACK: Final = timedelta(minutes=1)
MOST_SEARCHED: Final = 500
"""Messages that a check reads at most; beyond that nobody can tell."""

_CARDS: Final[Mapping[str, Callable[[Mapping[str, Any], str], Card]]] = {
    "rise": rise,
    "digest": digest,
}
"""By the `kind` of a body."""


class MessageAction:
    """Sends through one client. Discord honours the nonce for minutes only, so `check` reads the channel."""

    name = "discord.message"
    deadline = DEADLINE_S
    honours_key = False
    leaves: frozenset[str] = frozenset()

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def perform(self, row: OutboxRow) -> Outcome:
        """Send it, however long Discord is out of reach, within the deadline. What it refuses is refused."""
        try:
            return await self._send_or_find(row)
        except Refusal as refusal:
            return Outcome(OutboxState.REFUSED, str(refusal))
        except discord.HTTPException as error:
            return refused(error)

    async def check(self, row: OutboxRow) -> bool | None:
        """Whether a message with this effect's id is in the channel; None when nobody can tell."""
        return await self._look(row)

    async def _send_or_find(self, row: OutboxRow) -> Outcome:
        """After a call whose end is unclear the channel is searched before the next one."""
        waits = pauses()
        while True:
            try:
                return await once(lambda: self._send(row))
            except Exception as error:
                if not passes(error):
                    raise
            await asyncio.sleep(next(waits))
            found = await self._look(row)
            if found is not False:
                return _found(found)

    async def _send(self, row: OutboxRow) -> Outcome:
        channel = await self._channel(row)
        is_direct = isinstance(channel, discord.DMChannel)
        body = of_guild(row.body, channel.guild, is_direct=is_direct)
        card = _card({**body, "server": self._server(row)} if is_direct else body, row.id)
        message = await channel.send(
            card.content,
            embeds=card.embeds(),
            view=why_button(str(row.body.get("signal", "")), row.guild if is_direct else None),
            nonce=row.id,
            allowed_mentions=allowed(body),
            **_answering(row.body),
        )
        return Outcome(OutboxState.SENT, data={"message": message.id, "place": message.channel.id})

    async def _look(self, row: OutboxRow) -> bool | None:
        """Search as soon as Discord lets us; a channel that may not be read tells nothing."""
        try:
            return await patiently(lambda: self._search(row))
        except (Refusal, discord.HTTPException):
            return None

    async def _search(self, row: OutboxRow) -> bool | None:
        channel = await self._channel(row)
        user = self._client.user
        searched = 0
        async for message in channel.history(limit=MOST_SEARCHED, after=_since(row), oldest_first=True):
            searched += 1
            if user is not None and message.author.id == user.id and _is(message, row.id):
                return True
        return None if searched == MOST_SEARCHED else False

    async def _channel(self, row: OutboxRow) -> Place:
        """The channel of the body. `direct` says that it answers a message that went to the guild's owner.

        What names no channel goes to the owner.
        """
        id_ = int(row.body.get("channel") or 0)
        if not id_:
            return await direct_to_owner(self._client, row.guild)
        channel = self._client.get_channel(id_) or await self._client.fetch_channel(id_)
        if isinstance(channel, discord.DMChannel) and row.body.get("direct"):
            return channel
        return own_channel(channel, row.guild)

    def _server(self, row: OutboxRow) -> str:
        guild = None if row.guild is None else self._client.get_guild(row.guild)
        return "" if guild is None else guild.name


def _card(body: Mapping[str, Any], effect: str) -> Card:
    make = _CARDS.get(str(body.get("kind")))
    if make is None:
        raise Refusal(said("unsent.unknown", kind=body.get("kind")))
    return make(body, effect)


def _answering(body: Mapping[str, Any]) -> dict[str, Any]:
    """The message that this one answers, if any; that it is gone by then does not matter."""
    if body.get("reply") is None:
        return {}
    return {
        "reference": discord.MessageReference(
            message_id=int(body["reply"]), channel_id=int(body["channel"]), fail_if_not_exists=False
        )
    }


def _found(found: bool | None) -> Outcome:
    if found:
        return Outcome(OutboxState.SENT, said("unsent.found"))
    return Outcome(OutboxState.UNKNOWN, said("unsent.unclear"))


def _since(row: OutboxRow) -> datetime | None:
    """The message is younger than what it tells of."""
    time = row.body.get("time")
    return None if time is None else datetime.fromtimestamp(int(time) / 1000, UTC) - LOOK_BACK


def _is(message: discord.Message, effect: str) -> bool:
    return any(embed.footer.text == reference(effect) for embed in message.embeds)
