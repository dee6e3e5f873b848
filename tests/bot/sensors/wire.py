"""Small parts of payloads, as Discord writes them."""

from __future__ import annotations

from typing import Any

from discord import AuditLogAction

TARGETLESS = {
    AuditLogAction.member_prune,
    AuditLogAction.member_move,
    AuditLogAction.member_disconnect,
    AuditLogAction.invite_create,
    AuditLogAction.invite_update,
    AuditLogAction.invite_delete,
}
"""What has no target in the audit log."""


def change(key: str, old: Any, new: Any) -> dict[str, Any]:
    """A change in an entry of the audit log: what there is not is left out."""
    told = {"old_value": old, "new_value": new}
    return {"key": key, **{name: value for name, value in told.items() if value is not None}}
