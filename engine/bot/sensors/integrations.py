"""Integrations as the gateway tells of them: links to other services, and applications."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.signal import Signal

TWIN_CREATE: Final = "discord.gateway.integration.create"
TWIN_UPDATE: Final = "discord.gateway.integration.update"
TWIN_DELETE: Final = "discord.gateway.integration.delete"


def integration_create(context: Context, integration: discord.Integration) -> Signal:
    """A new one. It is made, and goes, once: its id names the event."""
    return _signal(context, TWIN_CREATE, integration, "create")


def integration_update(context: Context, integration: discord.Integration) -> Signal:
    """One changed; in what, is not told."""
    return _signal(context, TWIN_UPDATE, integration, f"update:{context.stamp()}")


def integration_delete(context: Context, event: discord.RawIntegrationDeleteEvent) -> Signal:
    """One is gone."""
    return Signal(
        f"integration:{event.integration_id}:delete",
        TWIN_DELETE,
        context.clock(),
        guild=event.guild_id,
        target=event.integration_id,
        data=told({"application": event.application_id}),
    )


def _signal(context: Context, type_: str, integration: discord.Integration, what: str) -> Signal:
    application = getattr(getattr(integration, "application", None), "id", None)
    return Signal(
        f"integration:{integration.id}:{what}",
        type_,
        context.clock(),
        guild=integration.guild.id,
        target=integration.id,
        data=told({"application": application, "integration_type": integration.type}),
        text={"integration_name": integration.name},
    )
