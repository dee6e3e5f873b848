"""Signs of Discord's language for what is no text: people, places, instants, severities, ids.

A symbol never stands without its word.
"""

from __future__ import annotations

import re
from typing import Any, Final

from engine.bot.sentences import said, words
from engine.bot.views.text import plain
from engine.runtime.commits import Checkout
from engine.signal import Severity

SYMBOLS: Final[dict[Severity, str]] = {
    "critical": "🔴",
    "high": "🟠",
    "medium": "🟡",
    "low": "🔵",
    "informational": "⚪",
}
COLOURS: Final[dict[Severity, int]] = {
    "critical": 0xED4245,
    "high": 0xE67E22,
    "medium": 0xF1C40F,
    "low": 0x3498DB,
    "informational": 0x95A5A6,
}
WORDS: Final = words("severity")
_DIGEST: Final = re.compile(r"[0-9a-f]{16,}")
_DURATION: Final = re.compile(r"(\d{1,9})([smhd])")
_NO_NAME: Final = re.compile(r"[^0-9A-Za-z_.:\-/?#]|(?<=.)/")
"""A slash stands at the beginning of a command alone: elsewhere it makes a link."""
LONGEST_CODE: Final = 40
SHORT_ID: Final = 10
"""Characters of a digest that are shown; `/explain` takes the beginning of an id."""


def severity_of(value: Any) -> Severity:
    """The severity, or `medium` for what names none."""
    return value if value in SYMBOLS else "medium"


def person(id_: int | str | None) -> str:
    """A member, as Discord shows one; messages of ours ping nobody."""
    return said("sign.no_person") if id_ is None else f"<@{int(id_)}>"


def role(id_: int | str | None) -> str:
    """A role, as Discord shows one."""
    return said("sign.no_role") if id_ is None else f"<@&{int(id_)}>"


def place(id_: int | str | None) -> str:
    """A channel."""
    return said("sign.no_place") if id_ is None else f"<#{int(id_)}>"


def instant(milliseconds: int, style: str = "T") -> str:
    """An instant in the reader's own zone: `T` the time, `f` with the date, `R` how long ago."""
    return f"<t:{milliseconds // 1000}:{style}>"


def span(milliseconds: int) -> str:
    """A length of time in its largest fitting units: `8 s`, `4 min`, `2 h 5 min`, `3 d`."""
    seconds = round(milliseconds / 1000)
    if seconds < 60:
        return said("sign.seconds", seconds=seconds)
    minutes = seconds // 60
    if minutes < 60:
        return said("sign.minutes", minutes=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        if minutes:
            return said("sign.hours_minutes", hours=hours, minutes=minutes)
        return said("sign.hours", hours=hours)
    return said("sign.days", days=hours // 24)


def length(timespan: Any) -> str:
    """A length of time as documents write it, in our words: `90 s` for `90s`. Others stay as they are."""
    found = _DURATION.fullmatch(str(timespan))
    if found is None:
        return plain(timespan, 20)
    count, unit = int(found[1]), found[2]
    if unit == "s":
        return said("sign.seconds", seconds=count)
    if unit == "m":
        return said("sign.minutes", minutes=count)
    return said("sign.hours", hours=count) if unit == "h" else said("sign.days", days=count)


def code(name: Any) -> str:
    """A name that machines gave, as it is typed: a type, an id, a hash. Other signs are left out."""
    return f"`{_NO_NAME.sub('', str(name))[:LONGEST_CODE] or '?'}`"


def short(id_: str) -> str:
    """As much of an id as `/explain` needs: of a digest its beginning, of `message:1234` all of it."""
    kind, colon, own = id_.rpartition(":")
    return code(f"{kind}{colon}{own[:SHORT_ID]}" if _DIGEST.fullmatch(own) and not own.isdecimal() else id_)


def commit_of(checkout: Checkout) -> str:
    """The commit that files are from, and whether they are as it has them."""
    commit = short(checkout.commit)
    return said("sign.uncommitted", commit=commit) if checkout.is_changed else commit
