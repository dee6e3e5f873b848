"""What a kind of document is to the engine: a schema, a spec, a step.

The runtime knows kinds only through this module; a new kind is one folder and one line in
`engine/systems/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import msgspec

from engine.diagnostics import Problem, Where
from engine.documents.checker import Checker
from engine.documents.document import Document, Reference
from engine.effects import Cancel, Effect, For, Timer
from engine.matching.conditions import Condition
from engine.matching.event import Test
from engine.signal import Signal
from engine.systems.modes import UNLIMITED, Mode

Tuning = Mapping[str, Any]
"""What settings say of a document: values by the name of the knob, as they are written."""
Key = tuple[Any, ...]
"""Begins with the guild; then the values of the fields that the document groups by."""


class Compiled(msgspec.Struct, frozen=True):
    """A document made ready: when it is hit, and the spec its step works with.

    It is hit by a signal whose type is one of `types` (exact, or with the bus's wildcards) and
    whose fields pass `test` (of a `condition` the index makes its way to the document; the two say
    the same), or by a hit of a detection, or the emission of a correlation,
    whose identity is in `over`. `group_by` and `counts` name fields whose values the loop
    puts into the hit; `numeric`: of `counts` only a number. Of several, `values` (of
    alternatives the first that is there) and then `numbers`, it puts a list into the hit. `aliases` are the
    fields that such names stand for in the signals of a rule in `over`. `mute` are identities whose own
    emission this document takes the place of. `lateness` is in milliseconds, as is `span`: how long after its
    last signal it may still have news. `most`: how many groups it may have in a guild at once, where
    its steps are `Limited`; 0: any number. `own`: also hit by acts of the bot itself, which rules else
    skip. `default`: gives way in each guild that another document of its kind names in `guilds`.
    `off`: it counts nowhere, and takes the place of others all the same.
    `mode` is the highest that it goes to itself; `community`: the highest that anything goes to in its
    guilds, which one document a guild says at most.
    `unless` keeps hits of others that it reads from being read. `is_taught`: also hit by what people
    say of its alerts, which names it. `cites`: what it emits may name signals that it met before, so
    that these are to be found by their ids at any age. `tunings` change others, by the identity of
    each, `ambient` all of a kind that say nothing else themselves, and `scope` is the one guild in which
    it changes others; None: in all.
    `emits` are the types of the signals its step may emit. `problems` are what only showed when it
    was compiled with all that it is made of; with an error among them it cannot be used.

    The rest is what `engine.systems.meaning` says of it. `digest` stands for what it says, `behaviour`
    for all that it does, and those that it is made of; `match_key` for when it is met; `state_key` and
    `source_key` for what its state means: by its own parts, and by what is counted in it. `keeps`: a
    change of what is counted keeps the state. `joint` is the identity under which it shares one state with
    others, if it does: then it is that which is hit. `body` is what the document says once it is tuned.
    `variants` is what the document is in guilds where it was tuned: of the same identity, kind and types.
    """

    identity: str
    kind: str
    id: str
    spec: Any
    types: tuple[str, ...] = ()
    test: Test | None = None
    condition: Condition | None = None
    over: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    counts: str | None = None
    numeric: bool = False
    values: tuple[str | tuple[str, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    is_taught: bool = False
    cites: bool = True
    aliases: Mapping[str, Mapping[str, str]] = {}
    guilds: frozenset[int] | None = None
    mode: Mode = UNLIMITED
    community: Mode | None = None
    lateness: int = 0
    span: int = 0
    most: int = 0
    own: bool = False
    default: bool = False
    off: bool = False
    unless: Test | None = None
    tunings: Mapping[str, Tuning] = {}
    ambient: Mapping[str, Tuning] = {}
    scope: int | None = None
    emits: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    digest: bytes = b""
    behaviour: str = ""
    match_key: str = ""
    state_key: str = ""
    source_key: str = ""
    keeps: bool = False
    joint: str = ""
    body: Mapping[str, Any] = {}
    variants: Mapping[int, Compiled] = {}

    def within(self, guild: int | None) -> Compiled:
        """What the document is in a guild."""
        return self.variants.get(guild, self) if self.variants and guild is not None else self


class Hit(msgspec.Struct, array_like=True, frozen=True):
    """A signal met a document. Journalled with the signal: recovery folds hits, it never matches again.

    `rules` are the identities in the document's `over` that the signal hit; `value` is that of
    the field it counts (a salted digest where people wrote it), or a list of such.
    """

    document: str
    key: Key
    rules: tuple[str, ...] = ()
    value: Any = None


class Moment(msgspec.Struct, frozen=True):
    """What a step may call now, in milliseconds: before the `watermark` its windows are settled."""

    now: int
    watermark: int


class Migrated(msgspec.Struct, frozen=True):
    """A state as a changed document goes on with it, and the timers that it sets or cancels by that.

    `trimmed`: some of it is of no use to the new document, and gone.
    """

    state: Any
    timers: Sequence[Timer | Cancel] = ()
    trimmed: bool = False


class Among(msgspec.Struct, frozen=True):
    """What one document may know of all others: the `types` of all signals that something sends.

    `is_muted`: another document's emission takes the place of its own.
    """

    types: frozenset[str]
    is_muted: bool


class Steps(Protocol):
    """What the loop needs of a kind, or of a fold of the engine's own."""

    @property
    def name(self) -> str:
        """What documents of this kind are called."""

    @property
    def state(self) -> type[msgspec.Struct] | None:
        """The state kept for each key, built without arguments when a key is new; None: no state."""

    def step(self, spec: Any, state: Any, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect | For]:
        """What the hit causes. Deterministic: no clock, no randomness, no input or output.

        May change `state` in place; a step that raises has its changes undone.
        """

    def prune(self, spec: Any, state: Any, moment: Moment) -> bool:
        """Drop what can no longer matter at `moment`; True when nothing is left and the key can go."""


class Standing(NamedTuple):
    """What would be lost with a group, the least first: by it those are ordered of which some must go.

    `is_open`: it stands for something that is told already, or waits for time to tell it. `hits` are those
    that count still, two at the most; `last` is when the newest came, in milliseconds.
    """

    is_open: bool
    hits: int
    last: int

    @property
    def may_be_spent(self) -> bool:
        """Whether nothing speaks against it; nothing is lost with a group that is spent."""
        return not self.is_open and not self.hits


@runtime_checkable
class Limited(Steps, Protocol):
    """Steps that may have no more than so many groups in a guild: those with the lowest standing go."""

    def standing(self, spec: Any, state: Any, moment: Moment) -> Standing:
        """Where a group stands. The same whether or not it was forgotten, as spent, and begun anew."""


class Joint(Steps, Protocol):
    """What documents of a kind do together: those with the same key share one state, and are hit as one.

    Such a state can be taken apart: for each document there is one of its kind in it, with which it goes
    elsewhere, and comes back, when documents change. What it does for one says so (`For`).
    """

    def key(self, compiled: Compiled) -> Any:
        """What documents have in common that share a state, as plain values; None: it has its own."""

    def join(self, identity: str, members: Sequence[Compiled]) -> Compiled:
        """What is hit in the place of its members, which are in the order of their identities."""

    def part(self, spec: Any, state: Any, document: str, moment: Moment) -> Any:
        """The state that a document would have by itself; what is shared stays as it is."""

    def leave(self, state: Any, document: str) -> None:
        """Let a document go, with all that is its own."""

    def enter(self, state: Any, document: str, own: Any, since: int) -> None:
        """Let a document in at an instant (milliseconds), with the state that it has; None: it is new."""

    def timer(self, state: Any) -> Timer | Cancel | None:
        """The timer to set or cancel after documents came or went; None: it stands as it should."""

    def timers(self, own: Any) -> Sequence[Timer]:
        """The timers that a document needs which goes on with a state of its own."""


class Kind(Steps, Checker, Protocol):
    """A kind of document. One instance each, in `engine.systems.KINDS`, in the order steps run in.

    `joint`: what some of its documents do together, if they do.
    """

    @property
    def joint(self) -> Joint | None:
        """See above."""

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a checked document ready. `resolve` finds what it refers to."""

    @property
    def tunes(self) -> bool:
        """Whether its documents tune others, instead of being part of them as filters are."""

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """What settings may tune of a document, and where each stands in its body. Stands any body."""

    def stateful(self, spec: Any) -> Any:
        """The parts of a spec that give stored state its meaning, as plain values that JSON can hold.

        Under a document that differs in them state begins anew; what it is grouped by, and counts, is
        always among them. None: every part does.
        """

    def migrate(self, old: Any, new: Any, state: Any, moment: Moment) -> Migrated | None:
        """A state kept under the spec `old` for a document that says `new`; None: it begins anew.

        Deterministic, as a step is. Asked only where both are alike in their stateful parts. What the
        watermark of `moment` has settled is settled by the old one. With `old` None the state was put
        aside for a while: its timers are gone, and nobody knows what came meanwhile.
        """

    def rest(self, spec: Any, state: Any, moment: Moment) -> Any:
        """The state as it is put aside: with nothing left undone that `moment` has settled.

        Deterministic, as a step is. It may be the same object, but is not changed.
        """

    def check_among(self, document: Document, compiled: Compiled, among: Among) -> Iterable[Problem]:
        """What is wrong with a good document among all other good ones."""

    def sole(self, compiled: Compiled) -> Hashable:
        """What only one document of the kind may have; None: any number may."""

    def taken(self, compiled: Compiled, first: Document) -> Problem:
        """What is wrong with a document when an earlier one, the `first`, has what only one may have."""


class Resolve(Protocol):
    """Finds the compiled documents that another is made of."""

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        """What a reference in `source` means, or None when it is not there."""

    def changing(self, document: Document) -> Sequence[Compiled]:
        """What changes a document without being named by it, in the order of the rulebook."""
