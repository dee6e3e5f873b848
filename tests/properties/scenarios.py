"""Random scenarios for the loop: two guilds, gaps, reloads, failing steps, timers and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from hypothesis import strategies as st

from engine.documents.rulebook import Rulebook
from engine.signal import Signal
from tests.support.kinds import document
from tests.support.loop import T0
from tests.support.stepwise import Stepwise

GUILDS: Final = (11, 22)
TYPES: Final = (
    "test.one", "test.two", "test.bad", "test.none", "discord.member.roles", "test.light", "test.light"
)  # fmt: skip


def _documents(
    *, busy: Mapping[str, Any] | None = None, late: int | None = 30, muted: bool = False
) -> list[Any]:
    echo = document("echoing", "echo", types=["test.two"], emit="test.one", times=2)
    found = [
        document("raising", "faulty", types=["test.bad", "test.many"]),
        document("recent", "recent", types=["test.one", "test.two"], span=60),
        document("keyed", "keyed", types=["test.one"]),
        document("acting", "act", types=["test.many", "test.quiet"], action="x"),
        document("counting", "reloads", types=["rulebook.loaded", "gateway.gap"], every=2, quiet=50),
        echo,
        document("tallying", "all", types=["test.light"]),
        document("tallying", "keyed", types=["test.light"], keyed=True, every=5, counts="amount"),
    ]
    if busy is not None:
        found.append(document("counting", "busy", types=["test.one"], **{"every": 3, "quiet": 70, **busy}))
    if late is not None:
        found.append(document("settling", "settled", types=["test.one"], span=40, lateness=late))
    if muted:
        named = [echo.identity]
        found.append(document("acting", "over", types=[], over=named, mute=named, action="y"))
    return found


RULEBOOKS: Final = tuple(
    Rulebook(_documents(**parts))
    for parts in (
        {"busy": {}},
        {"busy": {"every": 4, "most": 2}, "late": 10},
        {"busy": {"quiet": 30}, "late": None, "muted": True},
        {"busy": {"meaning": 1}, "muted": True},
        {"busy": {"guilds": [GUILDS[0]]}},
        {"late": 5},
    )
)
"""Between two of them the state of `busy` is kept, trimmed, begun anew, put aside or brought back."""


class Happening(msgspec.Struct, frozen=True):
    """Something after `wait` ms; `commit`: written down at once; `asleep`: no timer woke the loop before."""

    what: str
    wait: int
    commit: bool
    guild: int | None = None
    fields: tuple[tuple[str, Any], ...] = ()
    asleep: bool = False

    def signal(self, n: int, at: int) -> Signal:
        fields = dict(self.fields)
        if self.what == "rulebook.loaded":
            fields = {"data": {"hash": RULEBOOKS[fields["number"]].hash}}
        text = fields.pop("text", None)
        return Signal(f"{self.what}:{n}", self.what, at, guild=self.guild, text=text and dict(text), **fields)


def _frozen(**fields: Any) -> tuple[tuple[str, Any], ...]:
    return tuple(fields.items())


waits: Final = st.sampled_from([0, 1, 5, 30, 69, 70, 71, 150, 900_000])
guilds: Final = st.sampled_from(GUILDS)


@st.composite
def events(draw: st.DrawFn) -> Happening:
    type_ = draw(st.sampled_from(TYPES))
    data = {
        "amount": draw(st.integers(0, 9)),
        "bad": type_ in ("test.bad", "test.light") and not draw(st.integers(0, 4)),
    }
    data["stop"] = draw(st.booleans())
    if type_ == "discord.member.roles":
        data = {draw(st.sampled_from(["staff_granted", "staff_removed"])): True}
    text = draw(st.sampled_from([None, (("field", "words"),), (("field", "other words"),)]))
    fields = _frozen(actor=draw(st.integers(1, 2)), target=draw(st.integers(1, 2)), data=data, text=text)
    return Happening(type_, draw(waits), draw(st.booleans()), draw(guilds), fields, draw(st.booleans()))


def turns_of_the_engine() -> st.SearchStrategy[Happening]:
    where = st.sampled_from([None, *GUILDS])
    cause = st.sampled_from([{"cause": "start"}, {"cause": "disconnect"}])
    gap = st.builds(
        lambda wait, commit, guild, data: Happening("gateway.gap", wait, commit, guild, _frozen(data=data)),
        waits, st.booleans(), where, cause,
    )  # fmt: skip
    done = st.builds(lambda wait, guild: Happening("backfill.done", wait, False, guild), waits, where)
    number = st.integers(0, len(RULEBOOKS) - 1)
    reload = st.builds(
        lambda wait, commit, n: Happening("rulebook.loaded", wait, commit, None, _frozen(number=n)),
        waits, st.booleans(), number,
    )  # fmt: skip
    return st.one_of(gap, done, reload)


FIRST: Final = Happening("rulebook.loaded", 0, True, None, _frozen(number=0))
scenarios: Final = st.lists(st.one_of(events(), events(), events(), turns_of_the_engine()), max_size=60).map(
    lambda found: [FIRST, *found]
)


def happens(wait: int, guild: int, *, commit: bool = False) -> Happening:
    """An ordinary signal."""
    data = {"amount": 1, "bad": False, "stop": False}
    return Happening("test.one", wait, commit, guild, _frozen(actor=1, target=1, data=data, text=None))


def instants(scenario: list[Happening]) -> list[int]:
    """When each happens. Waits of 0 make some happen at once, and at the instant of timers."""
    at, found = T0, []
    for each in scenario:
        at += each.wait
        found.append(at)
    return found


def play(loop: Stepwise, scenario: list[Happening], first: int = 0, last: int | None = None) -> None:
    """Play the happenings from the first to before the last."""
    which = range(first, len(scenario) if last is None else last)
    play_at(loop, scenario, instants(scenario), which, sleep=True)


def play_at(
    loop: Stepwise, scenario: list[Happening], at: list[int], which: Iterable[int], *, sleep: bool = False
) -> None:
    """Play some of the happenings, each at its instant; with `sleep`, some without the ticks before them."""
    for rulebook in RULEBOOKS:
        loop.ready.add(rulebook)
    for n in which:
        take = loop.take if sleep and scenario[n].asleep else loop.play
        take(_copied(scenario[n].signal(n, at[n])), at[n])
        if scenario[n].commit:
            loop.commit()


def _copied(signal: Signal) -> Signal:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(signal), type=Signal)
