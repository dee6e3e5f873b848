"""What a document means to what runs under it, as hashes: what it does, when it is met, what its state is.

Two versions of a document are held against each other by these, never by their text: a new title
changes nothing, a new threshold keeps the windows, a new group-by begins them anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec
import orjson

from engine.documents.document import Document, digest_of
from engine.systems.kind import Compiled, Kind
from engine.systems.sections import section_of

_DIGEST_BYTES: Final = 12
_DESCRIBING: Final = frozenset(
    {
        "title", "name", "description", "tags", "tests", "references", "author", "owner", "comment", "date",
        "modified", "status", "license", "related", "falsepositives", "fields", "taxonomy",
    }
)  # fmt: skip
"""Keys of a document that say something to people alone."""
_ANSWERING: Final = frozenset({"level"})
_ANSWERING_OF_OURS: Final = frozenset(
    {"emit", "system", "confidence", "advice", "mode", "guilds", "on_change", "lateness"}
)
"""Keys that say what follows from a hit and for whom: what counts the hits counts the same without them."""


def with_meaning(document: Document, compiled: Compiled, kind: Kind, below: Sequence[Compiled]) -> Compiled:
    """The compiled document with its hashes. `below` are those that it is made of, compiled, in order."""
    body = {key: value for key, value in document.body.items() if key not in _DESCRIBING}
    ours = section_of(body, "tocsin")
    behaviour = _digest(document.kind, body, [each.behaviour for each in below], *["off"] * document.off)
    found = msgspec.structs.replace(
        compiled,
        digest=document.digest or digest_of(document),
        behaviour=behaviour,
        match_key=_digest(document.kind, _met_by(body, ours), _matches(below)),
        state_key=_state_key(compiled, kind, behaviour),
        source_key="" if kind.state is None else _digest(_matches(below)),
        keeps=compiled.keeps or ours.get("on_change") == "keep",
        body=document.body,
    )
    joint = _joint(found, kind)
    return msgspec.structs.replace(found, joint=joint) if joint else found


def means_the_same(old: Compiled, new: Compiled) -> bool:
    """Whether state that was kept under one version can be read under the other."""
    if old.state_key != new.state_key:
        return False
    return new.keeps or old.source_key == new.source_key


def _state_key(compiled: Compiled, kind: Kind, behaviour: str) -> str:
    if kind.state is None:
        return ""
    stateful = kind.stateful(compiled.spec)
    if stateful is None:
        return behaviour
    return _digest(compiled.kind, compiled.group_by, compiled.counts, compiled.aliases, stateful)


def _joint(compiled: Compiled, kind: Kind) -> str:
    """The identity under which a document shares a state with all that count the same for the same guilds.

    One that keeps its state whatever is counted, or passes over some, has what no other has.
    """
    if kind.joint is None or compiled.keeps or compiled.unless is not None or compiled.off:
        return ""
    key = kind.joint.key(compiled)
    if key is None:
        return ""
    guilds = None if compiled.guilds is None else sorted(compiled.guilds)
    digest = _digest(compiled.state_key, compiled.source_key, compiled.lateness, compiled.most, guilds, key)
    return f"engine/{kind.joint.name}/{digest}"


def _met_by(body: Mapping[str, Any], ours: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        {key: value for key, value in body.items() if key not in _ANSWERING and key != "tocsin"},
        {key: value for key, value in ours.items() if key not in _ANSWERING_OF_OURS},
    ]


def _matches(below: Sequence[Compiled]) -> list[tuple[str, str]]:
    return sorted((each.identity, each.match_key) for each in below)


def _digest(*values: Any) -> str:
    said = orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return blake2b(said, digest_size=_DIGEST_BYTES).hexdigest()
