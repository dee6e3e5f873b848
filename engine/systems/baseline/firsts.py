"""Which values were seen: how often something new comes, and how rare it is that this one does.

New things come often in some streams and hardly ever in others, and of what is known at many places a
further place says little. So two rates are kept, with forgetting: how many of all observations brought
something new, and for each kind of thing (the first of its fields) how many places it has.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import Final

import msgspec

from engine.systems.baseline.keys import key_of

MOST_VALUES: Final = 10_000
"""Remembered exactly for each key; beyond that a filter remembers, and takes one in a hundred for known."""
_FILTER_BYTES: Final = 16_384
_HASHES: Final = 5
_MOST_KEPT_OUT: Final = 100
_PRIOR: Final = 5.0
"""What is usual for all kinds counts as much as so many observations of one."""


class Kind(msgspec.Struct, array_like=True, gc=False):
    """A value of the first field: how often it came, and at how many places."""

    times: int = 0
    places: int = 0


class Firsts(msgspec.Struct):
    """What one key has seen. `recent` observations brought `news` new values, of which `kinds_news` were of
    a kind never seen; the three forget, and do not count what came while it warmed up: then all is new.
    `time` is when that was last worked out, `since` when it began, in seconds. `kept_out` are names of
    values that somebody called an anomaly: each is new whenever it comes, until an instant.
    """

    since: float = 0.0
    time: float = 0.0
    seen: int = 0
    recent: float = 0.0
    news: float = 0.0
    kinds_news: float = 0.0
    kinds: dict[str, Kind] = {}
    pairs: dict[str, None] = {}
    beyond: bytearray | None = None
    kept_out: dict[str, float] = {}


def is_new(firsts: Firsts, values: list[str]) -> bool:
    """Whether these values together were never seen."""
    if len(values) == 1:
        return values[0] not in firsts.kinds and not _is_beyond(firsts, values[0])
    pair = key_of(values)
    return pair not in firsts.pairs and not _is_beyond(firsts, pair)


def rarity(firsts: Firsts, values: list[str]) -> float:
    """Digits of it being new now: once in so many observations.

    That a known kind comes up at a new place is as rare as it was for this kind, which begins with what is
    usual for all kinds; and of a kind that hardly ever comes, it is more than of one that always does. It is
    never rarer than a kind that was never seen.
    """
    if len(values) == 1:
        return _digits(firsts.news, firsts.recent)
    kind, of_new_kind = firsts.kinds.get(values[0]), _digits(firsts.kinds_news, firsts.recent)
    if kind is None:
        return of_new_kind
    usual = (firsts.news - firsts.kinds_news + 1) / (firsts.recent + 1)
    of_kind = _digits(kind.places - 1 + _PRIOR * usual, kind.times - 1 + _PRIOR)
    return min(of_kind + _digits(kind.times, firsts.seen) / 2, of_new_kind)


def unlearn(firsts: Firsts, values: list[str]) -> None:
    """Let values that were new lately be new the next time."""
    name, kind = key_of(values), firsts.kinds.get(values[0])
    known = name in firsts.pairs if len(values) > 1 else kind is not None
    firsts.pairs.pop(name, None)
    if not known or kind is None:
        return
    firsts.news = max(0.0, firsts.news - 1)
    kind.places -= 1
    if kind.places <= 0:
        firsts.kinds_news = max(0.0, firsts.kinds_news - 1)
        del firsts.kinds[values[0]]


def keep_out(firsts: Firsts, values: list[str], until: float) -> None:
    """Values are not to be learned until an instant (seconds); of too many the oldest give way."""
    unlearn(firsts, values)
    firsts.kept_out.pop(key_of(values), None)
    firsts.kept_out[key_of(values)] = until
    if len(firsts.kept_out) > _MOST_KEPT_OUT:
        del firsts.kept_out[next(iter(firsts.kept_out))]


def is_kept_out(firsts: Firsts, values: list[str], time: float) -> bool:
    """Whether somebody said that these are an anomaly, and that still holds."""
    return bool(firsts.kept_out) and time < firsts.kept_out.get(key_of(values), -math.inf)


def _digits(news: float, seen: float) -> float:
    return max(0.0, math.log10((seen + 1) / (news + 1)))


def learn(firsts: Firsts, time: float, values: list[str], half_life: float, *, warm: bool) -> None:
    """Take an observation in, at `time` (seconds); `warm`: it says how often new things come."""
    _forget(firsts, time, half_life)
    is_news = is_new(firsts, values)
    firsts.seen += 1
    kind = firsts.kinds.get(values[0])
    if warm:
        firsts.recent += 1
        firsts.news += is_news
        firsts.kinds_news += is_news and kind is None and not _is_beyond(firsts, values[0])
    if kind is None:
        kind = _remember_kind(firsts, values[0])
    if kind is not None:
        kind.times += 1
        kind.places += is_news
    if is_news and len(values) > 1:
        _remember_pair(firsts, key_of(values))


def _forget(firsts: Firsts, time: float, half_life: float) -> None:
    passed = time - firsts.time
    if passed > 0:
        kept = 0.5 ** (passed / half_life)
        firsts.recent *= kept
        firsts.news *= kept
        firsts.kinds_news *= kept
        firsts.time = time


def _remember_kind(firsts: Firsts, name: str) -> Kind | None:
    if len(firsts.kinds) >= MOST_VALUES:
        _put_beyond(firsts, name)
        return None
    kind = firsts.kinds[name] = Kind()
    return kind


def _remember_pair(firsts: Firsts, name: str) -> None:
    if len(firsts.pairs) >= MOST_VALUES:
        _put_beyond(firsts, name)
    else:
        firsts.pairs[name] = None


def _is_beyond(firsts: Firsts, name: str) -> bool:
    bits = firsts.beyond
    return bits is not None and all(bits[place >> 3] >> (place & 7) & 1 for place in _places(name))


def _put_beyond(firsts: Firsts, name: str) -> None:
    if firsts.beyond is None:
        firsts.beyond = bytearray(_FILTER_BYTES)
    for place in _places(name):
        firsts.beyond[place >> 3] |= 1 << (place & 7)


def _places(name: str) -> list[int]:
    """The bits that stand for a name in the filter, as Bloom has them."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=4 * _HASHES).digest()
    return [int.from_bytes(digest[4 * n : 4 * n + 4], "big") % (8 * _FILTER_BYTES) for n in range(_HASHES)]
