"""What settings make of a signal: alarms become cases, and what becomes of their messages is noted.

The bodies of their actions hold ids, numbers and the text of documents and of our own, never text of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.effects import Act, Effect
from engine.signal import Signal, SignalType
from engine.systems.kind import Moment
from engine.systems.modes import lowest
from engine.systems.settings.alarm import ALARMING, OWN, alarm_of, is_about_itself
from engine.systems.settings.cases.book import Book, Case
from engine.systems.settings.cases.channels import ABOUT_CHANNELS, watch
from engine.systems.settings.cases.digest import SLOT as DIGEST
from engine.systems.settings.cases.digest import note
from engine.systems.settings.cases.dismissing import override, word_of
from engine.systems.settings.cases.joining import join, worse
from engine.systems.settings.cases.learned import ABOUT_BASELINES, note_learned
from engine.systems.settings.cases.settling import TIMER, can_wait, settle
from engine.systems.settings.cases.showing import RISE, SLOT, ended
from engine.systems.settings.spec import SettingsSpec

ADDED: Final = "discord.bot.added"
GREETING_MS: Final = 60 * 60_000
"""Later nobody would know what it is about."""
HEARD: Final = (
    *ALARMING,
    *ABOUT_CHANNELS,
    *ABOUT_BASELINES,
    ADDED,
    SignalType.ACTION_SUCCEEDED,
    SignalType.ACTION_FAILED,
    SignalType.OVERRIDE_RECORDED,
    SignalType.BASELINE_FEEDBACK,
)
"""All that settings are hit by."""
_OUTCOMES: Final = frozenset(
    {SignalType.ACTION_SUCCEEDED, SignalType.ACTION_FAILED, SignalType.ACTION_UNKNOWN}
)


def step(spec: SettingsSpec, book: Book, signal: Signal, moment: Moment) -> Sequence[Effect]:
    """Take a signal into the book, and do what is due."""
    now = moment.now
    if signal.type == SignalType.TIMER_DUE:
        if signal.data.get("name") == TIMER:
            book.wake = None
    elif _is_of_ours(signal):
        ended(book, signal, now)
    elif signal.type in ALARMING:
        case = _alarmed(spec, book, signal, now)
        if case is not None and can_wait(book, case, now):
            return ()
    elif signal.type == ADDED:
        return [Act("discord.greeting", {}, expires=now + GREETING_MS)]
    else:
        _noted(spec, book, signal, now)
    return settle(spec.alerts, book, signal.guild, now)


def _noted(spec: SettingsSpec, book: Book, signal: Signal, now: int) -> None:
    """What alarms nobody, and changes what is told: words of people, channels, baselines."""
    if signal.type == SignalType.OVERRIDE_RECORDED:
        override(book, signal, now)
    elif signal.type == SignalType.BASELINE_FEEDBACK:
        word_of(book, signal, now)
    elif signal.type in ABOUT_BASELINES:
        note_learned(book, spec.alerts, signal, now)
    elif signal.type in ABOUT_CHANNELS:
        watch(spec.alerts, book, signal, now)


def _is_of_ours(signal: Signal) -> bool:
    """Whether it tells how a message about a case ended."""
    slot = signal.data.get("slot")
    return signal.type in _OUTCOMES and isinstance(slot, str) and slot.startswith((SLOT, RISE, DIGEST))


def _alarmed(spec: SettingsSpec, book: Book, signal: Signal, now: int) -> Case | None:
    """The case that an alarm is counted in, if any.

    Where the mode is to observe nobody is called, but to what is wrong with the bot itself.
    """
    mode = lowest(spec.mode, signal.data.get("mode"))
    if is_about_itself(signal):
        return None
    alarm = alarm_of(signal, mode)
    is_observed = mode == "observe" and signal.type not in OWN
    if is_observed or worse(spec.alerts.least, alarm.severity):
        note(book, spec.alerts, alarm, now, is_observed=is_observed)
        return None
    return join(book, alarm, signal.guild, now)
