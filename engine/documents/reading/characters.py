"""Bytes of a file into text that may be parsed: UTF-8 only, without signs that a reviewer cannot see.

Knows nothing of YAML.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import msgspec

from engine.diagnostics.lines import BREAK, lines_of
from engine.documents.document import Place

TOO_LARGE: Final = "TOC102"
NOT_UTF8: Final = "TOC103"
CONTROL: Final = "TOC104"
HIDDEN: Final = "TOC105"
BYTE_ORDER_MARK: Final = "TOC106"

MAX_BYTES: Final = 256 * 1024

_REFUSED: Final = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow, and line breaks that only some programs see (NEL, LS, PS)."""
_HIDDEN: Final = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""What changes the order of text on screen, or takes no room there. Joiners stay: emoji need them."""
_SAVE: Final = "save it as UTF-8 without a byte order mark"


class Finding(msgspec.Struct, frozen=True):
    """Something wrong at a place of the text; which file it is, its reader knows."""

    code: str
    place: Place
    message: str
    help: str | None = None


def decode(body: bytes) -> tuple[str | None, list[Finding]]:
    """The text without a byte order mark, None if it cannot be parsed; and what is wrong with its signs."""
    if len(body) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024} KiB"
        return None, [Finding(TOO_LARGE, (1, 1), message, "split it into several files")]
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, [Finding(NOT_UTF8, (1, 1), "the file is UTF-16, not UTF-8", _SAVE)]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        place = place_of(body[: error.start].decode("utf-8"), None)
        return None, [Finding(NOT_UTF8, place, f"byte 0x{body[error.start]:02x} is not UTF-8", _SAVE)]
    found: list[Finding] = []
    if text.startswith("\ufeff"):
        text = text[1:]
        found.append(Finding(BYTE_ORDER_MARK, (1, 1), "the file begins with a byte order mark", _SAVE))
    refused = [_finding(CONTROL, at, "take it out") for at in _once_a_line(_REFUSED, text)]
    found += refused
    if not text.isascii():
        found += [_finding(HIDDEN, at, _escape(at[0])) for at in _once_a_line(_HIDDEN, text)]
    return (None if refused else text), found


def shown_of(body: bytes) -> str | None:
    """What people may be shown of bytes that cannot be parsed; None when they are too many, or no text."""
    if len(body) > MAX_BYTES or body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    return body.decode("utf-8", "replace").removeprefix("\ufeff")


def place_of(text: str, index: int | None) -> Place:
    """Line and column, from 1, of a code point; None is the end of the text."""
    before = text if index is None else text[:index]
    line, start = 1, 0
    for match in BREAK.finditer(before):
        line, start = line + 1, match.end()
    return line, len(before) - start + 1


def name_of(sign: str) -> str:
    """A sign by number and name: `U+202E RIGHT-TO-LEFT OVERRIDE`."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, 'control character')}"


def _once_a_line(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, Place]]:
    if pattern.search(text) is None:
        return
    for number, line in enumerate(lines_of(text), 1):
        match = pattern.search(line)
        if match is not None:
            yield match.group(), (number, match.start() + 1)


def _escape(sign: str) -> str:
    return f'write it as an escape in double quotes, "\\u{ord(sign):04x}", so that a reviewer sees it'


def _finding(code: str, at: tuple[str, Place], advice: str) -> Finding:
    sign, place = at
    return Finding(code, place, f"{name_of(sign)} may not stand in a file", advice)
