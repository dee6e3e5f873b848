"""Uses of buttons and forms that nothing of ours answers: altered, of another bot, or forgotten by a restart.

discord.py passes them over, and whoever clicked waits for nothing. Here it is only told which they are.
"""

from __future__ import annotations

from typing import Any

import discord


def is_stray(client: discord.Client, interaction: discord.Interaction[Any]) -> bool:
    """Whether a click or a form that was sent will be answered by nobody."""
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    store = client._connection._view_store  # noqa: SLF001 - there is no other place that knows
    match interaction.type:
        case discord.InteractionType.component:
            known = any(each.fullmatch(custom_id) for each in store._dynamic_items)  # noqa: SLF001
            return not (known and _has(interaction.message, custom_id))
        case discord.InteractionType.modal_submit:
            return custom_id not in store._modals  # noqa: SLF001
        case _:
            return False


def is_foreign(client: discord.Client, interaction: discord.Interaction[Any]) -> bool:
    """Whether what was clicked stands under a message of somebody else: no button of ours does."""
    message, user = interaction.message, client.user
    return message is not None and user is not None and message.author.id != user.id


def _has(message: discord.Message | None, custom_id: str) -> bool:
    rows = () if message is None else message.components
    return any(
        getattr(each, "custom_id", None) == custom_id for row in rows for each in getattr(row, "children", ())
    )
