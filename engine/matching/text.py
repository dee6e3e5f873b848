"""Text as Sigma writes it: wildcards, escapes, folding, the text form of a value. Knows no events."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_LE
from collections.abc import Iterable
from enum import Enum
from typing import Any, Final, Literal

import msgspec

from engine.matching.hosts import as_domain, domains_in
from engine.matching.skeleton import skeleton

ESCAPE: Final = "\\"
BYTE_ORDER_MARK: Final = "\ufeff"

Form = Literal["folded", "cased", "skeleton", "hosts"]
"""What is done to both sides of a comparison of text before they are compared."""
FOLDED: Final = "folded"
"""Upper and lower case are one."""
CASED: Final = "cased"
"""As written."""
SKELETON: Final = "skeleton"
"""What it looks like: letters that look alike are one, and what cannot be seen is gone."""
HOSTS: Final = "hosts"
"""The hosts that it names, and the domains above them."""


class Wildcard(Enum):
    """What stands for other text."""

    ANY = "*"
    ONE = "?"


Part = str | Wildcard
_WILDCARDS: Final = {wildcard.value: wildcard for wildcard in Wildcard}
_ESCAPABLE: Final = frozenset({ESCAPE, *_WILDCARDS})


class Text(msgspec.Struct, frozen=True):
    """A text value of a rule: literal parts with wildcards between them.

    Literal parts are never empty and never adjacent, so equal texts have equal parts.
    `marked`: it begins with the byte order mark of UTF-16, which is two bytes and not three.
    """

    parts: tuple[Part, ...]
    form: Form = FOLDED
    marked: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it is the empty text, without even a wildcard."""
        return not self.parts

    @property
    def has_wildcards(self) -> bool:
        """Whether it stands for more than one text."""
        return any(isinstance(part, Wildcard) for part in self.parts)

    @property
    def literal(self) -> str:
        """Its characters without the wildcards among them."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def open_start(self) -> Text:
        """The same with anything before it."""
        if self.parts[:1] == (Wildcard.ANY,):
            return self
        return Text((Wildcard.ANY, *self.parts), self.form)

    def open_end(self) -> Text:
        """The same with anything after it."""
        if self.parts[-1:] == (Wildcard.ANY,):
            return self
        return Text((*self.parts, Wildcard.ANY), self.form)

    def with_form(self, form: Form) -> Text:
        """The same, to be compared in another form."""
        return Text(self.parts, form, marked=self.marked)

    def after(self, literal: str) -> Text:
        """The same with a literal piece before it, which is not empty."""
        first, rest = self.parts[:1], self.parts[1:]
        if first and isinstance(first[0], str):
            return Text((literal + first[0], *rest), self.form)
        return Text((literal, *self.parts), self.form)

    def encoded(self, codec: str) -> Text:
        """The bytes of another encoding, read as UTF-8 again, wildcards kept; or UnicodeError."""
        parts = (part.encode(codec).decode() if isinstance(part, str) else part for part in self.parts)
        return Text(tuple(parts), self.form)

    def of(self, parts: tuple[Part, ...]) -> Text:
        """Other parts, compared in the same way."""
        return msgspec.structs.replace(self, parts=parts)

    def written(self, literal: str) -> Text:
        """Another text, of plain characters, compared in the same form."""
        return Text((literal,) if literal else (), self.form)

    def __bytes__(self) -> bytes:
        """Its literal characters as UTF-8, the mark of `utf16` as that of UTF-16; or UnicodeError."""
        data = self.literal.encode()
        return BOM_UTF16_LE + data.removeprefix(BOM_UTF8) if self.marked else data

    def can_be(self, codec: str) -> bool:
        """Whether `encoded` will do."""
        try:
            self.encoded(codec)
        except UnicodeError:
            return False
        return True

    @property
    def length(self) -> int:
        """How many characters it has, wildcards included."""
        length = 0
        for part in self.parts:
            length += len(part) if isinstance(part, str) else 1
        return length

    def __str__(self) -> str:
        """As a rule would write it."""
        return "".join(part.value if isinstance(part, Wildcard) else _escaped(part) for part in self.parts)


def parse_text(source: str) -> Text:
    r"""Read `*` and `?` as wildcards, `\*` and `\?` as themselves, `\\` as one backslash.

    A backslash before any other character, or at the end, is itself.
    """
    if _ESCAPABLE.isdisjoint(source):  # nearly every text
        return Text((source,) if source else ())
    parts: list[Part] = []
    literal: list[str] = []
    characters = iter(source)
    for character in characters:
        if character == ESCAPE:
            following = next(characters, "")
            literal.append(following if following in _ESCAPABLE else ESCAPE + following)
        elif character in _WILDCARDS:
            if literal:
                parts.append("".join(literal))
                literal = []
            parts.append(_WILDCARDS[character])
        else:
            literal.append(character)
    if literal:
        parts.append("".join(literal))
    return Text(tuple(parts))


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts as a text has them: none is empty, no two literal ones are adjacent."""
    whole: list[Part] = []
    for part in parts:
        if isinstance(part, str) and whole and isinstance(whole[-1], str):
            whole[-1] += part
        elif part:
            whole.append(part)
    return tuple(whole)


def fold(text: str) -> str:
    """Text as it is compared when case does not matter.

    `str.lower`, save that it writes a sigma at the end of a word in another way: without
    that exception folding a piece of a text gives the same piece of the folded text, on
    which `contains` and every index rely.
    """
    lowered = text.lower()
    return lowered if lowered.isascii() else lowered.replace("ς", "σ")


def forms_of(text: str, form: Form) -> tuple[str, ...]:
    """What a text of an event is in this form: one text; for its hosts, any number."""
    return domains_in(text) if form == HOSTS else (in_form(text, form),)


def in_form(text: str, form: Form) -> str:
    """Text of a rule as it is compared in this form.

    A piece of a text gives the same piece of what the text gives, save for hosts, which are whole.
    """
    match form:
        case "folded":
            return fold(text)
        case "cased":
            return text
        case "skeleton":
            return skeleton(text)
        case "hosts":
            return as_domain(text) or text


def text_of(value: Any) -> str | None:
    """The text form of a scalar: `4688`, `0.5`, `true`; None for what has none (null, mappings, ...)."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer_text(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return None


def _integer_text(value: int) -> str:
    try:
        return str(value)
    except ValueError:  # Python refuses to write integers of more than some thousand digits in decimal
        return hex(value)


def _escaped(literal: str) -> str:
    return "".join(ESCAPE + character if character in _ESCAPABLE else character for character in literal)
