"""What an actor is, as far as a signal says so: by this a signal weighs more, or less. Knows no Discord."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeGuard

NEW_HOURS: Final = 72
"""Who is staff, or a member, for less is new."""


def _is_owner(data: Mapping[str, Any]) -> bool:
    return data.get("actor_is_owner") is True


def _is_staff(data: Mapping[str, Any]) -> bool:
    return data.get("actor_is_staff") is True or _is_number(data.get("actor_staff_hours"))


def _is_new_staff(data: Mapping[str, Any]) -> bool:
    hours = data.get("actor_staff_hours")
    return _is_number(hours) and hours < NEW_HOURS


def _is_bot(data: Mapping[str, Any]) -> bool:
    return data.get("is_bot") is True or data.get("actor_is_bot") is True


def _is_new_member(data: Mapping[str, Any]) -> bool:
    hours = data.get("member_age_hours")
    return _is_number(hours) and hours < NEW_HOURS


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


WHO: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "owner": _is_owner,
    "staff": _is_staff,
    "new_staff": _is_new_staff,
    "bot": _is_bot,
    "new_member": _is_new_member,
}
"""What documents can weigh, by the name they give it."""


def criticality(weights: Mapping[str, float], data: Mapping[str, Any]) -> float:
    """The largest of the weights that apply; 1 where none does."""
    return max((each for name, each in weights.items() if WHO[name](data)), default=1.0)
