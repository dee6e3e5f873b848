"""Conditions over the names of rules: `a and not b`, `a and (b or c)`. Knows no windows.

Precedence is Sigma's: `not` binds closest, then `and`, then `or`. What is read is kept as the ways in
which it can be met: each needs hits of some rules, and none of others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from engine.diagnostics.nearest import did_you_mean
from engine.matching.windows.measures.named import Way

_TOKEN: Final = re.compile(r"[ \t\r\n]*(?P<word>[A-Za-z_][A-Za-z0-9_]*|[()]|(?P<other>\S)|$)")
_WORDS: Final = frozenset({"and", "or", "not"})
_DEEPEST: Final = 64
MOST_WAYS: Final = 256
"""In how many ways a condition may be met; beyond that it is to be split."""


class Name(msgspec.Struct, frozen=True):
    """The name of a rule and where it stands, in code points."""

    name: str
    offset: int


class Not(msgspec.Struct, frozen=True):
    """True when the child is not."""

    child: Expression


class Every(msgspec.Struct, frozen=True):
    """True when all of its children are."""

    children: tuple[Expression, ...]


class Either(msgspec.Struct, frozen=True):
    """True when at least one of its children is."""

    children: tuple[Expression, ...]


Expression = Name | Not | Every | Either


class ExpressionError(Exception):
    """A text that is no condition; what is wrong, and where, in code points."""

    def __init__(self, message: str, offset: int, advice: str | None = None) -> None:
        super().__init__(message)
        self.message, self.offset, self.help = message, offset, advice


class TooManyWays(ExpressionError):
    """A condition that can be met in more ways than are tried."""


def parse_expression(source: str) -> Expression:
    """Read a condition over names. Raises `ExpressionError`."""
    return _Parser(source).whole()


def names_in(expression: Expression) -> list[Name]:
    """Every name where it stands, from left to right."""
    match expression:
        case Name():
            return [expression]
        case Not(child):
            return names_in(child)
        case Every(children) | Either(children):
            return [name for child in children for name in names_in(child)]


def ways_of(expression: Expression, places: Mapping[str, int]) -> tuple[Way, ...]:
    """The ways in which it can be met, as places of rules; none when it contradicts itself.

    Raises `TooManyWays`.
    """
    met = _met(expression, places, negated=False)
    least = [each for each in met if not any(_is_within(other, each) for other in met)]
    return tuple(sorted(Way(tuple(sorted(needs)), tuple(sorted(without))) for needs, without in least))


_Met = tuple[frozenset[int], frozenset[int]]


def _met(expression: Expression, places: Mapping[str, int], *, negated: bool) -> set[_Met]:
    match expression:
        case Name(name):
            one, none = frozenset({places[name]}), frozenset[int]()
            return {(none, one) if negated else (one, none)}
        case Not(child):
            return _met(child, places, negated=not negated)
        case Every(children) | Either(children):
            each = (_met(child, places, negated=negated) for child in children)
            return _both(each) if isinstance(expression, Every) is not negated else _either(each)


def _either(choices: Iterable[set[_Met]]) -> set[_Met]:
    return _few(way for ways in choices for way in ways)


def _both(choices: Iterable[set[_Met]]) -> set[_Met]:
    found: set[_Met] = {(frozenset(), frozenset())}
    for ways in choices:
        found = _few((a | c, b | d) for a, b in found for c, d in ways if not (a | c) & (b | d))
    return found


def _few(ways: Iterable[_Met]) -> set[_Met]:
    found: set[_Met] = set()
    for way in ways:
        found.add(way)
        if len(found) > MOST_WAYS:
            message = f"the condition can be met in more than {MOST_WAYS} ways"
            raise TooManyWays(message, 0, "split the correlation into several")
    return found


def _is_within(less: _Met, more: _Met) -> bool:
    """Whether one way is met wherever the other is."""
    return less != more and less[0] <= more[0] and less[1] <= more[1]


class _Parser:
    """Recursive descent over the words of one condition."""

    def __init__(self, source: str) -> None:
        self.tokens = [
            (found["word"], found.start("word"), found["other"] is not None)
            for found in _TOKEN.finditer(source)
        ]
        self.position = 0
        self.depth = 0

    @property
    def word(self) -> str:
        return self.tokens[self.position][0]

    @property
    def offset(self) -> int:
        return self.tokens[self.position][1]

    def accept(self, word: str) -> bool:
        if self.word != word:
            return False
        self.position += 1
        return True

    def whole(self) -> Expression:
        expression = self.some()
        if self.word:
            raise self.unexpected("`and` or `or`")
        return expression

    def some(self) -> Expression:
        return self.row("or", self.every, Either)

    def every(self) -> Expression:
        return self.row("and", self.one, Every)

    def row(self, word: str, child: Callable[[], Expression], join: type[Every | Either]) -> Expression:
        children = [child()]
        while self.accept(word):
            children.append(child())
        return children[0] if len(children) == 1 else join(tuple(children))

    def one(self) -> Expression:
        negated = False
        while self.accept("not"):
            negated = not negated
        operand = self.group() if self.word == "(" else self.name()
        return Not(operand) if negated else operand

    def group(self) -> Expression:
        if self.depth == _DEEPEST:
            message = f"the condition nests deeper than {_DEEPEST} parentheses"
            raise ExpressionError(message, self.offset, "split the correlation into several")
        self.position += 1
        self.depth += 1
        inner = self.some()
        if not self.accept(")"):
            raise self.unexpected("`)`")
        self.depth -= 1
        return inner

    def name(self) -> Expression:
        word, offset, is_other = self.tokens[self.position]
        if is_other or word in _WORDS or word in ("(", ")", ""):
            raise self.unexpected("the name of a rule")
        self.position += 1
        return Name(word, offset)

    def unexpected(self, wanted: str) -> ExpressionError:
        word, offset, is_other = self.tokens[self.position]
        if is_other:
            message = f"`{word}` has no meaning in a condition"
            advice = "names in it are letters, digits and `_`; give a rule such a `name` to refer to it"
            return ExpressionError(message, offset, advice)
        if not word:
            return ExpressionError(f"the condition ends where {wanted} should follow", offset)
        return ExpressionError(f"expected {wanted}, found `{word}`", offset, _advice(word))


def _advice(word: str) -> str | None:
    if word in _WORDS:
        return None
    if word.lower() in _WORDS:
        return f"write `{word.lower()}`: the words of a condition are lower case"
    return did_you_mean(word, _WORDS)
