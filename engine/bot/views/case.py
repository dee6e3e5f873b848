"""A case as a moderator sees it on a phone at three in the morning. Knows a case's body, no rules.

The first line is all that a lock screen shows; below it at most eleven short ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.score import shares, titled
from engine.bot.views.signs import (
    COLOURS,
    SYMBOLS,
    WORDS,
    instant,
    length,
    person,
    place,
    role,
    severity_of,
    span,
)
from engine.bot.views.text import plain

_HOUR_MS: Final = 3_600_000
_LONGEST_TITLE: Final = 60
_MOST_LINES: Final = 3
"""Of rules; a moderator reads twelve lines at most, the footer's among them."""
_LONGEST_ADVICE: Final = 120
_LONGEST_SENTENCE: Final = 400
_PERSON: Final = re.compile(r"\b(?:[Aa]ctor|[Tt]arget)\s(\d{17,20})\b")
_PLACE: Final = re.compile(r"\b[Cc]hannel\s(\d{17,20})\b")
_QUIET_COLOUR: Final = 0x95A5A6
_URGENT: Final = frozenset({"medium", "high", "critical"})
"""From here on a person may have to act, and is told how, since we do not."""

Body = Mapping[str, Any]


def case(body: Body, *, server: str | None = None, left: tuple[int, str] | None = None) -> Card:
    """The message of a case. `server` is named where the message stands outside of it.

    `left` is a channel that it should have stood in, and what became of that; the body may know one, too.
    """
    line = _headline(body)
    if server is not None:
        line = said("case.in_server", server=plain(server, 40), line=line)
    is_open = body["stage"] == "open"
    return Card(
        headline=line + called(body),
        lines=list(_lines(body, left or body.get("moved"))),
        footer=reference(body),
        colour=COLOURS[severity_of(body.get("severity"))] if is_open else _QUIET_COLOUR,
        time=int(body["time"]),
    )


def reference(body: Body) -> str:
    """What the footer says; by it the message is found again."""
    return said("case.footer", case=str(body["case"]), ref=body["ref"])


def called(body: Body) -> str:
    """The role that is mentioned, for the end of a first line; nothing where none is."""
    return "" if body.get("mention") is None else f" <@&{int(body['mention'])}>"


def who(body: Body) -> str:
    """About whom a case is, for the end of a line: ` by @rook`."""
    if body["by"] == "actor":
        return said("case.by", person=person(body.get("actor")))
    if body["by"] == "target":
        return said("case.against", person=_target(body))
    return said("case.at", place=place(body.get("where"))) if body["by"] == "channel" else ""


def what(body: Body) -> str:
    """What a case is about, for the first line."""
    title = named(body)
    people = body.get("people")
    if people is None:
        return title
    if body.get("strangers"):
        return said("case.crowd_beyond", people=people, what=title)
    return said("case.crowd", people=people, what=title)


def subject(text: str) -> str:
    """How a subject of a raid shows."""
    kind, _, id_ = text.partition(":")
    if kind in {"actor", "target"}:
        return person(id_)
    return place(id_) if kind == "channel" else plain(id_, _LONGEST_TITLE)


def _target(body: Body) -> str:
    """To whom it was done, or to which role."""
    return (role if body.get("target_is_role") else person)(body.get("target"))


def _headline(body: Body) -> str:
    severity = severity_of(body.get("severity"))
    symbol, word = SYMBOLS[severity], WORDS[severity]
    if body.get("dismissed_by") is not None and body.get("word"):
        said_so = words("anomaly_word").get(body["word"], plain(body["word"], 40))
        by = person(body["dismissed_by"])
        return said("case.judged", word=said_so, person=by, what=what(body), who=who(body))
    if body.get("dismissed_by") is not None:
        return said("case.dismissed", person=person(body["dismissed_by"]), what=what(body), who=who(body))
    if body["stage"] == "over":
        return said("case.over", symbol=symbol, word=word, what=what(body), who=who(body))
    return said("case.open", symbol=symbol, word=word, what=what(body), who=who(body))


def _lines(body: Body, left: Any) -> Iterator[str]:
    yield from _rules(body)
    yield from _people(body)
    yield from _places(body, left)
    yield from _times(body)
    if body["stage"] == "open":
        yield from _next(body)
    elif body["stage"] == "dismissed":
        yield from _dismissed(body)
    else:
        yield said("case.quiet", time=instant(int(body["last"])))


def _rules(body: Body) -> Iterator[str]:
    """Three lines at most; the first rule is named by the first line already."""
    lines = [line for n, rule in enumerate(body["rules"]) if (line := _rule(rule, is_first=n == 0))]
    hidden = body.get("more_rules", 0)
    if len(lines) + bool(hidden) > _MOST_LINES:
        hidden += len(lines) - (_MOST_LINES - 1)
        lines = lines[: _MOST_LINES - 1]
    yield from lines
    if hidden:
        yield said("case.more_rules", rules=hidden)


def _rule(rule: Mapping[str, Any], *, is_first: bool) -> str:
    found = how(rule)
    if is_first:
        return f"**{found}**" if found else ""
    return (
        said("case.also_how", what=named(rule), how=found) if found else said("case.also", what=named(rule))
    )


def named(rule: Mapping[str, Any]) -> str:
    """What a case, or a rule of it, is called; of a scoring what it came to."""
    if rule.get("scope"):
        return titled(rule["score"], rule["scope"])
    return plain(rule["title"], _LONGEST_TITLE)


def how(rule: Mapping[str, Any]) -> str:
    """What it found: a sentence, what a score is made of, or how much there was."""
    if rule.get("sentence"):
        return sentence(rule["sentence"])
    return shares(rule["reasons"]) if rule.get("reasons") else measure(rule)


def sentence(text: str) -> str:
    """What a baseline says of an anomaly; people and places in it are shown as such."""
    return _PLACE.sub(r"<#\1>", _PERSON.sub(r"<@\1>", plain(text, _LONGEST_SENTENCE)))


def measure(rule: Mapping[str, Any]) -> str:
    """How much of it there was: what the rule counted, else how often it alerted."""
    found = [*_counted(rule)]
    if rule["times"] > 1:
        found.append(said("case.times", times=rule["times"]))
    return ", ".join(found)


def _counted(rule: Mapping[str, Any]) -> Iterator[str]:
    count, value, first, last = (rule.get(name) for name in ("count", "value", "from", "to"))
    if count is not None and count > 1:
        number = _number(count)
        if value is not None:
            number = said("case.come_to", count=number, value=_number(value))
        if first is not None and last is not None and last > first:
            yield said("case.counted", count=number, span=span(int(last) - int(first)))
        elif rule.get("timespan"):
            yield said("case.within", count=number, span=length(rule["timespan"]))
        else:
            yield number
    elif value is not None:
        yield said("case.is", value=_number(value))
    if rule.get("seconds") is not None:
        yield said("case.lasted", span=span(int(rule["seconds"] * 1000)))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def _people(body: Body) -> Iterator[str]:
    named = body.get("named")
    if named:
        each = [
            said("case.one", person=subject(text), alerts=f"×{alerts:,}") for text, _severity, alerts in named
        ]
        yield said("case.worst", people=", ".join(each))
    elif body.get("staff_hours") is not None and body.get("actor") is not None:
        yield said("case.staff", span=span(int(body["staff_hours"] * _HOUR_MS)))


def _places(body: Body, left: Any) -> Iterator[str]:
    if left is not None:
        channel, why = left
        yield said("case.moved", place=place(channel), what=words("case_left").get(why, plain(why, 40)))
    where = body.get("where") if body["by"] != "channel" else None
    target = body.get("target") if body["by"] != "target" else None
    if target == body.get("where"):
        target = None
    if target is not None and where is not None:
        yield said("case.last", person=_target(body), place=place(where))
    elif target is not None:
        yield said("case.last_against", person=_target(body))
    elif where is not None:
        yield said("case.last_in", place=place(where))


def _times(body: Body) -> Iterator[str]:
    since, last = int(body["since"]), int(body["last"])
    if body["alerts"] == 1:
        yield said("case.once", time=instant(since), ago=instant(since, "R"))
    else:
        yield said("case.began", alerts=body["alerts"], time=instant(since), ago=instant(last, "R"))


def _next(body: Body) -> Iterator[str]:
    """What a person can do, and what was done."""
    if body.get("own"):
        return
    if severity_of(body.get("severity")) in _URGENT:
        if body.get("advice"):
            yield plain(body["advice"], _LONGEST_ADVICE)
        elif body.get("people") is not None:
            yield said("case.to_slow")
        elif body.get("actor") is not None:
            yield said("case.to_stop", person=person(body["actor"]))
    yield said("case.nothing_done", mode=plain(body["mode"], 20))
    if body.get("former"):
        yield said("case.waiting_again", case=str(body["case"]), former=str(body["former"]))
    else:
        yield said("case.waiting", case=str(body["case"]))


def _dismissed(body: Body) -> Iterator[str]:
    until = instant(int(body["until"]), "t")
    if body.get("quietly"):
        yield said("case.quietly_so_far", time=until, times=body["quietly"])
    else:
        yield said("case.quietly", time=until)
    yield said("case.reopens")
