"""Whole words in a text: where one begins and ends, and whether some stand there one after another.

A word is a run of letters and digits, with the marks on them. An underscore joins two of these and
is no part of a word at its end, for `_so_` is how Discord slants. Apostrophes, hyphens, emoji and
every other sign end a word. Where scripts write no blanks between words, nobody can tell: there a
text is found wherever it stands. Knows no rules.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import msgspec

from engine.matching.skeleton import skeleton
from engine.matching.text import SKELETON, Form, Text, Wildcard, in_form

_JOINS: Final = "_"
_APOSTROPHE: Final = "'"
_APOSTROPHES: Final = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\uff07"), _APOSTROPHE)
"""What keyboards of phones write for it."""
_MARKS: Final = frozenset({"Mn", "Mc"})
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: written without blanks between words."""
_SHAPES: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Which shape of an emoji or sign is meant; Unicode calls them marks, and nothing is seen of them."""
_TEXTS_KEPT: Final = 16
_CHARACTERS_KEPT: Final = 1_024

NO_SIGNS: Final[frozenset[int]] = frozenset()


class Phrase(msgspec.Struct, frozen=True):
    """One word or several, brought into the form in which they are looked for.

    `pieces` stand in a text with blanks between them. `begins` and `ends` say at which side a
    word must begin or end; at a sign, or an open end, none need.
    """

    pieces: tuple[str, ...]
    begins: bool
    ends: bool

    @property
    def longest(self) -> str:
        """The longest run of characters that must stand in a text as it is."""
        runs = (run for piece in self.pieces for run in piece.split(_APOSTROPHE))
        return max(runs, key=len)

    def stands_in(self, text: str, signs: frozenset[int]) -> bool:
        """Whether it stands somewhere in a `straight` text, whose characters at `signs` are no letters."""
        first = self.pieces[0]
        start = text.find(first)
        while start >= 0:
            end = self._end(text, start)
            if (
                end > 0
                and not (self.begins and _in_word(text, start - 1, -1, signs))
                and not (self.ends and _in_word(text, end, 1, signs))
            ):
                return True
            start = text.find(first, start + 1)
        return False

    def _end(self, text: str, start: int) -> int:
        """Where the pieces end that begin here; 0 when they do not all follow."""
        end = start + len(self.pieces[0])
        for piece in self.pieces[1:]:
            after = end
            while after < len(text) and text[after].isspace():
                after += 1
            if after == end or not text.startswith(piece, after):
                return 0
            end = after + len(piece)
        return end


def phrase_of(text: Text, form: Form) -> Phrase | None:
    """What a text of a rule looks for; None when nothing is left of it in this form.

    An `*` at its beginning or end opens it there; it has no other wildcards.
    """
    literal = straight(text.literal)
    pieces = tuple(straight(in_form(literal, form)).split())
    if not pieces:
        return None
    seen = [character for character in literal if in_form(character, form).strip()]
    return Phrase(
        pieces,
        text.parts[0] is not Wildcard.ANY and _is_letter(seen[0], form),
        text.parts[-1] is not Wildcard.ANY and _is_letter(seen[-1], form),
    )


def straight(text: str) -> str:
    """The text with one apostrophe for all, each character in its place."""
    return text if text.isascii() else text.translate(_APOSTROPHES)


@lru_cache(_TEXTS_KEPT)
def signs_in(written: str) -> frozenset[int]:
    """The places in the skeleton of a text where a sign looks like a letter: `|`, `@`, `$`, `€`.

    Inside a word it is the letter, as in `n|tro`, and beside one the sign, as in `||nitro||`.
    """
    found: list[int] = []
    place = 0
    for character in written:
        length, is_sign = _in_skeleton(character)
        if is_sign:
            found += range(place, place + length)
        place += length
    return frozenset(found)


@lru_cache(_CHARACTERS_KEPT)
def _in_skeleton(character: str) -> tuple[int, bool]:
    """How many places it has there, and whether it looks like a letter and is none."""
    looks = skeleton(character)
    return len(looks), looks != "" and not _is_letter(character, SKELETON)


def _in_word(text: str, place: int, step: int, signs: frozenset[int]) -> bool:
    """Whether what stands there goes on with a word: a letter, also behind underscores."""
    while 0 <= place < len(text) and text[place] == _JOINS:
        place += step
    return 0 <= place < len(text) and place not in signs and _is_part(text[place])


def _is_letter(character: str, form: Form) -> bool:
    """Whether it is a part of words as it is written; in a skeleton, letters in circles and squares too."""
    if _is_part(character):
        return True
    return form == SKELETON and "LETTER" in unicodedata.name(character, "")


def _is_part(character: str) -> bool:
    if character.isascii():
        return character.isalnum()
    if _UNSPACED.match(character) or _SHAPES.match(character):
        return False
    return character.isalpha() or character.isdecimal() or unicodedata.category(character) in _MARKS
