"""What the last look at the files of the rules came to: for who starts the bot, and for who asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from engine.bot.raising import Raise
from engine.diagnostics import Diagnostic
from engine.documents.document import Document
from engine.runtime.proposal import Proposal
from engine.runtime.reload import Change


class Attempt(msgspec.Struct, frozen=True):
    """Times in milliseconds since 1970; `at` is when it was looked.

    `held` packs are not in force as their files say, those `out` not at all, `since` then;
    `diagnostics` say why. `changes` are those of the reload that came of it, if one did (`reloaded`),
    `removed` the titles of what it removed, by identity; `raised` the rules whose mode rose by the last
    that did come of one, by guild.
    `commit` is that of the files, empty where they are in no checkout. `fault`: we failed ourselves.
    """

    at: int = 0
    held: Sequence[str] = ()
    out: Sequence[str] = ()
    diagnostics: Sequence[Diagnostic] = ()
    since: int | None = None
    commit: str = ""
    tests: int = 0
    changes: Sequence[Change] = ()
    removed: Mapping[str, str] = {}
    reloaded: bool = False
    fault: str = ""
    raised: Mapping[int, Sequence[Raise]] = {}

    @property
    def errors(self) -> list[Diagnostic]:
        """Why packs are held."""
        return [each for each in self.diagnostics if each.severity == "error"]

    @property
    def is_refused(self) -> bool:
        """Whether something that files say is not in force."""
        return bool(self.held or self.fault)


def called(document: Document) -> str:
    """What people call a document: a rule by its title, others with their kind before it."""
    return document.title if document.is_rule else f"{document.kind} {document.title}"


NOTHING_REFUSED = Attempt()


def attempt_of(proposal: Proposal, at: int, before: Attempt = NOTHING_REFUSED, commit: str = "") -> Attempt:
    """The attempt that a proposal is, `at` an instant, before anything is swapped."""
    since = before.since if before.is_refused else at
    return Attempt(
        at=at,
        held=proposal.held,
        out=proposal.out,
        diagnostics=proposal.diagnostics,
        since=since if proposal.held else None,
        commit=commit,
        tests=proposal.tests,
        raised=before.raised,
    )
