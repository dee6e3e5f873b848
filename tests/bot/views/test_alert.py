"""The alert on a phone: what it says first, how wide it is, and that nobody formats anything in it."""

from __future__ import annotations

import pytest

from engine.bot.views.alert import alert
from engine.bot.views.card import fitting
from engine.signal import SEVERITIES

BODY = {
    "kind": "alert", "channel": 3, "signal": "25f0fdddc12c82b7872e78aa", "type": "threat.detected",
    "severity": "critical", "title": "Mass ban", "actor": 1, "target": 2, "count": 5, "timespan": "30s",
    "from": 1_000_000, "to": 1_012_000, "time": 1_012_000,
}  # fmt: skip


def test_the_first_line_says_how_bad_what_and_who() -> None:
    assert alert(BODY, "effect").content == "🔴 CRITICAL: Mass ban by <@1>"


def test_the_count_says_over_what_time() -> None:
    assert "Counted **5** in 12 s" in alert(BODY, "effect").lines


def test_what_numbers_come_to_is_told_beside_how_many_there_were() -> None:
    assert "They come to **2\\.5**" in alert({**BODY, "value": 2.5}, "effect").lines
    assert "It is **0**" in alert({**BODY, "count": 1, "value": 0}, "effect").lines
    assert not any("come to" in line for line in alert(BODY, "effect").lines)


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_symbol_never_stands_without_its_word(severity: str) -> None:
    symbol, word, *_ = alert({**BODY, "severity": severity}, "effect").content.split()
    assert not symbol.isascii()
    assert word.rstrip(":").isalpha()


def test_it_names_the_rule_that_explain_takes() -> None:
    assert "Rule `mass_ban`" in alert({**BODY, "rule_name": "mass_ban", "rule": "0c5e"}, "effect").lines


def test_a_rule_without_a_name_is_named_as_explain_takes_it() -> None:
    assert "Rule `any.yml#0`" in alert({**BODY, "rule": "any.yml#0"}, "effect").lines


def test_a_gap_says_how_long_it_lasted() -> None:
    assert "Lasted 10 min" in alert({"type": "gateway.gap_expired", "seconds": 600}, "effect").lines


def test_what_it_says_of_itself_calls_for_no_act() -> None:
    watching = "Done so far: nothing. I watch and tell."
    assert (
        watching not in alert({"type": "rulebook.outdated", "signal": "rulebook.outdated-12"}, "effect").lines
    )
    assert watching in alert({**BODY, "actor": None, "rule": "any"}, "effect").lines


def test_a_signal_is_named_so_that_explain_finds_no_other() -> None:
    said = [
        alert({"signal": each}, "effect").lines[-1]
        for each in ("rulebook.outdated-12", "25f0fdddc12c82b7872e78aa")
    ]
    assert said == ["Signal `rulebook.outdated-12`", "Signal `25f0fdddc1`"]


def test_the_effect_can_be_found_again() -> None:
    embed = alert(BODY, "a-b-c").embed()
    assert embed is not None
    assert embed.footer.text == "ref a-b-c"


def test_a_title_cannot_format() -> None:
    assert alert({**BODY, "title": "**@everyone**"}, "effect").content == (
        "🔴 CRITICAL: \\*\\*＠everyone\\*\\* by <@1>"
    )


def test_a_bare_body_makes_a_message() -> None:
    assert alert({"kind": "alert", "signal": "x", "type": "engine.step_failed"}, "effect").content == (
        "🟡 MEDIUM: engine\\.step\\_failed"
    )


def test_lines_that_do_not_fit_are_counted() -> None:
    kept = fitting(["x" * 50] * 10, 200)
    assert len(kept) <= 200
    assert kept.endswith("… and 7 more lines")


STOP = "To stop <@1>: take away their roles, or time them out"


def test_it_says_what_a_person_can_do() -> None:
    assert STOP in alert(BODY, "effect").lines


@pytest.mark.parametrize("changed", [{"actor": None}, {"severity": "low"}])
def test_nobody_is_to_be_stopped_where_nobody_acts_or_nothing_is_urgent(changed: dict[str, object]) -> None:
    assert STOP not in alert({**BODY, **changed}, "effect").lines
