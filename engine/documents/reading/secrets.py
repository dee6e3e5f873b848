"""Secrets that stand in a file: a bot's token, the address of a webhook. Found, and never shown.

Who has one of them has the bot, or can write as the community. A file is read by many, and a
version of it that is gone is still there in git. Only what really is one counts: a token begins
with the bot's id in base64.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from typing import Final

from engine.documents.reading.characters import Finding, place_of

FOUND: Final = "TOC118"

_MASK: Final = "x"
_TOKEN: Final = re.compile(r"(?<![\w-])([\w-]{23,28})\.[\w-]{6,7}\.[\w-]{27,}", re.ASCII)
_INSIDE_A_TOKEN: Final = re.compile(r"\.[\w-]{6,7}\.[\w-]{27}", re.ASCII)
"""Begins with a point, so that a text without any such is passed over quickly."""
_WEBHOOK: Final = re.compile(r"/api/webhooks/[0-9]{17,20}/([\w-]{60,})", re.ASCII)
_ID: Final = re.compile(rb"[0-9]{17,20}")
_TAKE_BACK: Final = "take it out, and make a new one: this one is known to everyone who saw the file"


def hide_secrets(text: str) -> tuple[str, list[Finding]]:
    """The text with each secret masked, sign for sign, and where they stood."""
    spans = sorted([*_tokens(text), *_webhooks(text)])
    if not spans:
        return text, []
    parts, end, found = [], 0, []
    for begin, until, what in spans:
        found.append(Finding(FOUND, place_of(text, begin), f"{what} stands in the file", _TAKE_BACK))
        parts += [text[end:begin], _MASK * (until - max(begin, end))]
        end = until
    return "".join((*parts, text[end:])), found


def _tokens(text: str) -> Iterator[tuple[int, int, str]]:
    if _INSIDE_A_TOKEN.search(text) is None:
        return
    for match in _TOKEN.finditer(text):
        if _is_id(match[1]):
            yield match.start(), match.end(), "a bot's token"


def _webhooks(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _WEBHOOK.finditer(text):
        yield match.start(1), match.end(1), "the key of a webhook"


def _is_id(encoded: str) -> bool:
    try:
        decoded = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        return False
    return _ID.fullmatch(decoded) is not None
