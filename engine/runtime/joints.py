"""Which documents share a state: they are hit as one, by the identity of what stands for them.

A value: `changed` gives another at a cost that hardly depends on the documents that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.systems.kind import Compiled, Joint, Kind, Steps

_Members = dict[str, Compiled]


class Joints:
    """`documents` are those that stand for others, by identity; `members` whom each stands for, in order."""

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
        self.documents[identity] = joint.join(identity, list(members.values()))


def with_joints(kinds: Mapping[str, Kind]) -> dict[str, Steps]:
    """All that steps: each kind, and behind it what its documents do together."""
    found: dict[str, Steps] = {}
    for name, kind in kinds.items():
        found[name] = kind
        if kind.joint is not None:
            found[kind.joint.name] = kind.joint
    return found
