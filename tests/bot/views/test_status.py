"""The answer of `/status`: its first line is the worst thing that is true, and no trouble hides another."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.bot.attempt import Attempt
from engine.bot.doctor.examine import examine
from engine.bot.doctor.facts import Facts, Place, Seen
from engine.bot.health import Gap, Health, Surroundings
from engine.bot.needs import Sight
from engine.bot.views.status import status
from engine.diagnostics import Diagnostic
from engine.runtime.commits import Checkout
from engine.runtime.engine import Status
from engine.store.rows import OutboxState

ENGINE = Status(
    rulebook="12ffad7b71", documents=15, last_seq=9, last_seen=5, lag=0, waiting=0, timers=0, states=0,
    duplicates=0, refused=0, in_gap=False, is_open=True,
)  # fmt: skip
RULE = Seen("nuke", Sight("all"))
FACTS = Facts(guild=1, rules=(RULE,) * 14, places=(Place(3),))
AROUND = Surroundings(
    facts=FACTS, findings=(), engine=ENGINE, attempt=Attempt(), failed_events=0, now=1000
)  # fmt: skip
TROUBLES: list[tuple[str, dict[str, Any]]] = [
    ("🔴 NOT WATCHING", {"engine": {"is_open": False}}),
    ("🔴 NO RULES", {"facts": {"rules": ()}}),
    ("🔴 BLIND", {"engine": {"in_gap": True}}),
    ("🔴 TIME STANDS STILL: my computer's clock went back 1 h,", {"engine": {"last_seen": 3_601_000}}),
    ("🔴 ONLY THE OWNER IS TOLD", {"facts": {"places": ()}}),
    ("⚠️ NOT LOADED: house", {"attempt": Attempt(held=["house"], out=["house"])}),
    ("⚠️ RESTING after failing 3 times: nuke", {"facts": {"resting": ("nuke",)}}),
    ("⚠️ I could not stop 1 person: <@9>", {"facts": {"above": (9,)}}),
    (
        "⚠️ TOO MUCH AT ONCE: Bans by one let go of 1 group, the quietest",
        {"crowded": ("Bans by one",), "let_go": 1},
    ),
    ("⚠️ 3 events could not be read", {"failed_events": 3}),
]
"""From the worst to the least."""


def health(*changes: dict[str, Any], **figures: Any) -> Health:
    plain = {
        name: value for change in changes for name, value in change.items() if name not in {"engine", "facts"}
    }
    engine = {name: value for change in changes for name, value in change.get("engine", {}).items()}
    seen = {name: value for change in changes for name, value in change.get("facts", {}).items()}
    facts = msgspec.structs.replace(FACTS, **seen)
    around = msgspec.structs.replace(
        AROUND,
        engine=msgspec.structs.replace(ENGINE, **engine),
        facts=facts,
        findings=tuple(examine(facts)),
        **plain,
    )
    known = {
        "rulebook_since": 5,
        "last_signal": 5,
        "last_gap": None,
        "backed_up": None,
        "looked_at": 0,
        "outcomes": {},
    }
    return Health(around=around, **{**known, **figures})


def test_nothing_wrong_claims_no_more_than_is_known() -> None:
    assert status(health()).headline == "✅ WATCHING: nothing is wrong that I know of"


@pytest.mark.parametrize(("start", "change"), TROUBLES)
def test_each_trouble_alone_is_the_first_line(start: str, change: dict[str, Any]) -> None:
    assert status(health(change)).headline.startswith(start)


@pytest.mark.parametrize("place", range(len(TROUBLES)))
def test_the_first_line_is_the_worst_and_the_others_follow(place: int) -> None:
    wanted = TROUBLES[place:]

    card = status(health(*(change for _, change in wanted)))

    said = [card.headline, *(line for line in card.lines if not line.startswith("→"))]
    for (start, _), line in zip(wanted[:5], said, strict=False):
        assert line.startswith(start)
    assert (f"and {len(wanted) - 5} more: `/doctor`" in said) == (len(wanted) > 5)
    assert len(card.lines) <= 12


def test_the_worst_is_followed_by_what_to_do() -> None:
    assert status(health({"facts": {"places": ()}})).lines[0] == "→ `/setup`, or `alerts` in the settings"


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
    assert status(health({"facts": {"rules": ()}, "engine": {"documents": 1}})).headline.startswith(
        "🔴 NO RULES"
    )


@pytest.mark.parametrize(("is_operator", "said"), [(True, True), (False, False)])
def test_that_no_backup_was_made_is_said_to_who_can_make_one(is_operator: bool, said: bool) -> None:
    lines = status(health({"is_operator": is_operator})).lines
    assert ("ℹ️ NO BACKUP yet: `tocsin backup` makes one" in lines) == said


def test_how_old_the_last_backup_is_is_said_to_everybody() -> None:
    assert "Last backup <t:60:R>" in status(health(backed_up=60_000)).lines


def test_an_alert_that_may_not_have_arrived_is_said() -> None:
    card = status(health(looked_at=4, outcomes={OutboxState.UNKNOWN: 1}))
    assert card.headline == "⚠️ 1 of the last 4 messages may not have arrived"


@pytest.mark.parametrize(("rules", "said"), [(1, "1 rule,"), (2, "2 rules,")])
def test_figures_read_as_language(rules: int, said: str) -> None:
    lines = status(health({"facts": {"rules": (RULE,) * rules}})).lines
    assert any(line.startswith(said) for line in lines)


def test_a_gap_says_how_long_and_what_came_back() -> None:
    lines = status(health(last_gap=Gap(0, 240_000, 12))).lines
    assert "Last gap 4 min, ended <t:240:R>: 12 things had back" in lines


def test_what_did_not_come_back_of_a_gap_is_named() -> None:
    lines = status(health(last_gap=Gap(0, 240_000, 12, ("invites", "audit_log")))).lines
    assert "Not had back of it, or not all: invites, who did what" in lines


def test_discords_review_is_said_in_time() -> None:
    assert "8,000 people can see me; from 10,000 on" in status(health({"review": 8_000})).headline


def test_the_first_errors_of_the_rules_are_named() -> None:
    errors = tuple(Diagnostic("a.yml", n, 1, "TOC303", "error", "wrong") for n in range(1, 6))
    attempt = Attempt(held=["house"], diagnostics=errors)

    told = "\n".join(status(health({"attempt": attempt, "errors": errors})).lines)

    assert ":3 wrong" in told
    assert ":4 wrong" not in told


@pytest.mark.parametrize(("is_changed", "more"), [(False, ""), (True, " with uncommitted changes")])
def test_the_commit_is_named_and_whether_the_files_are_as_it_has_them(is_changed: bool, more: str) -> None:
    attempt = Attempt(checkout=Checkout("ab" * 20, is_changed=is_changed))
    told = "\n".join(status(health({"attempt": attempt})).lines)
    assert f"commit `{'ab' * 5}`{more}, rulebook" in told
