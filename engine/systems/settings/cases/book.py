"""The case book: what is kept of a guild's cases. Plain data, every part of it bounded.

All instants are milliseconds: `time`s of signals say when things happened, the others when the engine
saw them.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from engine.signal import Severity
from engine.systems.modes import DEFAULT_MODE, Mode
from engine.systems.settings.alarm import Reasons

MOST_CASES: Final = 50
"""Cases that are not over; what would be one more ends the one that has been quiet longest."""
MOST_OVER: Final = 20
"""Cases that are over and still answer to their buttons."""
MOST_RULES: Final = 20
MOST_PEOPLE: Final = 1_000
MOST_LATEST: Final = 10

Stage = Literal["open", "dismissed", "over"]
RAID: Final = "raid"
"""The subject of a case that many alert in at once."""


class Tally(msgspec.Struct, array_like=True):
    """What one rule had to say in a case: how often, and what it counted last.

    `sentence` is the last of a baseline, and `anomaly` the reference of that alert. `score` is the last of a
    scoring, of what `scope` says, with what it is made of.
    """

    name: str
    title: str
    type: str
    severity: Severity
    times: int = 0
    count: int | float | None = None
    value: int | float | None = None
    since: int | None = None
    until: int | None = None
    timespan: str = ""
    seconds: int | float | None = None
    advice: str = ""
    sentence: str = ""
    anomaly: str = ""
    score: int | None = None
    scope: str = ""
    reasons: Reasons = ()


class Latest(msgspec.Struct, array_like=True):
    """One alert, for [More]: the signal, what it was about, and when it happened."""

    signal: str
    rule: str
    severity: Severity
    time: int
    actor: int | None
    target: int | None
    channel: int | None
    target_is_role: bool = False


class Part(msgspec.Struct, array_like=True):
    """What one subject did in a raid."""

    severity: Severity
    alerts: int = 0


class Dismissal(msgspec.Struct, array_like=True):
    """Somebody said that it is no attack: what it had come to then is counted quietly until `until`.

    `word` is what they said of an anomaly, if it was about one.
    """

    by: int
    at: int
    until: int
    severity: Severity
    rules: list[str]
    quietly: int = 0
    word: str = ""


class Moved(msgspec.Struct, array_like=True):
    """Why a message stands elsewhere than before: the channel it left, and what became of that."""

    channel: int
    why: str


class Post(msgspec.Struct):
    """The message of a case as far as it is known.

    `sending`: an action is under way, whose end is still to come. `ended` is the end of the last one,
    `not_before` when the next may begin at the earliest. `is_unsure`: one may have arrived, nobody
    knows. `direct`: it stands in the direct messages of the owner. `shown` stands for what a reader sees.
    """

    message: int | None = None
    place: int | None = None
    direct: bool = False
    sending: bool = False
    sent: int = 0
    not_before: int = 0
    is_unsure: bool = False
    shown: str = ""
    mention: bool = False


class Case(msgspec.Struct):
    """One cause. `called` is the highest severity of which people were told aloud.

    `size` is how many subjects take part in a raid, as far as they are remembered; `strangers` are alerts
    of others beyond, and `rest` alerts of rules beyond those remembered. `former` is the number of the
    case before it of the same subject, 0 without one.
    """

    number: int
    ref: str
    subject: str
    opened: int
    since: int
    last: int
    heard: int
    severity: Severity
    why: str
    worst: str
    stage: Stage = "open"
    mode: Mode = DEFAULT_MODE
    alerts: int = 0
    actor: int | None = None
    target: int | None = None
    target_is_role: bool = False
    channel: int | None = None
    staff_hours: int | float | None = None
    rules: dict[str, Tally] = {}
    rest: int = 0
    people: dict[str, Part] = {}
    size: int = 0
    strangers: int = 0
    latest: list[Latest] = []
    former: int = 0
    dismissal: Dismissal | None = None
    moved: Moved | None = None
    called: Severity | None = None
    dirty: bool = False
    post: Post = msgspec.field(default_factory=Post)

    @property
    def is_raid(self) -> bool:
        """Whether it is about many at once."""
        return self.subject == RAID


class Call(msgspec.Struct, array_like=True):
    """People were told aloud: when, and how bad it was."""

    at: int
    severity: Severity


class Noted(msgspec.Struct, array_like=True):
    """What a rule found that nobody was told of: because it only observes, or because it was too little."""

    title: str
    observed: int = 0
    below: int = 0


class Learned(msgspec.Struct, array_like=True):
    """What a baseline said of itself: at `time` (milliseconds) the level of a key went from `before` to
    `value`; or `count` keys were let go of, or anomalies held back.
    """

    type: str
    title: str
    key: list[str] = []
    time: int = 0
    before: float | None = None
    value: float | None = None
    count: int = 0


class Book(msgspec.Struct):
    """All cases of one guild. `openings` are the instants at which the last subjects came up anew.

    `lost` are channels that cannot be read now, until when that is believed. `wake` is the timer that
    is set. `digest` is by rule, `digest_rest` what rules beyond those remembered found; it begins at
    `digest_since` and is to be told at `digest_due`, None while there is nothing. `learned` is what baselines
    said of themselves, and `learned_rest` what they said beyond that.
    """

    number: int = 0
    cases: list[Case] = []
    over: list[Case] = []
    openings: list[int] = []
    calls: list[Call] = []
    lost: dict[int, int] = {}
    wake: int | None = None
    digest: dict[str, Noted] = {}
    digest_rest: int = 0
    digest_since: int = 0
    digest_due: int | None = None
    learned: dict[str, Learned] = {}
    learned_rest: int = 0
