"""Whatever stands in a signal, a rule or a reason: no message of ours pings or links because of it."""

from __future__ import annotations

import re

from hypothesis import given

from engine.bot.explained import Explained, RuleSeen
from engine.bot.views.card import Card
from engine.bot.views.case import case
from engine.bot.views.digest import digest
from engine.bot.views.explanation import explanation, nothing_to_explain, unknown_rule
from engine.bot.views.greeting import greeting
from engine.bot.views.refusal import Entitled, closed, elsewhere, refusal
from engine.bot.views.rise import rise
from engine.bot.views.signals import signals
from engine.signal import Signal
from engine.store.rows import OutboxRow, OutboxState, Row
from tests.bot.views.test_text import NASTY, SIGNS

OURS = re.compile(r"<@(?:11|22)>|<#33>|<t:\d+:[TRf]>")
"""Signs that we put in ourselves: the ids of the signals below, and instants."""


def harmless(card: Card) -> None:
    for line in (card.content, *card.lines):
        rest = OURS.sub("", line)
        assert [sign.pattern for sign in SIGNS if sign.search(rest)] == []
        assert "\n" not in line


def signal(text: str) -> Signal:
    data = {"title": text, "rule_name": text, "timespan": text, "count": 2, "group": text}
    return Signal(text or "x", text or "x", 5, 5, guild=1, channel=33, actor=11, target=22, data=data)


@given(NASTY)
def test_an_alert(text: str) -> None:
    rule = {**dict.fromkeys(("rule", "title", "timespan"), text), "times": 2, "count": 5}
    body = {
        **dict.fromkeys(("title", "severity", "mode", "advice", "ref"), text), "rules": [rule, rule],
        "case": 1, "stage": "open", "by": "actor", "actor": 11, "target": 22, "where": 33, "since": 5,
        "last": 6, "time": 7,
        "alerts": 2, "moved": [33, text], "people": 2, "named": [[text, "low", 1]],
    }  # fmt: skip
    harmless(case(body, server=text))


@given(NASTY)
def test_what_is_told_beside_a_case(text: str) -> None:
    about = {**dict.fromkeys(("title", "severity"), text), "by": "actor", "actor": 11, "mention": None}
    harmless(rise(about, "effect"))
    counts = dict.fromkeys(("observed", "below", "rest", "more"), 2)
    for observed, below in ((1, 1), (1, 0), (0, 1)):
        told = {**counts, "since": 5_000, "rules": [[text, observed, below]], "server": text}
        harmless(digest(told, "effect"))
    about_itself = {
        "title": text,
        "key": [text, f"actor={text}"],
        "time": 5,
        "before": 1,
        "value": 2,
        "count": 3,
    }
    for type_ in ("baseline.adopted", "baseline.keys_dropped", "baseline.held_back"):
        learned = {"since": 5_000, **dict.fromkeys(("observed", "below", "rest", "more"), 0), "rules": []}
        harmless(digest({**learned, "learned": [{"type": type_, **about_itself}]}, "effect"))
    harmless(greeting(text))


@given(NASTY)
def test_an_explanation(text: str) -> None:
    about = signal(text)
    action = OutboxRow(
        "e", 1, about.id, "d", 1, "discord.message", {"channel": 33}, 0, OutboxState.REFUSED, 2
    )
    harmless(
        explanation(
            Explained(about, [about], [text], [text], [action], {"e": {"reason": text}}, text_gone=True)
        )
    )


@given(NASTY)
def test_a_rule_held_against_a_signal(text: str) -> None:
    about = signal(text)
    leaf = {"condition": text, "value": text, "result": True, "children": []}
    tree = {"condition": text, "value": None, "result": False, "children": [leaf]}
    for rule in (RuleSeen(text, text, about, tree=tree), RuleSeen(text, text, about, counted={text: text})):
        harmless(explanation(Explained(about, [], [], [], [], {}, text_gone=False, rule=rule)))


@given(NASTY)
def test_what_was_typed_into_a_command(text: str) -> None:
    harmless(nothing_to_explain(text))
    harmless(unknown_rule(text))
    harmless(refusal(text, Entitled(), [text]))
    harmless(closed(text))
    harmless(elsewhere(text))
    harmless(signals([Row(signal(text))], text, 24))
