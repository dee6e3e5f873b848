"""Rulebooks of correlations and streams of signals for them, and a run of one through the real loop."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import strategies as st

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Emit
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS
from tests.properties.episodes import OF_NUMBERS

START = 1_800_000_000_000
CATALOGUE = Catalogue.load()
TYPES = {"ban": "discord.member.ban", "kick": "discord.member.kick", "join": "discord.member.join"}
PLAIN_RULES = (*TYPES, "loud")
COMPARISONS = ("gt", "gte", "lt", "lte", "eq", "neq")


def detection(name: str) -> Document:
    """`ban`, `kick` and `join` are of one type each, `loud` of every type: a signal may hit two."""
    if name == "loud":
        body: dict[str, Any] = {"detection": {"sel": {"loud": 1}, "condition": "sel"}}
    else:
        body = {
            "logsource": {"product": "discord", "category": f"member_{name}"},
            "detection": {"sel": {"actor|exists": True}, "condition": "sel"},
        }
    return Document("detection", name, "pack", "d.yml", 0, {"title": name, **body}, {})


def correlation(name: str, section: dict[str, Any], **tocsin: Any) -> Document:
    body = {"title": name, "correlation": section, "tocsin": {"emit": "test.found", **tocsin}}
    return Document("correlation", name, "pack", "c.yml", 0, body, {})


def new_core(*documents: Document) -> Core:
    programs = Programs(KINDS, CATALOGUE)
    program = programs.add(Rulebook([*map(detection, PLAIN_RULES), *documents]))
    return Core(program, programs.provide)


TYPES_DRAWN = (
    "event_count", "event_count", "value_count", "temporal", "temporal", "temporal_ordered",
    "temporal_ordered", "absence", *sorted(OF_NUMBERS),
)  # fmt: skip
AMOUNTS: tuple[Any, ...] = (
    0,
    1,
    2,
    2,
    -1,
    -3,
    0.1,
    0.2,
    0.3,
    1e17,
    -1e17,
    "2",
    "-0.5",
    None,
    "many",
    True,
    [1],
)
seconds = st.integers(0, 4).map(lambda n: f"{n}s")


@st.composite
def over_names(draw: st.DrawFn, names: list[str]) -> str:
    """A condition that has each name once, negated or not, in groups or not."""
    if len(names) > 1:
        cut = draw(st.integers(1, len(names) - 1))
        join = draw(st.sampled_from(["and", "and", "or"]))
        text = f"{draw(over_names(names[:cut]))} {join} {draw(over_names(names[cut:]))}"
        text = f"({text})" if draw(st.booleans()) else text
    else:
        text = names[0]
    wrapped = text.startswith("(") or " " not in text
    return f"not {text}" if wrapped and draw(st.integers(0, 3)) == 0 else text


@st.composite
def sections(
    draw: st.DrawFn, rules: tuple[str, ...] = PLAIN_RULES, types: tuple[str, ...] = TYPES_DRAWN
) -> dict[str, Any]:
    type_ = draw(st.sampled_from(types))
    section: dict[str, Any] = {
        "type": type_,
        "rules": draw(st.lists(st.sampled_from(rules), min_size=1, max_size=3, unique=True)),
        "timespan": draw(st.integers(1, 4).map(lambda n: f"{n}s")),
        "group-by": draw(st.sampled_from([[], ["actor"], ["guild", "actor"], ["channel", "actor"]])),
    }
    if type_.startswith("temporal") and draw(st.booleans()):
        if draw(st.booleans()):
            section["condition"] = draw(over_names(draw(st.permutations(section["rules"]))))
    elif type_ != "absence":
        numbers = st.integers(0, 4) if type_ not in OF_NUMBERS else st.integers(-4, 12).map(lambda n: n / 2)
        section["condition"] = draw(
            st.one_of(
                st.builds(lambda n: {"gte": n}, numbers),
                st.dictionaries(st.sampled_from(COMPARISONS), numbers, min_size=1, max_size=2),
            )
        )
    if type_ == "value_count":
        section["condition"]["field"] = "target"
    elif type_ in OF_NUMBERS:
        section["condition"]["field"] = "amount"
    if type_ == "value_percentile":
        section["condition"]["percentile"] = draw(st.sampled_from([0, 25, 33.3, 50, 90, 99.9, 100]))
    return section


@st.composite
def correlations(draw: st.DrawFn, name: str = "watch", rules: tuple[str, ...] = PLAIN_RULES) -> Document:
    tocsin = {"lateness": draw(seconds)}
    if draw(st.booleans()):
        tocsin["rearm"] = draw(seconds)
    return correlation(name, draw(sections(rules)), **tocsin)


@st.composite
def impatient(draw: st.DrawFn) -> Document:
    """Short windows, soon armed again, that wait long for late signals: many episodes are unsettled."""
    rules = draw(st.sampled_from([["ban"], ["ban", "loud"]]))
    section = {"type": "event_count", "rules": rules, "timespan": draw(st.sampled_from(["1s", "2s"]))}
    if draw(st.booleans()):
        section |= {"condition": {"gte": draw(st.integers(1, 3))}}
    elif len(rules) > 1 and draw(st.booleans()):
        section |= {"type": "temporal"}
    else:
        section |= {"type": "value_count", "condition": {"gte": draw(st.integers(1, 3)), "field": "target"}}
    return correlation("watch", section, lateness="4s", rearm=draw(st.sampled_from(["0s", "0s", "1s"])))


class Arrival(NamedTuple):
    """A signal, and the instant at which it comes."""

    seen: int
    signal: Signal


class Told(NamedTuple):
    """A point of time inside an episode that a document told of."""

    document: str
    key: tuple[Any, ...]
    point: int


edges = st.sampled_from([0, 0, 0, 1, -1, 500])
instants = st.builds(lambda second, edge: START + 1_000 * second + edge, st.integers(0, 12), edges)
delays = st.one_of(st.just(0), st.integers(0, 8).map(lambda half: 500 * half))


@st.composite
def signals(draw: st.DrawFn, n: int, guilds: tuple[int, ...]) -> Signal:
    kind = draw(st.sampled_from(["ban", "ban", "ban", "ban", "kick", "join", "tick"]))
    guild, time = draw(st.sampled_from(guilds)), draw(instants)
    if kind == "tick":
        return Signal(f"tick:{n}", "test.tick", time, guild=guild)
    data = {"loud": draw(st.integers(0, 1)), "amount": draw(st.sampled_from(AMOUNTS))}
    return Signal(
        draw(st.sampled_from("ab")) + str(n), TYPES[kind], time, guild=guild,
        actor=draw(st.sampled_from([7, 7, 7, 8])), channel=draw(st.sampled_from([5, 5, None])),
        target=draw(st.sampled_from([1, 2, 3, None])), data=data,
    )  # fmt: skip


@st.composite
def arrivals(
    draw: st.DrawFn, guilds: tuple[int, ...] = (1, 1, 2), sizes: tuple[int, int] = (1, 24)
) -> list[Arrival]:
    """In order of arrival. Most come within four seconds, some later; now and then there is a gap."""
    count = draw(st.integers(*sizes))
    found = [Arrival((each := draw(signals(n, guilds))).time + draw(delays), each) for n in range(count)]
    if draw(st.integers(0, 3)) == 0:
        begin, guild = draw(instants), draw(st.sampled_from([*guilds, None]))
        end = begin + draw(st.integers(1, 8_000))
        found.append(Arrival(begin, Signal("gap", SignalType.GATEWAY_GAP.value, begin, guild=guild)))
        found.append(Arrival(end, Signal("filled", SignalType.BACKFILL_DONE.value, end, guild=guild)))
    return sorted(found, key=lambda arrival: arrival.seen)


crowds = arrivals(guilds=(1, 1, 1, 1, 2), sizes=(8, 32))
"""Many signals of few groups."""
cases = st.one_of(
    st.tuples(correlations(), arrivals()), st.tuples(correlations(), crowds), st.tuples(impatient(), crowds)
)
"""A correlation and a stream for it."""


def copy_of(signal: Signal) -> Signal:
    """The loop writes into what it takes."""
    return Signal(
        signal.id, signal.type, signal.time, guild=signal.guild, actor=signal.actor, channel=signal.channel,
        target=signal.target, data=dict(signal.data),
    )  # fmt: skip


def take(core: Core, stream: list[Arrival]) -> list[list[Row]]:
    """Turn by turn."""
    return [core.take(copy_of(signal), seen) or [] for seen, signal in stream]


def finish(core: Core) -> list[Row]:
    """Let the clock run on as long as any document may still answer."""
    end = core.last_seen + core.program.longest_window
    return core.take(Signal("end", "test.tick", end), end) or []


def run(stream: list[Arrival], *documents: Document) -> tuple[Core, list[Row]]:
    core = new_core(*documents)
    rows = [row for turn in take(core, stream) for row in turn]
    return core, rows + finish(core)


def told(rows: list[Row], *, grows: bool, document: str = "pack/correlation/watch") -> list[Told]:
    """Growing conditions become true when a signal comes: their last one. The others say so in `time`."""
    emits = [
        (each.key, each.effect)
        for row in rows
        for each in row.effects
        if isinstance(each.effect, Emit) and each.document == document
    ]
    return [Told(document, tuple(key), emit.data["to"] if grows else emit.time) for key, emit in emits]
