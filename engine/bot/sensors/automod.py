"""What Discord's own AutoMod did, with the text that it stopped. The act itself stands in the audit log."""

from __future__ import annotations

from typing import Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.people import told
from engine.signal import Signal

TWIN_ACTION: Final = "discord.gateway.automod.action"


def automod_action(context: Context, event: discord.AutoModAction) -> Signal:
    """One for each thing that the rule does: to block and to report are two. `target` is who wrote."""
    data = {
        "done": event.action.type.name,
        "alert": event.alert_system_message_id,
        "automod_rule_id": event.rule_id,
        "length": len(event.content),
        "message": event.message_id,
        "trigger": event.rule_trigger_type.name,
    }
    text = {
        "content": event.content or None,
        "matched_content": event.matched_content or None,
        "matched_keyword": event.matched_keyword or None,
    }
    return Signal(
        f"automod:{event.rule_id}:{event.user_id}:{context.stamp()}",
        TWIN_ACTION,
        context.clock(),
        guild=event.guild_id,
        channel=event.channel_id,
        target=event.user_id,
        data=told(data),
        text=told(text) or None,
    )
