"""Which documents share a state: they are hit as one, by the identity of what stands for them.

A guild that tunes one of them has that one stand alone, and what stands for the others is another there.
A value: `changed` gives another at a cost that hardly depends on the documents that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.systems.kind import Compiled, Joint, Kind, Steps

_Members = dict[str, Compiled]


class Joints:
    """`documents` are those that stand for others, by identity; `members` whom each stands for, in order.

    A member stands for itself in the guilds where it has variants.
    """

    __slots__ = ("_kinds", "documents", "members")

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds
        self.documents: dict[str, Compiled] = {}
        self.members: dict[str, _Members] = {}

    def changed(self, gone: Iterable[Compiled], come: Iterable[Compiled]) -> Joints:
        """Without some documents and with others; their identities may be the same."""
        after = Joints(self._kinds)
        after.documents, after.members = self.documents.copy(), self.members.copy()
        touched: dict[str, _Members] = {}

        def members_of(each: Compiled) -> _Members:
            found = touched.get(each.joint)
            if found is None:
                found = touched[each.joint] = dict(self.members.get(each.joint, {}))
            return found

        for each in gone:
            if each.joint:
                del members_of(each)[each.identity]
        for each in come:
            if each.joint:
                members_of(each)[each.identity] = each
        for identity, members in touched.items():
            after._put(identity, {name: members[name] for name in sorted(members)})
        return after

    def meant(self, identity: str, guild: int | None) -> Iterable[str] | None:
        """The members in a guild, by identity; None of what stands for no others."""
        members = self.members.get(identity)
        if members is None:
            return None
        return [name for name, each in members.items() if guild not in each.variants]

    def joint_of(self, document: Compiled) -> Joint:
        """What a document does together with others, or what those do for which it stands."""
        kind = self._kinds[next(iter(self.members[document.identity].values())).kind]
        assert kind.joint is not None, document.identity
        return kind.joint

    def _put(self, identity: str, members: _Members) -> None:
        if not members:
            del self.documents[identity], self.members[identity]
            return
        first = next(iter(members.values()))
        joint = self._kinds[first.kind].joint
        assert joint is not None, first.identity
        self.members[identity] = members
        self.documents[identity] = _joined(joint, identity, members)


def _joined(joint: Joint, identity: str, members: _Members) -> Compiled:
    """What stands for its members; with what it is in the guilds where it stands for fewer, or for none."""
    everywhere = joint.join(identity, list(members.values()))
    missing: dict[int, tuple[str, ...]] = {}
    for name, each in members.items():
        for guild in each.variants:
            missing[guild] = (*missing.get(guild, ()), name)
    without: dict[tuple[str, ...], Compiled] = {}
    for names in missing.values():
        left = [each for name, each in members.items() if name not in names]
        if names not in without:
            off = msgspec.structs.replace(everywhere, off=True)
            without[names] = joint.join(identity, left) if left else off
    variants = {
        guild: msgspec.structs.replace(without[names], guilds=frozenset({guild}), variants={})
        for guild, names in missing.items()
    }
    return msgspec.structs.replace(everywhere, variants=variants)


def with_joints(kinds: Mapping[str, Kind]) -> dict[str, Steps]:
    """All that steps: each kind, and behind it what its documents do together."""
    found: dict[str, Steps] = {}
    for name, kind in kinds.items():
        found[name] = kind
        if kind.joint is not None:
            found[kind.joint.name] = kind.joint
    return found
