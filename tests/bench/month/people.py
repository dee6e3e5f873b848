"""Who lives in the community: members, staff, bots, channels and roles, each with an id."""

from __future__ import annotations

import random
from typing import Any, Final

from tests.bench.month.scene import GUILD

MEMBERS: Final = 5_000
STAFF: Final = 9
MODERATOR, HELPER, COLOUR = GUILD + 11, GUILD + 12, GUILD + 13
CHANNELS: Final = tuple(GUILD + 100 + n for n in range(24))
STAFF_CHANNEL, ANNOUNCEMENTS = GUILD + 140, GUILD + 141
VOICE: Final = tuple(GUILD + 200 + n for n in range(6))
MODERATION_BOT: Final = GUILD + 900
OWNER: Final = GUILD + 1_000
_ACTIVE: Final = 700
"""Of the members so many write at all in a month; the first write most."""


class People:
    """Members by number. The first few are the owner and the staff; newcomers get the next number."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._ages = [rng.lognormvariate(6.4, 1.0) for _ in range(MEMBERS)]
        self._weights = [1 / (n + 8) for n in range(_ACTIVE)]
        self.joined = MEMBERS

    @staticmethod
    def id(number: int) -> int:
        return OWNER + number * 1_000

    def is_staff(self, number: int) -> bool:
        return number < STAFF

    def staff(self) -> int:
        """The number of somebody of the staff; the first does most of the work."""
        return self._rng.choices(range(1, STAFF), [1 / n for n in range(1, STAFF)])[0]

    def writers(self, count: int) -> list[int]:
        """Numbers of people who write, the busy ones more often."""
        return self._rng.choices(range(_ACTIVE), self._weights, k=count)

    def newcomer(self, account_days: float) -> int:
        """The number of somebody who comes in now."""
        self._ages.append(account_days)
        self.joined += 1
        return self.joined - 1

    def age(self, number: int) -> float:
        """How old the account is, in days."""
        return self._ages[number]

    def author(self, number: int) -> dict[str, Any]:
        """What a sensor says of somebody who writes."""
        return {
            "actor": self.id(number),
            "account_age_days": round(self._ages[number] + 30, 2),
            "member_age_hours": round(self._ages[number] * 12 + 50, 1),
            "actor_is_staff": self.is_staff(number),
            "actor_roles": [MODERATOR] if self.is_staff(number) else [],
            "is_bot": False,
        }

    def moderator(self, number: int) -> dict[str, Any]:
        """What the audit log says of somebody of the staff who acts."""
        return {
            "actor": self.id(number),
            "actor_is_bot": False,
            "actor_roles": [MODERATOR],
            "actor_staff_hours": round(self._ages[number] * 10 + 2_000, 1),
            "source": "audit",
        }
