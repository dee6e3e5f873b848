"""What people say of an alert, and what comes of the same a day later: every method and every button.

From YAML, through the loop with its journal, a start anew in the middle, and a replay at the end.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pytest

from engine.cli.rulebooks import load_packs
from engine.runtime.programs import Programs
from engine.runtime.usual import desk_of
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from engine.systems.baseline.desk.book import Told
from engine.systems.baseline.desk.words import said_of
from tests.support.stepwise import Stepwise, replay
from tests.systems.baseline.stream import CATALOGUE, DAY, GUILD, HOUR, MINUTE, START, signal

QUARTER = 15 * MINUTE
ALERT = START + 10 * DAY
"""When the first alert is to come; the same comes a day later."""
HEAD = "title: Usual\nname: usual\nkind: baseline\nlogsource: {product: alert, category: test}\n"
Usual = Callable[[int, int], list[Signal]]


class Case(msgspec.Struct):
    """A document, what is usual between two instants, and what is not, which `lasts` so long."""

    body: str
    usual: Usual
    odd: Usual
    lasts: int = QUARTER


def _numbers(**low_and_high: tuple[float, float]) -> Usual:
    """Numbers each ten minutes, somewhere between two."""

    def made(begin: int, end: int) -> list[Signal]:
        rng = random.Random(begin)
        return [
            signal(t, t, **{name: rng.uniform(*each) for name, each in low_and_high.items()})
            for t in range(begin, end, 10 * MINUTE)
        ]

    return made


def _hosts(names: Sequence[str], pause: int, fields: str = "host") -> Usual:
    def made(begin: int, end: int) -> list[Signal]:
        return [
            signal(f"{t}", t, **{fields: names[n % len(names)]})
            for n, t in enumerate(range(begin, end, pause))
        ]

    return made


def _once(**fields: object) -> Usual:
    return lambda begin, _: [signal(f"odd:{begin}", begin + 1, **fields)]


def _counted(low: float, high: float, noise: float = 1) -> Usual:
    """Three hours with few in a quarter of an hour, three with many, each day alike."""

    def made(begin: int, end: int) -> list[Signal]:
        rng, found = random.Random(begin), []
        for t in range(begin, end, QUARTER):
            count = round(rng.gauss(high if (t - START) // (3 * HOUR) % 2 else low, noise))
            found += [signal(f"{t}:{n}", t + n * QUARTER // count) for n in range(count)]
        return found

    return made


def _waving(low: float, high: float) -> Usual:
    """A number each ten minutes, low for two hours, high for two."""

    def made(begin: int, end: int) -> list[Signal]:
        rng = random.Random(begin)
        return [
            signal(t, t, load=(high if (t - START) // (2 * HOUR) % 2 else low) + rng.gauss(0, 0.5))
            for t in range(begin, end, 10 * MINUTE)
        ]

    return made


CASES = {
    "rate": Case("measure: count\nbucket: 15m\nseason: none\n", _hosts("a", 5 * MINUTE), _hosts("a", 10_000)),
    "rate of the week": Case("measure: count\nbucket: 1h\n", _hosts("a", 5 * MINUTE), _hosts("a", 5_000)),
    "distinct": Case(
        "measure: {distinct: host}\nbucket: 15m\n",
        _hosts("abc", 4 * MINUTE),
        lambda begin, _: [signal(f"odd:{n}", begin + n, host=f"h{n}") for n in range(60)],
    ),
    "value": Case("measure: {value: load}\n", _numbers(load=(4, 6)), _once(load=60.0)),
    "sigmas": Case("measure: {value: load}\nsigmas: 4\n", _numbers(load=(4, 6)), _once(load=60.0)),
    "confidence": Case(
        "measure: confidence\n", _numbers(confidence=(0.8, 0.9)), _once(confidence=0.05)
    ),
    "novel": Case("measure: {new: host}\n", _hosts("abc", 10 * MINUTE), _once(host="z")),
    "novel pair": Case(
        "measure: {new: [kind, host]}\n",
        lambda begin, end: [
            signal(t, t, kind="kab"[n % 3], host="xyz"[n % 3])
            for n, t in enumerate(range(begin, end, 10 * MINUTE))
        ],
        lambda begin, _: [signal(f"odd:{n}", begin + n * MINUTE, kind="new", host="x") for n in range(5)],
    ),
    "shape of counts": Case(
        "measure: count\nbucket: 15m\nseason: none\nshape: true\n",
        _counted(2, 10),
        _counted(6, 6),
        9 * HOUR,
    ),
    "shape of numbers": Case(
        "measure: {value: load}\nshape: true\n", _waving(10, 30), _waving(20, 20), 9 * HOUR
    ),
}  # fmt: skip


class Days:
    """A loop in which days go by."""

    def __init__(self, case: Case, folder: Path) -> None:
        self.case, self.now = case, START
        (folder / "pack").mkdir()
        (folder / "pack" / "usual.yml").write_text(HEAD + case.body)
        book = load_packs(str(folder)).rulebook
        (document,) = book.documents
        self.identity = document.identity
        store = MemoryStore()
        self.ready = Programs(KINDS, CATALOGUE, salt=store.salt, stored=store.rulebook)
        self.ready.add(book)
        self.loop = Stepwise(store, ready=self.ready)
        self.loop.play(Signal("rules", "rulebook.loaded", START, data={"hash": book.hash}), START)

    def usual_until(self, end: int) -> None:
        self._play(self.case.usual(self.now, end), end)

    def odd(self, lasts: int = 0) -> None:
        end = self.now + (lasts or self.case.lasts)
        self._play(self.case.odd(self.now, end), end)

    def _play(self, signals: Sequence[Signal], end: int) -> None:
        for each in signals:
            self.loop.play(each, each.time)
        self.now = end

    @property
    def told(self) -> list[Told]:
        desk = desk_of(self.loop.core, GUILD)
        return [] if desk is None else desk.told

    def say(self, verdict: str, told: Told, seconds: int) -> None:
        data = said_of(told, verdict, seconds)
        word = Signal(
            f"w:{self.now}:{verdict}", "baseline.feedback", self.now, guild=GUILD, actor=5, data=data
        )
        self.loop.play(word, self.now)


def a_day_later(case: Case, folder: Path, *verdicts: str, seconds: int = 2 * 86_400) -> tuple[Days, int]:
    """An alert; people say things of it while it still goes on; a day later the same comes again."""
    days = Days(case, folder)
    days.usual_until(ALERT)
    days.odd()
    assert days.told, "nothing was told"
    told = days.told[-1]
    for verdict in verdicts:
        days.say(verdict, told, seconds)
    days.odd()
    before = len(days.told)
    days.loop.commit()
    days.loop.restart()
    days.usual_until(ALERT + DAY)
    assert len(days.told) == before, "usual things are told"
    days.odd()
    days.odd()
    return days, len(days.told) - before


@pytest.mark.parametrize(
    ("verdict", "again"),
    [("anomaly", True), ("expected", False), ("new_normal", False), ("not_anomaly", False)],
)
@pytest.mark.parametrize("method", CASES)
def test_the_same_a_day_later(tmp_path: Path, method: str, verdict: str, again: bool) -> None:
    days, more = a_day_later(CASES[method], tmp_path, verdict)

    assert (more > 0) == again
    days.loop.commit()
    assert replay(days.loop.store, days.ready).differences == []


@pytest.mark.parametrize("taken_back", ["expected", "new_normal", "not_anomaly"])
@pytest.mark.parametrize("method", CASES)
def test_an_anomaly_after_all_is_told_again(tmp_path: Path, method: str, taken_back: str) -> None:
    days, more = a_day_later(CASES[method], tmp_path, taken_back, "anomaly")

    assert more > 0
    days.loop.commit()
    assert replay(days.loop.store, days.ready).differences == []


def test_a_word_about_another_alert_takes_nothing_back(tmp_path: Path) -> None:
    days, _ = a_day_later(CASES["rate"], tmp_path, "not_anomaly")
    state = days.loop.core.cells.get(days.identity, (GUILD,))
    before = list(state.accepted.values())
    assert before

    days.say("anomaly", msgspec.structs.replace(days.told[-1], ref="another"), 0)

    assert list(state.accepted.values()) == before


@pytest.mark.parametrize("method", CASES)
def test_what_was_expected_is_told_when_it_is_expected_no_more(tmp_path: Path, method: str) -> None:
    days, more = a_day_later(CASES[method], tmp_path, "expected", seconds=28 * 3_600)
    before = len(days.told)
    days.usual_until(ALERT + 4 * DAY)
    days.odd()
    days.odd()

    assert more == 0
    assert len(days.told) > before


def test_a_level_that_leaves_before_a_start_and_stays_after_it_is_adopted_once(tmp_path: Path) -> None:
    days = Days(
        Case("measure: {value: load}\n", _numbers(load=(30, 30)), _numbers(load=(400, 400))), tmp_path
    )
    days.usual_until(START + 7 * DAY)
    days.odd(18 * HOUR)
    days.loop.commit()
    days.loop.restart()
    days.odd(5 * DAY)
    days.loop.commit()

    found = [row.signal for rows in days.loop.store.history(0) for row in rows]
    [adopted] = [each for each in found if each.type == "baseline.adopted"]
    assert (adopted.data["before"], adopted.data["value"]) == (30, 400)
    assert replay(days.loop.store, days.ready).differences == []
