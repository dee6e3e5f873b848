"""What a message hides: links that name another place than they lead to, characters that cannot be seen.

For nearly every message it is a look at one flag of its text and at two letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.matching.hosts import domains_in

MOST_LINKS: Final = 50
"""Different ones that are looked at; nobody reads as many."""
_MASK: Final = "]("
_LINK: Final = re.compile(r"\[([^\[\]\n]{1,300})\]\(\s{0,3}<?([^\s()<>]{1,2000})")
_PLACE: Final = re.compile(
    r"://|\bwww\.|\b[\w-]+\.(?:com|net|org|gg|gifts?|io|ru|me|tv|app|xyz)\b", re.IGNORECASE
)
"""What makes the text of a link name a place; `README.md` and `node.js` name none."""

_FLAG: Final = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
"""The flags of England, Scotland, Wales and Texas are spelled in letters that cannot be seen."""
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f]"
)
"""Without those that emoji, Persian and writing from right to left need."""
_MARKS: Final = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")
"""More marks on one letter than any language has."""


def disguise(content: str) -> dict[str, int]:
    """Fields of a message; none for nearly all."""
    fields: dict[str, int] = {}
    if _MASK in content:
        links = dict.fromkeys(_LINK.findall(content))
        fields["masked_links"] = sum(_leads_elsewhere(*link) for link in islice(links, MOST_LINKS))
    if not content.isascii():
        fields["invisible"] = len(_UNSEEN.findall(content))
        if fields["invisible"]:
            fields["invisible"] = len(_UNSEEN.findall(_FLAG.sub("", content)))
        fields["marked_letters"] = len(_MARKS.findall(content))
    return {name: count for name, count in fields.items() if count}


def _leads_elsewhere(text: str, target: str) -> bool:
    if _PLACE.search(text) is None:
        return False
    named, reached = set(_hosts(text)), set(_hosts(target))
    return bool(named and reached) and not any(_same_place(one, other) for one in named for other in reached)


def _hosts(text: str) -> Iterator[str]:
    """Whole hosts, without the domains above them."""
    whole = ""
    for domain in domains_in(text):
        if not whole.endswith("." + domain):
            whole = domain
            yield domain


def _same_place(one: str, other: str) -> bool:
    return one == other or one.endswith("." + other) or other.endswith("." + one)
