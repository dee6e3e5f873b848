"""Two guilds that score and learn: what is known, told and shown of one is the same without the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest

from engine.bot import anomalies, threat
from engine.bot.exports import VIEWS
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.scores import scores_of
from engine.signal import Signal
from engine.store.port import Reader
from engine.store.reader import SqliteReader
from engine.store.sqlite import SqliteStore
from tests.crash.threats import ALL_KINDS, CATALOGUE, FIRST, GUILDS, RELOADS, THREATS, signals
from tests.support.stepwise import Stepwise, lines

SHOWN_HOURS = 24 * 30


class Told(NamedTuple):
    """All that became of one guild's signals, and what was shown of it when the last had come."""

    rows: Sequence[str]
    shown: Sequence[str]


def played(seed: int, folder: Path, without: int | None = None) -> dict[int, Told]:
    """The signals of a seed but those of a guild, with the same reloads at the same instants."""
    path = folder / f"without-{without}.db"
    with closing(SqliteStore(path)) as store:
        ready = Programs(ALL_KINDS, CATALOGUE, stored=store.rulebook)
        loop = Stepwise(store, ready=ready)
        for n, each in enumerate(signals(seed)):
            book = FIRST if n == 0 else RELOADS.get(n)
            if book is not None:
                ready.add(book)
                reload = Signal(f"reload-{n}", "rulebook.loaded", each.time, data={"hash": book.hash})
                loop.play(reload, each.time)
            if each.guild != without:
                loop.play(each, each.time)
        loop.play(Signal("asked", "test.none", signals(seed)[-1].time), signals(seed)[-1].time)
        loop.commit()
        found = {each: [*map(spelt, shown(loop.core, SqliteReader(path), each))] for each in GUILDS}
        loop.play(Signal("end", "test.none", THREATS.last.time), THREATS.last.time)
        loop.commit()
        return {each: Told(list(lines(store, each)), found[each]) for each in GUILDS}


def spelt(found: Any) -> str:
    """All of it, but for the place in the journal, which both guilds share and nobody is told."""
    return re.sub(r"\bseq=\d+", "", repr(found))


def shown(core: Core, reader: Reader, guild: int) -> Iterator[Any]:
    """All that commands and exports say of a guild, as what they say it from."""
    now = core.last_seen
    yield scores_of(core, guild, now, 1_000)
    asked = anomalies.Asked(guild, now, SHOWN_HOURS)
    yield anomalies.report(core, asked)
    yield anomalies.names_of(core, guild)
    found = anomalies.overview(core, asked)
    assert isinstance(found, anomalies.Overview)
    yield found
    yield anomalies.week(found)
    of = threat.Asked(guild, now, SHOWN_HOURS)
    yield threat.summarize(reader, of, threat.current(core, of))
    for system in (None, *threat.systems_of(core, guild)):
        yield threat.timeline(reader, threat.Asked(guild, now, SHOWN_HOURS, system))
    for view in VIEWS:
        yield orjson.dumps(view.make(core, [guild], now))


@pytest.mark.parametrize("seed", range(2))
def test_a_guild_is_scored_and_told_the_same_whether_the_other_is_there_or_not(
    tmp_path: Path, seed: int
) -> None:
    both = played(seed, tmp_path)
    for guild, other in (GUILDS, GUILDS[::-1]):
        alone = played(seed, tmp_path, other)
        assert both[guild] == alone[guild]
        assert sum("anomaly.detected" in each for each in alone[guild].rows) > 3
        assert "CRITICAL" in alone[guild].shown[0]
        assert alone[other].rows == []
