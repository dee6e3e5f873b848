"""What becomes of what a baseline has learned when its document is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from engine.effects import Cancel, Timer
from engine.systems.baseline.models.season import rotate
from engine.systems.baseline.models.wall_clock import WallClock
from engine.systems.baseline.rows import LAST, RATE, VALUE
from engine.systems.baseline.silence import TIMER, is_asked, set_timer
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline, forget
from engine.systems.kind import Migrated, Moment

HOUR: Final = 3_600


def stateful(spec: BaselineSpec) -> Sequence[Any]:
    """What the numbers in the state mean: what is measured, of which signals, by which keys and buckets."""
    bucket = spec.bucket if spec.is_rate else 0
    return (spec.measure, spec.fields, spec.by, bucket, spec.meets)


def migrate(old: BaselineSpec | None, new: BaselineSpec, state: Baseline, moment: Moment) -> Migrated:
    """The state under another season, level, threshold, half-life or warm-up: what was learned stays.

    What was put aside has lost its timer. What was accepted and expected stays, too: people said it.
    """
    gone = [_season(old, new, state, moment), _patterns(old, new, state), _keys(new, state)]
    return Migrated(state, _timers(old, new, state, moment), trimmed=any(gone))


def _season(old: BaselineSpec | None, new: BaselineSpec, state: Baseline, moment: Moment) -> bool:
    """The level is one without a season; the usual week follows the clocks of people elsewhere."""
    if state.season is None:
        return False
    if new.season == "none":
        state.season = None
        return True
    if old is not None and old.zone != new.zone:
        before, now = (WallClock(each.zone).local(moment.now / 1000) for each in (old, new))
        rotate(state.season, round((now - before) / HOUR))
    return False


def _patterns(old: BaselineSpec | None, new: BaselineSpec, state: Baseline) -> bool:
    """They are stretches of what is off the usual; what that is depends on whether there is a season."""
    is_other = old is not None and (old.season == "none") != (new.season == "none")
    had = bool(state.courses)
    if not new.shape or is_other:
        state.courses.clear()
    return had and not state.courses


def _keys(new: BaselineSpec, state: Baseline) -> bool:
    """The quietest go where there may be fewer."""
    if new.method == "novel":
        surplus = [*state.firsts][: max(len(state.firsts) - new.most_keys, 0)]
        for key in surplus:
            del state.firsts[key]
        state.table.dropped += len(surplus)
        return bool(surplus)
    gone = state.table.bound(new.most_keys, RATE if new.is_rate else VALUE, LAST)
    for key in gone:
        forget(state, key)
    return bool(gone)


def _timers(
    old: BaselineSpec | None, new: BaselineSpec, state: Baseline, moment: Moment
) -> list[Timer | Cancel]:
    asked = is_asked(new)
    if old is None or (asked and not is_asked(old)):
        state.wake = None
        return [each for each in set_timer(new, state, moment.now) if isinstance(each, Timer)]
    if is_asked(old) and not asked and state.wake is not None:
        state.wake = None
        return [Cancel(TIMER)]
    return []
