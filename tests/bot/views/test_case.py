"""The message of a case on a phone: what it says first, how much there is, what a person can do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.bot.views.card import fitting
from engine.bot.views.case import case, measure
from engine.signal import SEVERITIES

BODY: dict[str, Any] = {
    "case": 1, "ref": "abc", "stage": "open", "severity": "critical", "mode": "propose", "title": "Mass ban",
    "by": "actor", "actor": 1, "rules": [{"rule": "mass_ban", "title": "Mass ban", "times": 1}],
    "since": 1_000_000, "last": 1_000_000, "time": 1_000_000, "alerts": 1,
}  # fmt: skip
STOP = "To stop <@1>: take away their roles, or time them out"


@pytest.mark.parametrize("more", [{}, {"people": 30}])
def test_what_the_rule_advises_takes_the_place_of_how_to_stop_somebody(more: dict[str, Any]) -> None:
    lines = case({**BODY, **more, "advice": "Call the owner"}).lines
    assert "Call the owner" in lines
    assert not any(line.startswith(("To stop", "To slow")) for line in lines)


def test_without_advice_it_says_how_to_stop_who_did_it() -> None:
    assert STOP in case(BODY).lines


def test_what_is_of_little_weight_calls_for_no_act() -> None:
    assert "Call the owner" not in case({**BODY, "severity": "low", "advice": "Call the owner"}).lines


def test_an_advice_formats_and_links_nothing() -> None:
    (line,) = [
        each for each in case({**BODY, "advice": "see https://x.example **now**"}).lines if "see" in each
    ]
    assert line == "see https\\:\\/\\/x\\.example \\*\\*now\\*\\*"


RULES = [{"rule": f"r{n}", "title": f"Rule {n}", "times": n + 1} for n in range(4)]
FULL: dict[str, Any] = {
    **BODY, "rules": RULES, "more_rules": 9, "alerts": 99, "staff_hours": 3.5, "target": 2, "where": 3,
    "moved": [4, "deleted"], "former": 7, "mention": 8, "signal": "s", "guild": 1,
}  # fmt: skip
RAID: dict[str, Any] = {
    "people": 300,
    "strangers": 5,
    "named": [["actor:1", "high", 9], ["rule:x", "low", 1]],
}
DISMISSED: dict[str, Any] = {"stage": "dismissed", "dismissed_by": 6, "until": 9_000_000, "quietly": 3}


@pytest.mark.parametrize(
    "more", [{}, RAID, DISMISSED, {**RAID, **DISMISSED}, {"stage": "over"}, {"own": True}]
)
def test_however_much_there_is_to_say_it_is_twelve_lines(more: dict[str, Any]) -> None:
    card = case({**FULL, **more}, server="Nature Club")
    assert 1 + len(card.lines) + 1 <= 12


def test_rules_that_do_not_fit_are_counted() -> None:
    lines = list(case(FULL).lines)
    assert lines[:2] == ["Also: Rule 1, 2 times", "Also: Rule 2, 3 times"]
    assert lines[2] == "and 10 more rules, see More"


def test_a_rule_that_nobody_named_is_in_the_first_line_only() -> None:
    assert not any(line.startswith("Also") for line in case(BODY).lines)


NAUGHTY = [
    "@everyone", "<@&123>", "[click](https://evil.example)", "`code` **bold** ~~gone~~", "line\nbreak",
    "\u202eright to left", "z̷̨̛̲͇a̶̢̛͔l̷̡̛̲g̴̨̛̲o̵̧̲̅", "\u200b" * 50, "😀" * 200, "|| spoiler ||", "> quote", "# heading",
    "x" * 5_000, "", "\x00\x07", "ａｄｍｉｎ", "../../etc/passwd", "'; DROP TABLE", "{who}", "%s", "<t:1:R>",
]  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
def test_no_text_pings_breaks_a_line_or_the_message(text: str) -> None:
    rule = {"rule": text, "title": text, "times": 2, "timespan": text, "count": 5}
    card = case(
        {
            **FULL,
            "title": text,
            "rules": [rule, rule],
            "advice": text,
            "named": [[text, "low", 1]],
            "people": 2,
        },
        server=text,
        left=(4, text),
    )
    (embed,) = card.embeds()
    said = [card.content, *str(embed.description).splitlines(), str(embed.footer.text)]
    assert len(said) <= 12
    assert "\n" not in card.content
    assert len(card.content) <= 400
    assert len(str(embed.description)) <= 4_096
    written = "\n".join(said).replace("<@1>", "").replace("<@2>", "").replace("<@&8>", "")
    assert "@everyone" not in written
    assert not re.search(r"(?<!\\)(?:<@|\]\(|\*\*\*|\|\||~~)", written)


COUNTED = {
    "rule": "r",
    "title": "t",
    "times": 1,
    "count": 5,
    "timespan": "30s",
    "from": 1_000_000,
    "to": 1_012_000,
}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (COUNTED, "5 in 12 s"),
        ({**COUNTED, "to": 1_000_000}, "5 within 30 s"),
        ({**COUNTED, "times": 3}, "5 in 12 s, 3 times"),
        ({**COUNTED, "value": 2.5}, "5, together 2.5 in 12 s"),
        ({"rule": "r", "title": "t", "times": 1, "count": 1, "value": 0}, "it is 0"),
        ({"rule": "r", "title": "t", "times": 1, "seconds": 600}, "lasted 10 min"),
        ({"rule": "r", "title": "t", "times": 1_234}, "1,234 times"),
        ({"rule": "r", "title": "t", "times": 1}, ""),
    ],
)
def test_how_much_of_it_there_was(rule: dict[str, Any], told: str) -> None:
    assert measure(rule) == told


@pytest.mark.parametrize("severity", SEVERITIES)
def test_a_symbol_never_stands_without_its_word(severity: str) -> None:
    symbol, word, *_ = case({**BODY, "severity": severity}).content.split()
    assert not symbol.isascii()
    assert word.rstrip(":").isalpha()


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"by": "actor", "actor": 1}, " by <@1>"),
        ({"by": "target", "target": 2}, " against <@2>"),
        ({"by": "target", "target": 2, "target_is_role": True}, " against <@&2>"),
        ({"by": "channel", "where": 3}, " in <#3>"),
        ({"by": "rule"}, ""),
    ],
)
def test_the_first_line_says_whom_it_is_about(about: dict[str, Any], told: str) -> None:
    assert case({**BODY, **about}).content == f"🔴 CRITICAL: Mass ban{told}"


@pytest.mark.parametrize(
    ("where", "told"), [({}, "Last against <@&2>"), ({"where": 3}, "Last against <@&2> in <#3>")]
)
def test_a_role_to_which_it_was_done_is_shown_as_a_role(where: dict[str, Any], told: str) -> None:
    assert told in case({**BODY, "target": 2, "target_is_role": True, **where}).lines


def test_what_it_says_of_itself_calls_for_no_act() -> None:
    assert not any(
        line.startswith(("Done", "Waiting", "To stop")) for line in case({**BODY, "own": True}).lines
    )


@pytest.mark.parametrize("changed", [{"actor": None, "by": "rule"}, {"severity": "low"}])
def test_nobody_is_to_be_stopped_where_nobody_acts_or_nothing_is_urgent(changed: dict[str, Any]) -> None:
    assert STOP not in case({**BODY, **changed}).lines


def test_lines_that_do_not_fit_are_counted() -> None:
    kept = fitting(["x" * 50] * 10, 200)
    assert len(kept) <= 200
    assert kept.endswith("… and 7 more lines")
