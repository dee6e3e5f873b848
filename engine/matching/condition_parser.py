"""The language of `condition:`: and, or, not, parentheses, `1 of x*`, `all of them`. Knows no fields.

Precedence is Sigma's: `not` binds closest, then `and`, then `or`. Names are resolved while
parsing, so that a problem can point at the word that causes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from math import comb
from typing import Final

import msgspec

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.matching.conditions import And, Condition, Not, Or, size
from engine.matching.glob import compile_glob
from engine.matching.text import parse_text

_TOKEN: Final = re.compile(r"[A-Za-z0-9_*-]+|[()]")
_BLANK: Final = re.compile(r"[ \t\r\n]*")
_RESERVED: Final = frozenset({"and", "or", "not"})
_QUANTIFIERS: Final[dict[str, type[And | Or]]] = {"1": Or, "any": Or, "all": And}
_MEANT: Final = {"&": "write `and`", "!": "write `not`"}
_COUNT: Final = re.compile("[2-9]|[1-9][0-9]")
_THEM: Final = "them"
_DEEPEST: Final = 64
_MOST_PROBLEMS: Final = 10
"""Told of one condition: to look for what each of thousands of names was meant to be takes minutes."""
LARGEST: Final = 10_000
"""How many conditions a document may consist of once every selection stands where it is named."""
LONGEST: Final = 10_000
"""How many characters the conditions of a document may have together."""
_MOST_LOOKS: Final = 20_000
"""How often patterns may be held against names of selections in one condition."""
_END: Final = ""

SYNTAX: Final = "TOC302"
UNKNOWN_SELECTION: Final = "TOC303"
EMPTY_PATTERN: Final = "TOC304"
AGGREGATION: Final = "TOC315"
TOO_LARGE: Final = "TOC323"


class Token(msgspec.Struct, frozen=True):
    """A word or parenthesis and where it begins, in code points; the last one is empty."""

    text: str
    offset: int

    @property
    def is_word(self) -> bool:
        """Whether it can name a selection or be a keyword."""
        return self.text not in ("(", ")", _END)


class Room(msgspec.Struct):
    """What the conditions of a document may still consist of: `conditions` in `characters` of text."""

    conditions: int = LARGEST
    characters: int = LONGEST


class ParsedCondition(msgspec.Struct):
    """What a condition says: its tree, the selections it uses, its problems.

    The tree and what it uses are of use only if there is no problem.
    """

    condition: Condition
    used: set[str]
    problems: list[Problem]


def parse_condition(
    source: str, selections: Mapping[str, Condition], where: Where, room: Room | None = None
) -> ParsedCondition:
    """Read one condition over `selections`, of which `room` is used up; problems point into its text."""
    parser = _Parser(source, selections, where, Room() if room is None else room)
    try:
        condition = parser.whole()
    except _SyntaxError as error:
        parser.problems.append(error.problem(where))
        return ParsedCondition(And(()), parser.used, parser.problems)
    return ParsedCondition(condition, parser.used, parser.problems)


class _SyntaxError(Exception):
    """Where reading stopped; never leaves this module."""

    def __init__(self, message: str, offset: int, advice: str | None = None, code: str = SYNTAX) -> None:
        super().__init__(message)
        self.message, self.offset, self.help, self.code = message, offset, advice, code

    def problem(self, where: Where) -> Problem:
        return Problem(self.code, where, self.message, offset=self.offset, help=self.help)


class _Parser:
    """Recursive descent over the tokens of one condition."""

    def __init__(self, source: str, selections: Mapping[str, Condition], where: Where, room: Room) -> None:
        self.source = source
        self.selections = selections
        self.where = where
        self.tokens: list[Token] = []
        self._scanned = self.scan()
        self.position = 0
        self.depth = 0
        self.room = room
        self.used: set[str] = set()
        self.problems: list[Problem] = []
        self._sizes: dict[str, int] = {}
        self._matching: dict[str, list[str]] = {}
        self._together: dict[str, tuple[Condition, ...]] = {}
        self._looks = _MOST_LOOKS

    def report(self, code: str, message: str, offset: int, advice: str | None = None) -> None:
        self.problems.append(Problem(code, self.where, message, offset=offset, help=advice))
        if len(self.problems) == _MOST_PROBLEMS:
            message = f"this condition has {_MOST_PROBLEMS} problems; the rest of it is not read"
            raise _SyntaxError(message, offset)

    def scan(self) -> Iterator[Token]:
        position = _after_blank(self.source, 0)
        while position < len(self.source):
            found = _TOKEN.match(self.source, position)
            if found is None:
                raise _unexpected_character(self.source[position], position)
            yield Token(found.group(), position)
            position = _after_blank(self.source, found.end())
        yield Token(_END, len(self.source))

    def token(self, ahead: int = 0) -> Token:
        """A token from here on. None is read before it is asked for: what is refused early costs little."""
        while len(self.tokens) <= self.position + ahead:
            self.tokens.append(next(self._scanned))
        return self.tokens[self.position + ahead]

    @property
    def current(self) -> Token:
        tokens, place = self.tokens, self.position
        return tokens[place] if place < len(tokens) else self.token()

    def take(self) -> Token:
        token = self.token()
        self.position += 1
        return token

    def accept(self, text: str) -> bool:
        if self.current.text != text:
            return False
        self.position += 1
        return True

    def whole(self) -> Condition:
        self.room.characters -= len(self.source)
        if self.room.characters < 0:  # before it is read
            message = f"the conditions of a document may have {LONGEST:,} characters together"
            raise _SyntaxError(
                message, 0, "give parts of it names of their own, or split the rule", TOO_LARGE
            )
        condition = self.disjunction()
        if self.current.text != _END:
            raise self.unexpected("`and` or `or`")
        return condition

    def disjunction(self) -> Condition:
        children = [self.conjunction()]
        while self.accept("or"):
            children.append(self.conjunction())
        return children[0] if len(children) == 1 else Or(tuple(children))

    def conjunction(self) -> Condition:
        children = [self.negation()]
        while self.accept("and"):
            children.append(self.negation())
        return children[0] if len(children) == 1 else And(tuple(children))

    def negation(self) -> Condition:
        negated = False
        while self.accept("not"):
            negated = not negated
        operand = self.operand()
        return Not(operand) if negated else operand

    def operand(self) -> Condition:
        if self.current.text == "(":
            return self.group()
        if not self.current.is_word or self.current.text in _RESERVED:
            raise self.unexpected("the name of a selection")
        if self.token(1).text == "of":
            return self.quantified()
        return self.selection()

    def group(self) -> Condition:
        opening = self.take()
        self.depth += 1
        if self.depth > _DEEPEST:
            message = f"the condition nests deeper than {_DEEPEST} parentheses"
            raise _SyntaxError(message, opening.offset, "give parts of it names of their own")
        condition = self.disjunction()
        if not self.accept(")"):
            raise self.unexpected("`)`")
        self.depth -= 1
        return condition

    def selection(self) -> Condition:
        token = self.take()
        if "*" in token.text:
            message = f"`{token.text}` is a pattern, not the name of a selection"
            raise _SyntaxError(message, token.offset, f"write `1 of {token.text}` or `all of {token.text}`")
        if token.text in self.selections:
            return self.use(token.text, token)
        self.report(
            UNKNOWN_SELECTION,
            f"there is no selection `{token.text}`",
            token.offset,
            did_you_mean(token.text, self.selections),
        )
        return And(())

    def quantified(self) -> Condition:
        quantifier = self.take()
        self.take()
        if quantifier.text not in _QUANTIFIERS and not _COUNT.fullmatch(quantifier.text):
            message = f"`{quantifier.text} of` has no meaning"
            raise _SyntaxError(
                message, quantifier.offset, "write `1 of`, `all of`, or a number such as `2 of`"
            )
        if not self.current.is_word:
            raise self.unexpected("a pattern such as `selection_*`, or `them`")
        pattern = self.take()
        names = self.matching(pattern)
        if not names:
            message = f"no selection matches `{pattern.text}`"
            advice = did_you_mean(pattern.text.rstrip("*"), self.selections)
            self.report(EMPTY_PATTERN, message, pattern.offset, advice)
        label = f"{quantifier.text} of {pattern.text}"
        if quantifier.text in _QUANTIFIERS:
            join = _QUANTIFIERS[quantifier.text]
            return join(self.use_all(names, pattern), label)
        return Or(self.at_least(int(quantifier.text), names, quantifier, pattern), label)

    def at_least(
        self, count: int, names: list[str], quantifier: Token, pattern: Token
    ) -> tuple[Condition, ...]:
        """Every choice of so many selections: one must be met as a whole."""
        if count > len(names):
            message = f"`{quantifier.text} of {pattern.text}` is never met: {len(names)} selections fit"
            raise _SyntaxError(message, quantifier.offset, "ask for fewer")
        if comb(len(names), count) * count > self.room.conditions:  # before they are made
            raise _too_large(pattern)
        return tuple(
            And(tuple(self.use(name, pattern) for name in chosen)) for chosen in combinations(names, count)
        )

    def use(self, name: str, token: Token) -> Condition:
        """A selection where the condition names it; each time it is tried, so each time it counts."""
        selection = self.selections[name]
        self.used.add(name)
        if name not in self._sizes:
            self._sizes[name] = size(selection)
        self._take_room(self._sizes[name], token)
        return selection

    def use_all(self, names: list[str], pattern: Token) -> tuple[Condition, ...]:
        """All that a pattern means, put together once however often the condition has it."""
        known = self._together.get(pattern.text)
        if known is not None:
            self._take_room(sum(self._sizes[name] for name in names), pattern)
            return known
        made = tuple(self.use(name, pattern) for name in names)
        self._together[pattern.text] = made
        return made

    def _take_room(self, conditions: int, token: Token) -> None:
        self.room.conditions -= conditions
        if self.room.conditions < 0:
            raise _too_large(token)

    def matching(self, pattern: Token) -> list[str]:
        """Selections that begin with `_` are left out unless the pattern begins with it, too."""
        text = pattern.text
        if text not in self._matching:
            self._looks -= len(self.selections)
            if self._looks < 0:
                message = "the condition holds too many patterns against too many selections"
                raise _SyntaxError(message, pattern.offset, "split the rule", TOO_LARGE)
            fits = compile_glob(parse_text("*" if text == _THEM else text).parts)
            hidden = text.startswith("_")
            self._matching[text] = [
                name for name in self.selections if fits(name) and (hidden or not name.startswith("_"))
            ]
        return self._matching[text]

    def unexpected(self, wanted: str) -> _SyntaxError:
        token = self.current
        if token.text == _END:
            return _SyntaxError(f"the condition ends where {wanted} should follow", token.offset)
        advice = did_you_mean(token.text, _RESERVED)
        if token.text.lower() in _RESERVED and token.text not in _RESERVED:
            advice = f"write `{token.text.lower()}`: the words of a condition are lower case"
        return _SyntaxError(f"expected {wanted}, found `{token.text}`", token.offset, advice)


def _too_large(token: Token) -> _SyntaxError:
    message = f"the condition consists of more than {LARGEST:,} conditions"
    advice = "split the rule, or list values under one field"
    return _SyntaxError(message, token.offset, advice, TOO_LARGE)


def _after_blank(source: str, position: int) -> int:
    found = _BLANK.match(source, position)
    assert found is not None
    return found.end()


def _unexpected_character(character: str, offset: int) -> _SyntaxError:
    if character == "|":
        message = "a condition with a pipe is Sigma's old aggregation"
        return _SyntaxError(message, offset, "write a correlation document over this one", AGGREGATION)
    advice = _MEANT.get(character, "names of selections in a condition are letters, digits, `_` and `-`")
    return _SyntaxError(f"`{character}` has no meaning in a condition", offset, advice)
