"""The answer of `/status`: its first line is the worst thing that is true, and no trouble hides another."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.bot.attempt import Attempt
from engine.bot.health import Channel, Health, Surroundings
from engine.bot.views.status import status
from engine.runtime.engine import Status
from engine.store.rows import OutboxState

ENGINE = Status(
    rulebook="12ffad7b71", documents=15, last_seq=9, last_seen=5, lag=0, waiting=0, timers=0, states=0,
    duplicates=0, refused=0, in_gap=False, is_open=True,
)  # fmt: skip
AROUND = Surroundings(
    guild=1, engine=ENGINE, mode="propose", rules=14, channels=(Channel(3),), sees_audit_log=True,
    attempt=Attempt(),
    resting=(), failed_events=0, now=1000,
)  # fmt: skip
TROUBLES: list[tuple[str, dict[str, Any]]] = [
    ("🔴 NOT WATCHING", {"engine": {"is_open": False}}),
    ("🔴 NO RULES", {"rules": 0}),
    ("🔴 BLIND", {"engine": {"in_gap": True}}),
    ("🔴 TIME STANDS STILL: my computer's clock went back 1 h,", {"engine": {"last_seen": 3_601_000}}),
    ("🔴 NOBODY IS TOLD: no alert channel", {"channels": ()}),
    ("🔴 NOBODY IS TOLD: there is no channel 3 in this server", {"channels": (Channel(3, exists=False),)}),
    (
        "🔴 NOBODY IS TOLD: in <#3> I lack: send messages",
        {"channels": (Channel(3, missing=("send_messages",)),)},
    ),
    ("🔴 HALF BLIND", {"sees_audit_log": False}),
    ("⚠️ NOT LOADED: house", {"attempt": Attempt(held=["house"], out=["house"])}),
    ("⚠️ RESTING until the rules are loaded again, after failing 3 times: nuke", {"resting": ("nuke",)}),
    ("⚠️ 3 events could not be read", {"failed_events": 3}),
]
"""From the worst to the least."""


SEVERAL = [each for each in TROUBLES if "channels" not in each[1] or not each[1]["channels"]]
"""Those that can be true at once."""


def health(*changes: dict[str, Any], **figures: Any) -> Health:
    merged = {name: value for change in changes for name, value in change.items() if name != "engine"}
    engine = {name: value for change in changes for name, value in change.get("engine", {}).items()}
    around = msgspec.structs.replace(AROUND, engine=msgspec.structs.replace(ENGINE, **engine), **merged)
    known = {"rulebook_since": 5, "last_signal": 5, "last_gap": None, "looked_at": 0, "outcomes": {}}
    return Health(around=around, **{**known, **figures})


def test_nothing_wrong_claims_no_more_than_is_known() -> None:
    assert status(health()).headline == "✅ WATCHING: nothing is wrong that I know of"


@pytest.mark.parametrize(("start", "change"), TROUBLES)
def test_each_trouble_alone_is_the_first_line(start: str, change: dict[str, Any]) -> None:
    assert status(health(change)).headline.startswith(start)


@pytest.mark.parametrize("place", range(len(SEVERAL)))
def test_the_first_line_is_the_worst_and_all_others_follow(place: int) -> None:
    wanted = SEVERAL[place:]

    card = status(health(*(change for _, change in wanted)))

    for (start, _), line in zip(wanted, [card.headline, *card.lines], strict=False):
        assert line.startswith(start)


def test_packs_that_stay_as_they_were_are_told_apart_from_those_not_there_at_all() -> None:
    attempt = Attempt(held=["house", "new"], out=["new"], since=60_000)
    card = status(health({"attempt": attempt}))
    assert card.headline == "⚠️ NOT LOADED: new (0 errors, `/reload` shows them)"
    assert card.lines[0] == "⚠️ OLD RULES: house since <t:60:f> (0 errors, `/reload` shows them)"


def test_a_fault_of_ours_is_said_to_be_one() -> None:
    assert status(health({"attempt": Attempt(fault="TypeError")})).headline.startswith(
        "⚠️ OLD RULES: the files' change could not be loaded, and that was my fault"
    )


def test_settings_alone_are_no_rules() -> None:
    assert status(health({"rules": 0, "engine": {"documents": 1}})).headline.startswith("🔴 NO RULES")


def test_an_alert_that_may_not_have_arrived_is_said() -> None:
    card = status(health(looked_at=4, outcomes={OutboxState.UNKNOWN: 1}))
    assert card.headline == "⚠️ 1 of the last 4 messages may not have arrived"


@pytest.mark.parametrize(("lag", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_figures_read_as_language(lag: int, said: str) -> None:
    assert f"Journal: {said} not yet on disk" in status(health({"engine": {"lag": lag}})).lines
