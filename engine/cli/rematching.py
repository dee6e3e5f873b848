"""Says what other rules would have matched in the own journal, rule by rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.catalogue import Catalogue
from engine.cli.output import Progress, note, say
from engine.cli.rulebooks import LoadedRules
from engine.diagnostics.screen import safe
from engine.documents.document import Document
from engine.instants import iso
from engine.runtime.programs import Programs
from engine.runtime.rematch import MOST_SAMPLES, Match, Rematched, rematch
from engine.store.reader import SqliteReader
from engine.store.rows import Row
from engine.systems import KINDS


def rematch_own(reader: SqliteReader, loaded: LoadedRules) -> int:
    """Run the rules over the journal, and print what they match otherwise. 1 when some have errors."""
    loaded.name_errors()
    program = Programs(KINDS, Catalogue.load(), salt=reader.salt()).add(loaded.rulebook)
    progress = Progress(str(reader.path))
    progress.start(reader.totals().signals)
    found = rematch(_watched(reader.history(), progress), program)
    progress.clear()
    documents = {each.identity: each for each in loaded.rulebook.documents}
    rules = list(found.sides())
    for each in rules:
        if not each.is_same:
            _show(each, documents)
    same = sum(each.is_same for each in rules)
    other = len(rules) - same
    matching = "1 rule matches" if other == 1 else f"{other:,} rules match"
    say(f"{found.signals:,} signals: {matching} otherwise, {same:,} as they did")
    if found.without_text:
        note(f"{found.without_text:,} signals could not be judged: their text is gone")
    return int(bool(loaded.errors))


def _watched(history: Iterable[list[Row]], progress: Progress) -> Iterator[list[Row]]:
    for rows in history:
        progress.advance(len(rows))
        yield rows


def _show(rule: Rematched, documents: Mapping[str, Document]) -> None:
    document = documents.get(rule.document)
    title = f"{rule.document} (no longer there)" if document is None else document.title
    new, gone = rule.new, rule.gone
    changed = f"{len(new):,} new, {len(gone):,} gone"
    say(f"{safe(title)}: {len(rule.before):,} then, {len(rule.now):,} now; {changed}")
    for sign, matches in (("+", new), ("-", gone)):
        for match in matches[:MOST_SAMPLES]:
            say(_sample(sign, match))
        if len(matches) > MOST_SAMPLES:
            say(f"  {sign} and {len(matches) - MOST_SAMPLES:,} more")


def _sample(sign: str, match: Match) -> str:
    return f"  {sign} {iso(match.time)} {safe(match.signal)}"
