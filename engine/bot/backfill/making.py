"""How the parts of back-fill become one: what fills gaps, and what looks at all guilds from time to time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.filler import Filler
from engine.bot.backfill.reconciliation import Reconciliation
from engine.bot.client import TocsinClient
from engine.bot.inventory.shelf import Shelf
from engine.bot.inventory.stocktaking import Stocktaking
from engine.bot.inventory.told import told_by_the_gateway
from engine.runtime.engine import Engine
from engine.store.port import Reader


class BackFilling(NamedTuple):
    """Both use the same sensors, bookmarks and inventories."""

    filler: Filler
    reconciliation: Reconciliation


def backfilling(
    client: TocsinClient, engine: Engine, reader: Reader, clock: Callable[[], int]
) -> BackFilling:
    """For one client and its engine. `clock` gives milliseconds since 1970."""
    entrance = Entrance(engine, client.context)
    stocktaking = Stocktaking(
        Shelf(engine.store, engine.journal),
        entrance,
        clock,
        lambda guild, since: told_by_the_gateway(reader, guild, since),
    )
    filler = Filler(engine, entrance, stocktaking, clock)
    reconciliation = Reconciliation(
        client, engine, filler=filler, entrance=entrance, stocktaking=stocktaking, clock=clock
    )
    return BackFilling(filler, reconciliation)
