"""What somebody says of an anomaly, from the click to the journal, with all that the baseline must know."""

from __future__ import annotations

from typing import Any

import discord
import msgspec

from engine.bot.desk import Desk
from engine.bot.views.anomaly import already, gone, noted
from engine.bot.views.card import Card
from engine.instants import made_ms
from engine.runtime.engine import Engine
from engine.runtime.usual import desk_of
from engine.signal import Signal, SignalType
from engine.systems.baseline.desk.book import Told, find
from engine.systems.baseline.desk.words import said_of
from engine.systems.baseline.feedback import ANOMALY, EXPECTED, EXPECTED_S
from engine.systems.settings.cases.book import Case
from engine.systems.settings.cases.dismissing import HARMLESS


class Verdict(msgspec.Struct, frozen=True):
    """What somebody says of an alert in a guild, by its reference; `seconds`: for how long it is expected."""

    guild: int
    ref: str
    says: str
    seconds: int = int(EXPECTED_S)


async def judge(desk: Desk, interaction: discord.Interaction[Any], verdict: Verdict) -> Card:
    """Write it down, and say what follows."""
    told = told_of(desk.engine, verdict.guild, verdict.ref)
    if told is None:
        return gone()
    if told.word is not None and told.word.verdict == verdict.says != EXPECTED:
        return already(told)
    data = said_of(told, verdict.says, verdict.seconds)
    made = await _write(desk, interaction, verdict.guild, f"feedback:{interaction.id}", data)
    return noted(told, verdict.says, made, made + 1000 * int(data.get("until_seconds", 0)))


async def take_back(desk: Desk, interaction: discord.Interaction[Any], guild: int, case: Case) -> bool:
    """Who undoes a word about anomalies says that they are some after all, to their baselines, too.

    Returns whether there was such a word.
    """
    was_word = False
    for tally in list(case.rules.values()):
        told = told_of(desk.engine, guild, tally.anomaly) if tally.anomaly else None
        if told is not None and told.word is not None and told.word.verdict in HARMLESS:
            id_ = f"feedback:{interaction.id}:{told.ref}"
            await _write(desk, interaction, guild, id_, said_of(told, ANOMALY, 0))
            was_word = True
    return was_word


async def _write(
    desk: Desk, interaction: discord.Interaction[Any], guild: int, id_: str, data: dict[str, Any]
) -> int:
    """On disk when this is over. When the click was made, in milliseconds."""
    made = made_ms(interaction.id)
    await desk.engine.ingest_durably(
        Signal(
            id=id_,
            type=SignalType.BASELINE_FEEDBACK.value,
            time=made,
            guild=guild,
            actor=interaction.user.id,
            data=data,
        )
    )
    return made


def told_of(engine: Engine, guild: int, ref: str) -> Told | None:
    """An anomaly by its reference, as long as the desk of its server remembers it."""
    found = desk_of(engine.core, guild)
    return None if found is None else find(found, ref)
