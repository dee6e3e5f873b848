"""What the last look at the files of the rules came to: for who starts the bot, and for who asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from engine.bot.news import News
from engine.bot.raising import Raise
from engine.diagnostics import Diagnostic
from engine.documents.document import guild_in
from engine.documents.home import guild_of_path
from engine.runtime.commits import NO_CHECKOUT, Checkout
from engine.runtime.proposal import Proposal
from engine.runtime.reload import Change


class Attempt(msgspec.Struct, frozen=True):
    """Times in milliseconds since 1970; `at` is when it was looked.

    `held` packs are not in force as their files say, those `out` not at all, `since` then;
    `diagnostics` say why. `changes` are those of the reload that came of it, if one did (`reloaded`),
    `removed` the titles of what it removed, by identity; `turned` says what was turned of what it changed,
    by identity and guild (None: everywhere); `raised` the rules whose mode rose by the last that did come
    of one, by guild.
    `checkout` is that of the files. `fault`: we failed ourselves.
    `news` is what the start brought, until something changes.
    """

    at: int = 0
    held: Sequence[str] = ()
    out: Sequence[str] = ()
    diagnostics: Sequence[Diagnostic] = ()
    since: int | None = None
    checkout: Checkout = NO_CHECKOUT
    tests: int = 0
    changes: Sequence[Change] = ()
    removed: Mapping[str, str] = {}
    turned: Mapping[str, Mapping[int | None, Sequence[str]]] = {}
    reloaded: bool = False
    fault: str = ""
    raised: Mapping[int, Sequence[Raise]] = {}
    news: News = News()

    @property
    def errors(self) -> list[Diagnostic]:
        """Why packs are held."""
        return [each for each in self.diagnostics if each.severity == "error"]

    def within(self, guild: int) -> Attempt:
        """The same without what is other guilds' own: they are nobody else's business."""
        seen = {None, guild}
        changes = [each for each in self.changes if each.guilds is None or guild in each.guilds]
        return msgspec.structs.replace(
            self,
            held=[each for each in self.held if guild_in(each) in seen],
            out=[each for each in self.out if guild_in(each) in seen],
            diagnostics=[each for each in self.diagnostics if guild_of_path(each.path) in seen],
            changes=changes,
            news=self.news.within(guild),
            reloaded=self.reloaded and bool(changes),
        )

    @property
    def is_refused(self) -> bool:
        """Whether something that files say is not in force."""
        return bool(self.held or self.fault)


NOTHING_REFUSED = Attempt()


def attempt_of(
    proposal: Proposal, at: int, before: Attempt = NOTHING_REFUSED, checkout: Checkout = NO_CHECKOUT
) -> Attempt:
    """The attempt that a proposal is, `at` an instant, before anything is swapped."""
    since = before.since if before.is_refused else at
    return Attempt(
        at=at,
        held=proposal.held,
        out=proposal.out,
        diagnostics=proposal.diagnostics,
        since=since if proposal.held else None,
        checkout=checkout,
        tests=proposal.tests,
        raised=before.raised,
    )
