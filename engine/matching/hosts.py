"""The hosts that a text names: in links and bare, in whatever disguise they stand. Knows no rules.

A host is what a browser would open: the part between the scheme and user on one side and the
port and path on the other, in small letters, with full-width letters and dots made plain,
punycode and percent-encoding undone, and without the characters that cannot be seen. What
only looks like a host is another one; `likeness` is for that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from engine.matching.skeleton import skeleton

_DOT: Final = "."
_OTHER_DOTS: Final = re.compile("[\u3002\uff0e\uff61\u2024\ufe52]")
"""What browsers and NFKC read as a dot."""
_PUT_IN_BRACKETS: Final = re.compile(r"[\[({] ?(?:\.|dot) ?[\])}]", re.IGNORECASE)
"""A dot that is written so that no program takes it for one: `example[.]com`, `example (dot) com`."""
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""What Unicode calls default ignorable, beyond the musical marks and shorthand."""

_WHOLE_PHRASES: Final = re.compile("[\ufdfa\ufdfb]")
"""Signs of which NFKC makes several words: a text of them would become eighteen times as long."""

_WORD: Final = re.compile(r"[^\s<>()\[\]{}\"`|*~,;\u2018-\u201f\u00ab\u00bb]+")
_SCHEME_END: Final = re.compile(r":[/\\]+|^[/\\]{2,}")
_AUTHORITY_END: Final = re.compile(r"[/\\?#]")
_NAME: Final = re.compile("[\\w\u0300-\u036f.-]+")
_WRITTEN_WITHOUT_BLANKS: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]+"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese: a host may stand in the middle of such a sentence."""
_LONGEST: Final = 253
"""Characters in a host, by the rules of the domain name system."""
_PUNYCODE: Final = "xn--"
_IPV4_LABELS: Final = 4


def domains_in(text: str) -> tuple[str, ...]:
    """Each host that the text names, and each domain above it: `a.example.com`, `example.com`, `com`."""
    if not _has_inner_dot(text) and not _has_another_dot(text):
        return ()
    found: dict[str, None] = {}
    for host in _hosts(text):
        labels = host.split(_DOT)
        for first in range(len(labels)):
            found[_DOT.join(labels[first:])] = None
    return tuple(found)


def as_domain(text: str) -> str | None:
    """A domain as `domains_in` would name it; None if the text is anything else, or more."""
    plain = _plain(text)
    if _NAME.fullmatch(plain) is None or len(plain) > _LONGEST or not all(plain.split(_DOT)):
        return None
    return _readable(plain)


def likeness(domain: str) -> str:
    """What a domain is taken for at a glance: as it looks, `rn` for m, `vv` for w, and no hyphens."""
    return skeleton(domain).replace("rn", "m").replace("vv", "w").replace("-", "")


def _has_inner_dot(text: str) -> bool:
    """Whether a dot does more than end a sentence. Most texts have no such dot, and cost nothing more."""
    at = text.find(_DOT)
    while at >= 0:
        if text[at + 1 : at + 2].strip() or text[at - 1 : at] == " ":
            return True
        at = text.find(_DOT, at + 1)
    return False


def _has_another_dot(text: str) -> bool:
    if "%2" in text or (not text.isascii() and _OTHER_DOTS.search(text)):
        return True
    return ("[" in text or "(" in text or "{" in text) and _PUT_IN_BRACKETS.search(text) is not None


def _plain(text: str) -> str:
    """The text with all its dots and letters where a browser would see them, in small letters."""
    if not text.isascii():
        text = _WHOLE_PHRASES.sub(" ", _INVISIBLE.sub("", text))
        text = _OTHER_DOTS.sub(_DOT, unicodedata.normalize("NFKC", text))
    if "[" in text or "(" in text or "{" in text:
        text = _PUT_IN_BRACKETS.sub(_DOT, text)
    if " ." in text:  # no language writes a blank before a full stop; one behind it is ordinary
        text = text.replace(" . ", _DOT).replace(" .", _DOT)
    return text.lower()


def _hosts(text: str) -> Iterator[str]:
    plain = _plain(text)
    yield from _hosts_in(plain)
    if "%" in plain:  # what is encoded may be part of the host, or of what stands before it
        yield from _hosts_in(_plain(unquote(plain, errors="replace")))


def _hosts_in(plain: str) -> Iterator[str]:
    for blank_to_blank in plain.split():
        if _DOT not in blank_to_blank[:-1]:
            continue
        for word in _WORD.findall(blank_to_blank):
            yield from _hosts_of(word)


def _hosts_of(word: str) -> Iterator[str]:
    if _NAME.fullmatch(word):
        yield from _named(word)
    elif _DOT in word:
        for link in _SCHEME_END.split(word):  # a link may hold another one, which it leads to
            authority = _AUTHORITY_END.split(link, maxsplit=1)[0].rpartition("@")[2]
            if _DOT in authority:
                yield from _named(authority)


def _named(authority: str) -> Iterator[str]:
    for name in _NAME.findall(authority):
        yield from _cut(name)
        if not name.isascii() and _WRITTEN_WITHOUT_BLANKS.search(name):
            for piece in _WRITTEN_WITHOUT_BLANKS.split(name):
                yield from _cut(piece)


def _cut(name: str) -> Iterator[str]:
    for host in name.split(".."):
        shortened = host.strip("._-")[-_LONGEST:].lstrip("._-")
        if _DOT in shortened and _is_host(shortened.split(_DOT)):
            yield _readable(shortened)


def _is_host(labels: list[str]) -> bool:
    """Whether it can be one at all: `3.5`, `a.m` and `v1.2` are numbers and abbreviations."""
    if labels[-1].isdecimal():
        return len(labels) == _IPV4_LABELS and all(map(str.isdecimal, labels))
    return len(labels[-1]) > 1


def _readable(host: str) -> str:
    """The host with its punycode as the letters it stands for."""
    if _PUNYCODE not in host:
        return host
    return _DOT.join(map(_decoded, host.split(_DOT)))


def _decoded(label: str) -> str:
    if not label.startswith(_PUNYCODE) or not label.isascii():
        return label
    try:
        return label.removeprefix(_PUNYCODE).encode().decode("punycode").lower()
    except UnicodeError:
        return label
