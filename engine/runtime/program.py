"""A rulebook made ready to run: which documents a signal hits, in a fixed order.

Pure and immutable once built. It matches; carrying out the steps is the core's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

import msgspec

from engine.catalogue import Catalogue
from engine.documents.differing import differing
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.matching.event import ABSENT, Event, number_of
from engine.runtime.indexes import Indexes
from engine.runtime.joints import Joints, with_joints
from engine.runtime.register import Rank, Register
from engine.signal import Signal, SignalType
from engine.systems.compiling import compile_all
from engine.systems.kind import Compiled, Hit, Key, Kind, Steps
from engine.systems.modes import DEFAULT_MODE, Mode, lowest

_DIGEST_BYTES: Final = 8
_LONGEST_PLAIN: Final = 64
"""Longer text in a key or a count is kept as a digest, so that state stays small."""
_INTEGERS: Final = range(-(2**63), 2**64)
"""Those that a key can be written with."""
_LARGEST: Final = 1e300
"""Numbers are measured up to here, so that no sum of them is infinite."""
_NO_ALIASES: Final[Mapping[str, str]] = {}
Fault = tuple[str, Exception]
"""The identity of a document, and what its test raised."""
_FEEDBACK: Final = SignalType.BASELINE_FEEDBACK.value
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Program:
    """The compiled documents of one rulebook beside the engine's own; `rank` is their order.

    `documents` are those and what stands for documents that share a state (`joints`); `single` has none of
    these. Of the program `before` it takes over all that is worked out of documents, as far as they are the
    same. After many changes it answers faster once its `indexes` are tidied.
    """

    def __init__(  # noqa: PLR0913 - what a program is made of
        self,
        rulebook: Rulebook,
        kinds: Mapping[str, Kind],
        catalogue: Catalogue,
        *,
        builtin: Sequence[tuple[Steps, Compiled]] = (),
        salt: bytes = b"",
        before: Program | None = None,
        says_type: bool = True,
    ) -> None:
        self.rulebook = rulebook
        self._catalogue = catalogue
        self._salt = salt
        if before is not None and before.of_documents is not kinds:
            before = None
        compiled = compile_all(rulebook, kinds, None if before is None else before.rulebook)
        self.single = {each.identity: each for _, each in builtin}
        self.single.update(compiled)
        self.of_documents: Mapping[str, Kind] = kinds
        self.kinds: dict[str, Steps] = {**{kind.name: kind for kind, _ in builtin}, **with_joints(kinds)}
        places = {kind: place for place, kind in enumerate(self.kinds)}
        if before is None or list(before.kinds) != list(self.kinds):
            self.joints = Joints(kinds).changed((), self.single.values())
            self.documents: dict[str, Compiled] = {**self.single, **self.joints.documents}
            self.indexes = Indexes(self.documents.values(), says_type=says_type)
            self._register = Register(places, self.documents.values())
        else:
            gone, come = differing(before.single.values(), self.single.values())
            self.joints = before.joints.changed(gone, come)
            self.documents = {**self.single, **self.joints.documents}
            left, joined = differing(before.joints.documents.values(), self.joints.documents.values())
            gone, come = gone + left, come + joined
            self.indexes = before.indexes.changed(gone, come)
            self._register = before._register.changed(gone, come)  # noqa: SLF001 - of another program
        self.rank: Mapping[str, Rank] = self._register.rank
        self._over = self._register.over
        self._communities = self._register.communities
        self._taken = self._register.taken
        self._variants = self._register.variants

    @property
    def longest_window(self) -> int:
        """The longest time a document may still answer after its last signal, in milliseconds."""
        spans = [each.lateness + each.span for each in self.documents.values()]
        return max(spans, default=0)

    def document(self, identity: str, guild: int | None) -> Compiled | None:
        """What a document is in a guild, if it is there."""
        found = self.documents.get(identity)
        return None if found is None else found.within(guild)

    def meant(self, identity: str, guild: int | None) -> Iterable[str]:
        """The documents, by identity, that a hit of one in a guild is about.

        Those that it stands for there, else itself.
        """
        found = self.joints.meant(identity, guild)
        return (identity,) if found is None else found

    def stands_for(self, identity: str, guild: int | None) -> str:
        """What is hit in the place of a document in a guild: that which stands for it, else itself."""
        found = self.single.get(identity)
        return identity if found is None else found.within(guild).joint or identity

    def is_muted(self, identity: str, guild: int | None) -> bool:
        """Whether another document's emission takes the place of its own in a guild."""
        return self._register.is_muted(identity, guild)

    def rules(self, guild: int) -> list[Document]:
        """The rules that count in a guild, as they are tuned there.

        It is told of no others: they may be another guild's own.
        """
        documents = self.rulebook.documents
        return [
            self._tuned(each, guild) for each in documents if each.is_rule and self.counts_in(each, guild)
        ]

    def _tuned(self, document: Document, guild: int) -> Document:
        body = self.documents[document.identity].within(guild).body
        return document if body is document.body else msgspec.structs.replace(document, body=dict(body))

    def community(self, guild: int | None) -> Compiled | None:
        """The document that says what holds in a guild as a whole: its own, else that of all, if any does."""
        for whose in (guild, None):
            found = self._communities.get(whose)
            if found:
                return min(found, key=lambda each: self.rank[each.identity])
        return None

    def mode_in(self, guild: int | None, *further: object) -> Mode:
        """How far anything goes in a guild whose `further` modes apply as well: the lowest of all."""
        found = self.community(guild)
        return lowest(DEFAULT_MODE if found is None else found.community, *further)

    def hits(self, signal: Signal, faults: list[Fault] | None = None) -> list[Hit]:
        """Every document that the signal meets: kind, then document; those that read hits among them.

        A document whose test raises is not met, and added to `faults`; without these it raises.
        """
        fields: Event | None = None
        found: list[Hit] = []
        raised: dict[str, Exception] | None = None if faults is None else {}
        for index in self.indexes.of(signal.type):
            if fields is None:
                fields = Event(signal.fields())
            met = index.match(fields, signal.guild, raised)
            if met:
                found += [self._hit(each, signal, fields, ()) for each in self._counting(met, signal)]
        if faults is not None and raised:
            told = [(self._met(key), error) for key, error in raised.items()]
            faults += [(each.identity, error) for each, error in told if self._counts_for(each, signal)]
        if signal.type == _FEEDBACK:
            found += self._taught(signal)
        if found or (signal.origin == "derived" and self._is_chained(signal.data.get("document"))):
            found = self._with_readers(signal, fields, found)
        if len(found) > 1:
            found.sort(key=lambda hit: self.rank[hit.document])
        if faults:
            faults.sort(key=lambda fault: self.rank[fault[0]])
        return found

    def _taught(self, signal: Signal) -> list[Hit]:
        """The document that somebody's word is about."""
        named = self.documents.get(str(signal.data.get("baseline")))
        if named is None or not named.is_taught:
            return []
        within = named.within(signal.guild)
        return [Hit(named.identity, (signal.guild,))] if self._in_scope(within, signal.guild) else []

    def _counting(self, met: Iterable[str], signal: Signal) -> list[Compiled]:
        """Those of the documents met that count for a signal, as they are in its guild."""
        return [each for each in map(self._met, met) if self._counts_for(each, signal)]

    def _counts_for(self, document: Compiled, signal: Signal) -> bool:
        """The bot's own acts concern few."""
        return self._in_scope(document, signal.guild) and (document.own or "self" not in signal.data)

    def _met(self, key: str) -> Compiled:
        """What an index calls by a key: a document, or what it is in one guild."""
        return self.documents.get(key) or self._variants[key]

    def _with_readers(self, signal: Signal, fields: Event | None, found: list[Hit]) -> list[Hit]:
        """Of a detection the hit is read, of a correlation the emission: never both of one document."""
        sources = [hit.document for hit in found if hit.document in self._over]
        if signal.origin == "derived" and self._is_chained(signal.data.get("document")):
            sources.append(signal.data["document"])
        if not sources:
            return found
        if fields is None:
            fields = Event(signal.fields())
        keys: dict[tuple[str, ...], Key] = {}
        guild = signal.guild
        for each, rules in self._readers(sources):
            reader = each.within(guild) if each.variants else each
            if reader.joint:  # what stands for it in this guild is among them
                continue
            if self._in_scope(reader, guild) and (reader.unless is None or not reader.unless(fields)):
                found += self._read(reader, signal, fields, rules, keys)
        return found

    def _readers(self, sources: list[str]) -> Iterable[tuple[Compiled, tuple[str, ...]]]:
        """Who reads hits of these, each with those of them that it reads."""
        if len(sources) == 1:
            rules = (sources[0],)
            return [(reader, rules) for reader in self._over[sources[0]]]
        found: dict[str, list[str]] = {}
        for source in sources:
            for reader in self._over[source]:
                found.setdefault(reader.identity, []).append(source)
        return [(self.documents[identity], tuple(sorted(each))) for identity, each in found.items()]

    def _is_chained(self, source: Any) -> bool:
        """Whether what a document emits is read: of those that read others themselves, no hit is."""
        return source in self._over and source in self.documents and bool(self.documents[source].over)

    def _read(
        self,
        reader: Compiled,
        signal: Signal,
        fields: Event,
        rules: tuple[str, ...],
        keys: dict[tuple[str, ...], Key],
    ) -> list[Hit]:
        """A hit for each group that the signal is in: by aliases it may be in another one for each rule.

        `keys` remembers those of a signal by the fields they are made of: many rules group alike.
        """
        if not reader.aliases:
            if reader.counts is not None:
                return [self._hit(reader, signal, fields, rules)]
            key = keys.get(reader.group_by)
            if key is not None:
                return [Hit(reader.identity, key, rules)]
            first = self._hit(reader, signal, fields, rules)
            keys[reader.group_by] = first.key
            return [first]
        hits: dict[Key, Hit] = {}
        for rule in rules:
            hit = self._hit(reader, signal, fields, (rule,), reader.aliases.get(rule, {}))
            before = hits.get(hit.key)
            if before is not None:
                value = hit.value if before.value is None else before.value
                hit = Hit(hit.document, hit.key, (*before.rules, rule), value)
            hits[hit.key] = hit
        return list(hits.values())

    def counts_in(self, document: Document, guild: int) -> bool:
        """Whether a document of the rulebook is for a guild, too."""
        return self._in_scope(self.documents[document.identity].within(guild), guild)

    def _in_scope(self, document: Compiled, guild: int | None) -> bool:
        if document.default and (document.kind, guild) in self._taken:
            return False
        if document.off or guild in document.variants:
            return False
        return document.guilds is None or guild in document.guilds

    def _hit(
        self,
        document: Compiled,
        signal: Signal,
        fields: Event | None,
        rules: tuple[str, ...],
        aliases: Mapping[str, str] = _NO_ALIASES,
    ) -> Hit:
        if not (document.group_by or document.counts is not None or document.values or document.numbers):
            return Hit(document.identity, (signal.guild,), rules)
        if fields is None:
            fields = Event(signal.fields())
        names = [aliases.get(name, name) for name in document.group_by] if aliases else document.group_by
        key: Key = (signal.guild, *[self._value(signal, name, fields) for name in names])
        value = None
        if document.counts is not None:
            read = self._number if document.numeric else self._value
            value = read(signal, aliases.get(document.counts, document.counts), fields)
        elif document.values or document.numbers:
            value = [self._first(signal, name, fields) for name in document.values]
            value += [self._number(signal, name, fields) for name in document.numbers]
        return Hit(document.identity, key, rules, value)

    def _first(self, signal: Signal, name: str | tuple[str, ...], fields: Event) -> Any:
        """The value of a field, or of the first of several that is there."""
        if isinstance(name, str):
            return self._value(signal, name, fields)
        for each in name:
            value = self._value(signal, each, fields)
            if value is not None:
                return value
        return None

    def _value(self, signal: Signal, name: str, fields: Event) -> Any:
        """A field's value fit for keys and state: what people wrote, or is long, as a salted digest."""
        value = fields.fields.get(name)
        if type(value) is int and value in _INTEGERS:  # as nearly all are
            return value
        value = fields.find(name)
        if value is None or value is ABSENT:
            return None
        if isinstance(value, int) and value in _INTEGERS:
            return value
        if isinstance(value, str) and not self._is_personal(signal, name):
            return self.short(value)
        return self._digest(value)

    def _number(self, signal: Signal, name: str, fields: Event) -> float | None:
        """A field's number, if it has one. Of what people wrote nothing is: it would outlast their text."""
        number = number_of(fields.find(name))
        if number is None or self._is_personal(signal, name) or not abs(number) <= _LARGEST:
            return None
        return float(number)

    def short(self, text: str) -> str:
        """A text as keys and counts have it: as it is, or as a digest when it is long or no Unicode."""
        if len(text) <= _LONGEST_PLAIN and (text.isascii() or not _SURROGATES.search(text)):
            return text
        return self._digest(text)

    def _digest(self, value: Any) -> str:
        digest = blake2b(repr(value).encode(), digest_size=_DIGEST_BYTES, key=self._salt)
        return f"#{digest.hexdigest()}"

    def _is_personal(self, signal: Signal, name: str) -> bool:
        return name in self._catalogue.personal(signal.type) or (
            signal.text is not None and name in signal.text
        )
