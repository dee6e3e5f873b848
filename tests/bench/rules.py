"""Documents as a community might have them, a fifth of them about messages: a hundred, or many more."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

from tests.bench.wire import CHANNEL, LETTERS

MARK = "tonightclaimyourgift"
"""The word that the one rule looks for whose hits are wanted."""
ALERT = "bench_alert"
DOCUMENTS = 100
_ABOUT_MESSAGES = 5
"""One in so many."""
_OTHERS = (
    "member_ban",
    "member_kick",
    "member_join",
    "role_update",
    "channel_delete",
    "webhook_create",
    "member_roles",
)


def write(folder: Path, count: int = DOCUMENTS) -> Path:
    """Write the documents as one pack; returns its folder."""
    pack = folder / "rules" / "bench"
    pack.mkdir(parents=True, exist_ok=True)
    found = documents(count)
    for n in range(0, count, DOCUMENTS):
        text = "---\n".join(yaml.safe_dump(each, sort_keys=False) for each in found[n : n + DOCUMENTS])
        (pack / f"bench_{n}.yml").write_text(text, encoding="utf-8")
    return pack.parent


def documents(count: int = DOCUMENTS) -> list[dict[str, Any]]:
    rng = random.Random(7)
    alert = _detection(
        ALERT, "message_create", {"words": {"content|contains": MARK}, "condition": "words"}, "high"
    )
    found = [
        alert,
        {"kind": "settings", "name": "bench_settings", "alerts": {"channel": CHANNEL, "least": "high"}},
    ]
    found += [_about_messages(rng, n) for n in range(count // _ABOUT_MESSAGES - 1)]
    while len(found) < count:
        found += _about_others(rng, len(found))
    return found[:count]


def _about_messages(rng: random.Random, n: int) -> dict[str, Any]:
    """Word lists, thresholds, prefixes and exceptions, in turn."""
    known = {"actor": [rng.randrange(10**17, 10**18) for _ in range(20)]}
    shapes: list[dict[str, Any]] = [
        {"words": {"content|contains": [_word(rng) for _ in range(20)]}, "condition": "words"},
        {"flood": {"mentions|gte": 5 + n % 50}, "known": known, "condition": "flood and not known"},
        {
            "young": {"account_age_days|lt": 2, "links|gte": 1},
            "words": {"content|contains": [_word(rng) for _ in range(5)]},
            "condition": "young and words",
        },
        {"start": {"content|startswith": [f"{_word(rng)}!", f"!{_word(rng)}"]}, "condition": "start"},
        {"all": {"content|contains|all": [_word(rng), _word(rng)]}, "condition": "all"},
    ]
    shape = shapes[n % len(shapes)]
    if "all" in shape:
        shape = {"both": shape["all"], "condition": "both"}
    return _detection(f"message_{n}", "message_create", shape, "medium")


def _about_others(rng: random.Random, n: int) -> list[dict[str, Any]]:
    category = _OTHERS[n % len(_OTHERS)]
    name = f"{category}_{n}"
    detection = _detection(
        name, category, {"new": {"actor_staff_hours|lt": rng.randrange(4, 48)}, "condition": "new"}, "low"
    )
    correlation = {
        "title": f"Many {name}",
        "name": f"many_{name}",
        "correlation": {
            "type": "event_count", "rules": [name], "group-by": ["actor"], "timespan": "10s",
            "condition": {"gte": rng.randrange(3, 9)},
        },
        "level": "high",
    }  # fmt: skip
    return [detection, correlation] if n % 3 == 0 else [detection]


def _detection(name: str, category: str, detection: dict[str, Any], level: str) -> dict[str, Any]:
    source = {"product": "discord", "category": category}
    return {
        "title": name.replace("_", " "),
        "name": name,
        "logsource": source,
        "detection": detection,
        "level": level,
    }


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(LETTERS, k=rng.randint(8, 12)))
