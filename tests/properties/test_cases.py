"""The case book in the loop, over the real kinds: a start forgets nothing of it, chance decides nothing.

Rules count and people ban, messages end in every way, channels are lost and settings reloaded; states
are written down and looked at for what is spent whenever a commit comes.
"""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.systems import KINDS
from engine.systems.settings.cases.book import Book
from tests.properties.worlds import correlation, detection
from tests.support.loop import T0
from tests.support.stepwise import Stepwise, lines, replay

thorough = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GUILDS = (11, 22)
CHANNELS = (100, 101)
CATALOGUE = Catalogue.load()
DOMAINS = ("threat.detected", "policy.violation")


def _settings(**alerts: Any) -> Document:
    wanted = {"channel": str(CHANNELS[0]), "then": [str(CHANNELS[1])], **alerts}
    body = {"kind": "settings", "guild": str(GUILDS[0]), "alerts": wanted}
    return Document("settings", "own", "pack", "settings.yml", 0, body, {})


def _count(type_: str, **section: Any) -> Document:
    body = {"type": type_, "rules": ["ban"], "group-by": ["guild", "actor"], "timespan": "9s", **section}
    name = f"many_{type_}"
    found = correlation(name, body, emit="threat.detected", rearm="1s")
    return msgspec.structs.replace(found, body={**found.body, "level": "high"})


def _rulebook(*others: Document) -> Rulebook:
    counting = [
        _count("event_count", condition={"gte": 2}),
        _count("value_sum", condition={"gte": 3, "field": "amount"}),
    ]
    operators = Document(
        "settings", "all", "pack", "operator.yml", 0, {"kind": "settings", "alerts": {"least": "low"}}, {}
    )
    return Rulebook([operators, detection("ban"), *counting, *others])


RULEBOOKS = (
    _rulebook(_settings()),
    _rulebook(_settings(least="critical", digest="12:00")),
    _rulebook(_settings(digest="never")),
    _rulebook(),
)
"""Settings change, are put aside and come back."""
ENDS = ("action.succeeded", "action.succeeded", "action.failed", "action.unknown")
LOST = ("discord.channel.delete", "discord.gateway.channel.delete")


class Event(msgspec.Struct, frozen=True):
    """Something after `wait` ms; `commit`: written down at once; `asleep`: no timer woke the loop before."""

    what: str
    wait: int
    commit: bool
    asleep: bool = False
    guild: int | None = GUILDS[0]
    actor: int | None = 1
    channel: int | None = None
    number: float = 0

    def signal(self, n: int, at: int, book: Book | None) -> Signal:
        """Messages end that the book waits for, in the order of their cases."""
        data: dict[str, Any] = {}
        if self.what == "rulebook.loaded":
            data = {"hash": RULEBOOKS[int(self.number)].hash}
        elif self.what in ENDS:
            cases = () if book is None else (*book.cases, *book.over)
            slots = [f"case:{case.ref}" for case in cases if case.post.sending]
            data = {"slot": slots[int(self.number) % len(slots)] if slots else "case:none"}
            if self.what == "action.succeeded":
                data |= {"message": 5_000 + n, "place": CHANNELS[int(self.number) % 2]}
        elif self.what == "override.recorded":
            refs = () if book is None else [case.ref for case in book.cases]
            verdict = ("no_attack", "attack")[int(self.number) % 2]
            data = {"case": refs[0] if refs else "none", "verdict": verdict}
        elif self.number:
            data = {"amount": self.number}
        return Signal(
            f"{self.what}:{n}",
            self.what,
            at,
            guild=self.guild,
            actor=self.actor,
            target=9,
            channel=self.channel,
            severity="low" if self.what in DOMAINS else None,
            data=data,
        )


def _of(*types: str, **strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    waits = st.sampled_from([0, 0, 1, 500, 2_000, 2_000, 30_000, 61_000, 31 * 60_000, 7 * 3_600_000])
    fixed = {"guild": st.sampled_from([GUILDS[0], GUILDS[0], GUILDS[1]]), **strategies}
    return st.builds(Event, st.sampled_from(types), waits, st.booleans(), st.booleans(), **fixed)


amounts = st.sampled_from([0, 1, 2, 1.5, 3.0])
reloads = _of("rulebook.loaded", guild=st.none(), actor=st.none(), number=st.integers(0, len(RULEBOOKS) - 1))
bans = _of("discord.member.ban", actor=st.sampled_from([1, 1, 1, 2, 3, 4, 5, 6, 7]), number=amounts)
events = st.one_of(
    bans,
    bans,
    bans,
    _of(*DOMAINS, actor=st.integers(1, 8)),
    _of(*ENDS, number=st.integers(0, 5)),
    _of(*LOST, channel=st.sampled_from(CHANNELS)),
    _of("override.recorded", number=st.integers(0, 1)),
    reloads,
)
FIRST = Event("rulebook.loaded", 0, True, guild=None, actor=None)
scenarios = st.lists(events, min_size=15, max_size=60).map(lambda found: [FIRST, *found])


def ban(wait: int = 0, actor: int = 1, *, commit: bool = False) -> Event:
    return Event("discord.member.ban", wait, commit, actor=actor)


def new_loop(slices: int = 64) -> Stepwise:
    store = MemoryStore()
    ready = Programs(KINDS, CATALOGUE, salt=store.salt, stored=store.rulebook)
    for rulebook in RULEBOOKS:
        ready.add(rulebook)
    return Stepwise(store, slices, ready)


def play(loop: Stepwise, scenario: list[Event], first: int = 0, last: int | None = None) -> None:
    at = T0 + sum(each.wait for each in scenario[:first])
    for n, each in enumerate(scenario[first:last], first):
        at += each.wait
        (loop.take if each.asleep else loop.play)(each.signal(n, at, book_of(loop)), at)
        if each.commit:
            loop.commit()


def book_of(loop: Stepwise) -> Book | None:
    """That of the first guild, whichever settings hold there: in which order books stand says nothing."""
    found = loop.core.program.community(GUILDS[0])
    return None if found is None else loop.core.cells.get(found.identity, (GUILDS[0],))


@thorough
@given(scenarios)
@example([FIRST, Event(LOST[0], 0, True, channel=CHANNELS[0]), ban(), ban(commit=True)])
def test_replay_equals_live_whenever_commits_come(scenario: list[Event]) -> None:
    loop = new_loop()
    play(loop, scenario)
    loop.commit()
    assert replay(loop.store, new_loop().ready).differences == []


@thorough
@given(scenarios, st.data())
def test_stopping_at_a_commit_and_going_on_equals_never_stopping(
    scenario: list[Event], data: st.DataObject
) -> None:
    stops_and_goes_on(
        scenario,
        sorted(data.draw(st.lists(st.integers(0, len(scenario)), max_size=3))),
        data.draw(st.sampled_from([1, 2, 64])),
    )


def test_settings_come_back_whose_archive_was_stored_before_what_it_holds_was_forgotten() -> None:
    gone, back = (Event("rulebook.loaded", 0, n == 3, guild=None, actor=None, number=n) for n in (3, 0))
    said = Event("override.recorded", 0, True)
    found = Event("threat.detected", 0, False)
    before = [FIRST, *[ban()] * 11, said, ban(), ban(), ban(commit=True), found, gone]
    stops_and_goes_on([*before, *[ban()] * 8, back, ban()], [18], 1)


def test_what_was_counted_is_the_same_number_after_a_start() -> None:
    posted = Event("action.succeeded", 500, True)
    dismissed = Event("override.recorded", 5_000, True)
    whole = stops_and_goes_on([FIRST, ban(), ban(), posted, dismissed], [4], 64)
    assert sum('"count":2,' in line for line in lines(whole.store)) > 2


def stops_and_goes_on(scenario: list[Event], stops: list[int], slices: int) -> Stepwise:
    whole, broken = new_loop(slices), new_loop(slices)
    play(whole, scenario)
    whole.commit()
    start = 0
    for stop in stops:
        play(broken, scenario, start, max(start, stop))
        kept = [n for n in range(start, stop) if scenario[n].commit]
        start = kept[-1] + 1 if kept else start
        broken.restart()
    play(broken, scenario, start)
    broken.commit()
    assert list(lines(broken.store)) == list(lines(whole.store))
    assert replay(broken.store, new_loop().ready).differences == []
    return whole
