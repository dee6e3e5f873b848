"""Rules and signals as notes and rivals know them: D, of a community; Dg, the same bound to no guild. Seeded.

The words of rules and texts are of one alphabet: words of rare letters would make every scanner too fast.
"""

from __future__ import annotations

import random
from typing import Any

import msgspec

from engine.matching import compile_match
from engine.matching.conditions import Condition
from tests.bench.wire import LETTERS

MESSAGE = "discord.message.create"
OTHERS = ("discord.member.ban", "discord.member.join", "discord.role.update", "discord.channel.delete")
SYSTEMS = ("antinuke", "automod", "audit", "permissions")
FIELDS = {
    "type": str, "guild": int, "system": str, "role": int, "actor": int,
    "mentions": int, "links": int, "account_age_days": int, "content": str,
}  # fmt: skip
_LENGTH = 94
_GUILDS, _ROLES, _VOCABULARY = 200, 5_000, 5_000


class Workload(msgspec.Struct):
    """Conditions, documents of the same, and signals as flat mappings with every field."""

    conditions: list[Condition]
    documents: list[dict[str, Any]]
    signals: list[dict[str, Any]]


def discord_like(rules: int, signals: int, *, bound: bool = True, seed: int = 5) -> Workload:
    """D, or without `bound` Dg. Rules and signals do not depend on how many are wanted."""
    world = _World(random.Random(seed), bound=bound)
    documents = [world.document(n) for n in range(rules)]
    return Workload(
        [_condition(each["detection"]) for each in documents],
        documents,
        [world.signal(random.Random(f"{seed}:{n}")) for n in range(signals)],
    )


def _condition(section: dict[str, Any]) -> Condition:
    detection, problems = compile_match(section)
    assert detection is not None, problems
    return detection.condition


class _World:
    """What rules and signals have in common."""

    def __init__(self, rng: random.Random, *, bound: bool) -> None:
        self._rng = rng
        self._bound = bound
        self._guilds = [_id(rng) for _ in range(_GUILDS)]
        self._roles = [_id(rng) for _ in range(_ROLES)]
        self._words = [_word(rng, 6, 12) for _ in range(_VOCABULARY)]

    def document(self, n: int) -> dict[str, Any]:
        rng = self._rng
        wanted: dict[str, Any] = {}
        is_message = rng.random() < 0.6
        if rng.random() < 0.95:
            wanted["type"] = MESSAGE if is_message else rng.choice(OTHERS)
        if self._bound and rng.random() < 0.6:
            wanted["guild"] = rng.choice(self._guilds)
        wanted |= self._of_a_message() if is_message else self._of_others()
        section: dict[str, Any] = {"wanted": wanted, "condition": "wanted"}
        if rng.random() < 0.2:
            section["known"] = {"actor": [_id(rng) for _ in range(5)]}
            section["condition"] = "wanted and not known"
        return {"title": f"Rule {n}", "name": f"rule_{n}", "detection": section}

    def _of_a_message(self) -> dict[str, Any]:
        rng = self._rng
        shape = rng.random()
        if shape < 0.5:
            return {"content|contains": rng.sample(self._words, 20)}
        if shape < 0.7:
            return {rng.choice(("mentions|gte", "links|gte")): rng.randrange(5, 40)}
        if shape < 0.85:
            first, second = rng.sample(self._words, 2)
            return {"content": f"*{first}*{second}*"}
        return {"content|startswith": [f"!{_word(rng, 4, 8)}", f"{_word(rng, 4, 8)}!"], "links|gte": 1}

    def _of_others(self) -> dict[str, Any]:
        rng = self._rng
        shape = rng.random()
        if shape < 0.35:
            return {"role": rng.choice(self._roles)}
        if shape < 0.6:
            return {"actor": [_id(rng) for _ in range(50)]}
        if shape < 0.8:
            return {"system": rng.choice(SYSTEMS), "account_age_days|lt": 1}
        return {"system": rng.choice(SYSTEMS), "role": [rng.choice(self._roles) for _ in range(3)]}

    def signal(self, rng: random.Random) -> dict[str, Any]:
        is_message = rng.random() < 0.8
        return {
            "type": MESSAGE if is_message else rng.choice(OTHERS),
            "guild": rng.choice(self._guilds),
            "system": rng.choice(SYSTEMS),
            "role": rng.choice(self._roles),
            "actor": _id(rng),
            "mentions": rng.choices((0, 1, 2, 6, 20), (90, 6, 3, 0.5, 0.1))[0],
            "links": rng.choices((0, 1, 2, 6), (90, 8, 2, 0.3))[0],
            "account_age_days": rng.choices((0, rng.randrange(1, 2_000)), (1, 99))[0],
            "content": self._text(rng) if is_message else "",
        }

    def _text(self, rng: random.Random) -> str:
        words = [_word(rng, 2, 9) for _ in range(24)]
        if rng.random() < 0.1:
            words[rng.randrange(6)] = rng.choice(self._words)
        return " ".join(words)[:_LENGTH].strip()


def _id(rng: random.Random) -> int:
    return rng.randrange(10**17, 10**18)


def _word(rng: random.Random, shortest: int, longest: int) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(shortest, longest)))
