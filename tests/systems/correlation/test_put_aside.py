"""A correlation that is taken away, and put back as it was."""

from __future__ import annotations

from engine.documents.document import Document
from engine.effects import Emit
from tests.properties.test_sharing import Story, bans, ms, play
from tests.properties.worlds import correlation


def in_guilds(least: int) -> Document:
    """It stands by itself: only what counts hits shares its windows."""
    condition = {"gte": least, "field": "guild"}
    section = {"type": "value_count", "rules": ["ban"], "timespan": "2s", "condition": condition}
    return correlation("watch", section, lateness="2s", rearm="1s")


def test_an_episode_that_goes_on_is_not_told_twice() -> None:
    """The ban of second 9 goes unlooked at: the episode of second 6 is told, and waits for its end."""
    rule = in_guilds(1)
    story = Story([[rule], [], [rule]], [bans((6, 6), (9, 9)), [], bans((20, 20))], [0], [])
    times = [
        each.effect.time
        for row in play(story)[1]
        for each in row.effects
        if isinstance(each.effect, Emit) and "correlation" in each.document
    ]
    assert times == [ms(6), ms(20)]
