"""Files of a server's folder as they must have been under an earlier rulebook that the store keeps.

The store keeps what documents say, not how they were written: comments are gone in what is written anew. A
file that says today what it said then stays as it is, comments and all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from engine.bot.edits.drafting import Files
from engine.documents.document import Document, digest_of, pack_of
from engine.documents.home import GUILDS
from engine.documents.reading.scalars import plain
from engine.documents.rulebook import Rulebook

_WIDEST: Final = 10_000


class _Dumper(yaml.SafeDumper):
    """Writes text so that our own reader takes it for text: it reads more numbers than YAML 1.1 does."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if plain(text) == text else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def own_part(rulebook: Rulebook, guild: int) -> dict[str, list[Document]]:
    """A guild's own documents by the names of their files, in the order in which they stood there."""
    pack, inside = pack_of(guild), f"{GUILDS}/{guild}/"
    found: dict[str, list[Document]] = {}
    for document in rulebook.documents:
        if document.pack == pack:
            found.setdefault(document.path.rpartition(inside)[2], []).append(document)
    return {name: sorted(each, key=lambda one: one.position) for name, each in sorted(found.items())}


def part_hash(rulebook: Rulebook, guild: int) -> bytes:
    """What a guild's own part says, whatever its files are called."""
    part = own_part(rulebook, guild)
    return b"".join(digest_of(each) for documents in part.values() for each in documents)


def files_of(then: Rulebook, now: Rulebook, standing: Mapping[str, bytes], guild: int) -> Files:
    """The files that bring back what a rulebook said `then`; `standing` are those that are there now."""
    wanted, there = own_part(then, guild), own_part(now, guild)
    files: dict[str, bytes | None] = {name: None for name in standing if name not in wanted}
    for name, documents in wanted.items():
        if name not in standing or not _alike(documents, there.get(name, [])):
            files[name] = spelt(documents, guild)
    return files


def spelt(documents: Iterable[Document], guild: int) -> bytes:
    """Documents as a file; what its folder says of them anyway is left out."""
    texts = [
        yaml.dump(_left(each.body, guild), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDEST)
        for each in documents
    ]
    return "---\n".join(texts).encode()


def _alike(some: list[Document], others: list[Document]) -> bool:
    return [digest_of(each) for each in some] == [digest_of(each) for each in others]


def _left(body: Mapping[str, Any], guild: int) -> dict[str, Any]:
    left = {key: value for key, value in body.items() if key != "guild" or str(value) != str(guild)}
    tocsin = left.get("tocsin")
    if isinstance(tocsin, Mapping) and tocsin.get("guilds") == [str(guild)]:
        left["tocsin"] = {key: value for key, value in tocsin.items() if key != "guilds"}
    return {key: value for key, value in left.items() if key != "tocsin" or value}
