"""What the buttons under a message of ours answer. Who clicked was checked before.

What a button names is only looked up: a case that is not in the guild of the click is not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from engine.bot.case_book import case_of, score_of
from engine.bot.commands.explain import answer
from engine.bot.desk import Desk, defer, say
from engine.bot.drafts import confirmed, thrown_away
from engine.bot.edits.setup import Answers as SetupAnswers
from engine.bot.edits.setup import Asked
from engine.bot.in_force import settings_of
from engine.bot.judging import Verdict, judge, take_back
from engine.bot.setting_up import set_up
from engine.bot.views.card import Card
from engine.bot.views.case_more import dismissed, gone, more_of, restored, settled
from engine.bot.views.refusal import fault
from engine.bot.views.setup import SetupForm
from engine.instants import made_ms
from engine.signal import Signal, SignalType
from engine.systems.baseline.feedback import EXPECTED
from engine.systems.settings.cases.book import Case
from engine.systems.settings.cases.dismissing import ATTACK, NO_ATTACK

_log = structlog.get_logger()


class Answers:
    """Of one client; `desk` is the desk that it has."""

    desk: Desk

    async def answer_why(self, interaction: discord.Interaction[Any], guild: int | None, signal: str) -> None:
        """[Why?]: as `/explain` answers."""
        here = _guild(interaction, guild)
        await _answered(interaction, lambda: answer(self.desk, here, signal))

    async def answer_more(self, interaction: discord.Interaction[Any], guild: int | None, ref: str) -> None:
        """[More]: all that the case holds."""
        case, here = self._find(interaction, guild, ref)
        now = self.desk.clock()

        async def told() -> Card:
            return gone() if case is None else more_of(case, score_of(self.desk.engine, here, case, now), now)

        await _answered(interaction, told)

    async def answer_dismiss(
        self, interaction: discord.Interaction[Any], guild: int | None, ref: str
    ) -> None:
        """[Not an attack]: said once, however often it is pressed."""
        await _answered(interaction, lambda: self._judge(interaction, guild, ref, NO_ATTACK))

    async def answer_restore(
        self, interaction: discord.Interaction[Any], guild: int | None, ref: str
    ) -> None:
        """That is taken back."""
        await _answered(interaction, lambda: self._judge(interaction, guild, ref, ATTACK))

    async def answer_verdict(
        self, interaction: discord.Interaction[Any], guild: int | None, ref: str, verdict: str
    ) -> None:
        """[Anomaly], [New normal], [Not an anomaly]: the baseline learns from it."""
        word = Verdict(_guild(interaction, guild), ref, verdict)
        await _answered(interaction, lambda: judge(self.desk, interaction, word))

    async def answer_expected(
        self, interaction: discord.Interaction[Any], guild: int | None, ref: str, seconds: int
    ) -> None:
        """[Expected], with until when."""
        word = Verdict(_guild(interaction, guild), ref, EXPECTED, seconds)
        await _answered(interaction, lambda: judge(self.desk, interaction, word))

    async def answer_apply(
        self, interaction: discord.Interaction[Any], guild: int | None, draft: str
    ) -> None:
        """[Apply]: the files are written."""
        del guild
        await _answered(interaction, lambda: confirmed(self.desk, interaction, draft))

    async def answer_leave(
        self, interaction: discord.Interaction[Any], guild: int | None, draft: str
    ) -> None:
        """[Change nothing]: the draft is forgotten."""
        del guild
        await _answered(interaction, lambda: thrown_away(self.desk, interaction, draft))

    async def ask_setup(self, interaction: discord.Interaction[Any]) -> None:
        """[Set up]: the form."""
        now = settings_of(self.desk.engine.program, _guild(interaction, None))
        await interaction.response.send_modal(SetupForm(now))

    async def answer_setup(
        self, interaction: discord.Interaction[Any], channel: int, role: int | None, mode: Asked
    ) -> None:
        """The form was sent."""
        await defer(interaction)
        try:
            await set_up(self.desk, interaction, SetupAnswers(channel, role, mode))
        except Exception as error:  # noqa: BLE001 - it is in the log, and they are told
            _log.error("answer.failed", error=type(error).__name__, exc_info=error)
            await say(interaction, fault())

    async def _judge(
        self, interaction: discord.Interaction[Any], guild: int | None, ref: str, verdict: str
    ) -> Card:
        """Write down what somebody said; the answer waits until it is on disk."""
        case, where = self._find(interaction, guild, ref)
        if case is None:
            return gone()
        if not _is_news(case, verdict):
            return settled(case)
        unlearns = (
            verdict == ATTACK and where is not None and await take_back(self.desk, interaction, where, case)
        )
        await self.desk.engine.ingest_durably(
            Signal(
                id=f"override:{interaction.id}",
                type=SignalType.OVERRIDE_RECORDED.value,
                time=made_ms(interaction.id),
                guild=where,
                actor=interaction.user.id,
                data={"case": case.ref, "number": case.number, "verdict": verdict},
            )
        )
        return dismissed(case) if verdict == NO_ATTACK else restored(case, unlearns=unlearns)

    def _find(
        self, interaction: discord.Interaction[Any], named: int | None, ref: str
    ) -> tuple[Case | None, int | None]:
        """The case that a button names, and its guild; what concerns no guild has none."""
        here = _guild(interaction, named) if named else None
        return case_of(self.desk.engine, here, ref), here


def _is_news(case: Case, verdict: str) -> bool:
    return case.stage == ("open" if verdict == NO_ATTACK else "dismissed")


def _guild(interaction: discord.Interaction[Any], named: int | None) -> int:
    """Where a click happened; what the button names counts in direct messages alone."""
    return interaction.guild_id or named or 0


async def _answered(interaction: discord.Interaction[Any], make: Callable[[], Awaitable[Card]]) -> None:
    """Defer, as Discord waits for three seconds alone; whoever clicked is told, whatever went wrong."""
    await defer(interaction)
    try:
        card = await make()
    except Exception as error:  # noqa: BLE001 - it is in the log, and they are told
        _log.error("answer.failed", error=type(error).__name__, exc_info=error)
        card = fault()
    await say(interaction, card)
