"""What the buttons of a case answer, to the one who clicked alone: all of it, and what their word came to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.case import how, named, subject
from engine.bot.views.score import line_of
from engine.bot.views.signs import SYMBOLS, WORDS, instant, person, place, role, short
from engine.systems.scoring.report import Score
from engine.systems.settings.cases.body import rule_of, worst_of
from engine.systems.settings.cases.book import Case, Latest

_MOST_PEOPLE: Final = 20


def more_of(case: Case, score: Score | None = None, now: int = 0) -> Card:
    """Every rule of a case, the score of whom it is about (now, in milliseconds), and the last alerts."""
    stands = [] if score is None else [said("case_more.threat", score=line_of(score, now))]
    head = said("case_more.head", case=str(case.number))
    return Card(head, [*_rules(case), *stands, *_people(case), *_latest(case)])


def dismissed(case: Case) -> Card:
    """It is no attack, said the one who reads this."""
    until = 0 if case.dismissal is None else case.dismissal.until
    lines = [said("case.quietly", time=instant(until, "t")), said("case.reopens")]
    return Card(said("case_more.dismissed", case=str(case.number)), [*lines, said("case_more.slip")])


def restored(case: Case, *, unlearns: bool) -> Card:
    """It is one after all. `unlearns`: what baselines learned of the word before is taken back, too."""
    lines = [said("anomaly.learned_anomaly")] if unlearns else []
    return Card(said("case_more.restored", case=str(case.number)), lines)


def settled(case: Case) -> Card:
    """There is nothing left to say about it."""
    if case.dismissal is not None:
        by = person(case.dismissal.by)
        return Card(said("case_more.was_dismissed", case=str(case.number), person=by))
    if case.stage == "open":
        return Card(said("case_more.is_open", case=str(case.number)))
    return Card(said("case_more.is_over", case=str(case.number)))


def gone() -> Card:
    """A case of which only the journal knows."""
    return Card(said("case_more.gone"), [said("case_more.gone_why")])


def _rules(case: Case) -> Iterator[str]:
    for name, tally in case.rules.items():
        rule = rule_of(case, name)
        symbol, word = SYMBOLS[tally.severity], WORDS[tally.severity]
        found = how(rule) or said("case_more.once")
        yield said("case_more.rule", symbol=symbol, word=word, title=named(rule), how=found)
    if case.rest:
        yield said("case_more.rest", alerts=case.rest)


def _people(case: Case) -> Iterator[str]:
    if case.people:
        worst = worst_of(case, _MOST_PEOPLE)
        shown = ", ".join(f"{subject(text)} ×{part.alerts:,}" for text, part in worst)
        yield said("case_more.people", people=case.size, shown=shown)


def _latest(case: Case) -> Iterator[str]:
    yield said("case_more.latest", alerts=len(case.latest), all=case.alerts)
    for each in reversed(case.latest):
        yield " ".join(_one(each))


def _one(each: Latest) -> Iterator[str]:
    yield instant(each.time)
    yield SYMBOLS[each.severity]
    yield WORDS[each.severity]
    if each.actor is not None:
        yield person(each.actor)
    if each.target is not None and each.target != each.channel:
        yield f"→ {(role if each.target_is_role else person)(each.target)}"
    if each.channel is not None:
        yield place(each.channel)
    yield short(each.signal)
