"""Effects: what a step wants to happen. A step returns them; only the runtime carries them out."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from engine.signal import Severity

Clock = Literal["seen", "watermark"]


class Emit(msgspec.Struct, tag="emit", tag_field="effect", omit_defaults=True):
    """A new signal, matched in the same turn. Its guild is that of the key; its id is made by the loop.

    `time` is milliseconds since 1970; None takes the time of the causing signal. `cause`
    holds ids of signals, `causes` how many there were; when empty, the causing signal is meant.
    """

    type: str
    time: int | None = None
    channel: int | None = None
    actor: int | None = None
    target: int | None = None
    system: str | None = None
    severity: Severity | None = None
    confidence: float | None = None
    data: dict[str, Any] = {}
    cause: tuple[str, ...] = ()
    causes: int = 0


class Record(msgspec.Struct, tag="record", tag_field="effect"):
    """A row for people and exports, in the table of that name."""

    table: str
    row: dict[str, Any]


class Act(msgspec.Struct, tag="act", tag_field="effect", omit_defaults=True):
    """Something to do outside, after it is durable. `action` names it (`discord.message`).

    `expires` (milliseconds, 0 = never): not begun after that. `body` holds ids and text of
    our own, never text that people wrote. Actions of one guild and name wait for each other; those in
    a `slot` for others of that slot alone. The signal of its end names the slot.
    """

    action: str
    body: dict[str, Any]
    expires: int = 0
    slot: str = ""


OUTCOME: Final = "outcome:"
"""How the id of the signal begins that tells how an action ended; the action's own id follows."""


class Timer(msgspec.Struct, tag="timer", tag_field="effect", omit_defaults=True):
    """Wake this document and key at `due` (milliseconds). Setting a name again moves it.

    On the clock `watermark` the timer waits until the key's guild has settled `due`: the
    watermark of the document has passed it, and it stands still in a gap.
    """

    name: str
    due: int
    clock: Clock = "seen"


class Cancel(msgspec.Struct, tag="cancel", tag_field="effect"):
    """Forget the timer of that name."""

    name: str


Effect = Emit | Record | Act | Timer | Cancel


class For(msgspec.Struct, frozen=True):
    """An effect of one of the documents that share a state: the `n`th of that one by this hit."""

    document: str
    effect: Effect
    n: int = 0
