"""What the buttons of an anomaly answer, to the one who clicked alone."""

from __future__ import annotations

from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.case import sentence
from engine.bot.views.signs import instant, person
from engine.bot.views.text import plain
from engine.systems.baseline.courses import ANSWERS_S
from engine.systems.baseline.desk.book import Told
from engine.systems.baseline.feedback import EXPECTED
from engine.systems.baseline.sentence import number


def noted(told: Told, verdict: str, now: int, until: int) -> Card:
    """Somebody's word is written down, and this is what follows. Instants in milliseconds."""
    if is_too_late(told, verdict, now):
        return Card(said("anomaly.head", word=_word(verdict)), [what_was(told), said("anomaly.too_late")])
    follows = {
        "anomaly": said("anomaly.learned_anomaly"),
        "expected": said("anomaly.learned_expected", time=instant(until)),
        "new_normal": said("anomaly.learned_new_normal"),
        "not_anomaly": said("anomaly.learned_not_anomaly"),
    }
    return Card(said("anomaly.head", word=_word(verdict)), [what_was(told), follows[verdict]])


def already(told: Told) -> Card:
    """The same was said before."""
    assert told.word is not None, "only what was judged is judged already"
    return Card(said("anomaly.already", word=_word(told.word.verdict), person=person(told.word.by)))


def gone() -> Card:
    """An anomaly of which only the journal knows."""
    return Card(said("anomaly.gone"), [said("anomaly.gone_why")])


def what_was(told: Told) -> str:
    """The sentence of an anomaly, and how far it went after that."""
    found = sentence(str(told.said.get("sentence", "")))
    if told.peak is None or told.said.get("method") == "shape":
        return found
    return found + said("anomalies.peak", peak=number(told.peak))


def is_too_late(told: Told, verdict: str, now: int) -> bool:
    """Whether a word about a pattern changes nothing any more."""
    is_pattern = told.said.get("method") == "shape" and verdict != EXPECTED
    return is_pattern and now - told.time >= 1000 * ANSWERS_S


def _word(verdict: str) -> str:
    return words("anomaly_word").get(verdict, plain(verdict, 40))
