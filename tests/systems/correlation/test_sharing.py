"""Correlations that share windows: when those wake that wait, and what a reload and a kill leave of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.documents.document import Document
from engine.effects import Emit
from engine.runtime.cells import Cells
from engine.signal import Signal
from tests.properties.test_sharing import Stopping, Story, effects, play
from tests.properties.worlds import START, Arrival, correlation
from tests.systems.correlation.community import Community

PAIRS_AND_TRIPLES = """
title: Two bans
name: pair
correlation: {type: event_count, rules: [ban], timespan: 10s, condition: {gte: 2}}
tocsin: {lateness: 20s, rearm: 5s}
---
title: Three bans
name: triple
correlation: {type: event_count, rules: [ban], timespan: 10s, condition: {gte: 3}}
tocsin: {lateness: 20s, rearm: 0s}
"""


def test_who_waits_less_is_told_of_first_though_it_began_to_wait_later(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIRS_AND_TRIPLES)
    for at in (0, 1, 2, 17, 18, 19):
        community.ban(at)
    first = [alert.data["rule"] for alert in community.alerts]
    assert first == ["pair", "triple"]

    community.clock(31)
    assert [alert.data["rule"] for alert in community.alerts[2:]] == ["triple"]
    community.clock(37)
    assert [alert.data["rule"] for alert in community.alerts[3:]] == ["pair"]


def watch(name: str, least: int, **tocsin: Any) -> Document:
    section = {
        "type": "event_count", "rules": ["ban"], "group-by": ["actor"], "timespan": "10s",
        "condition": {"gte": least},
    }  # fmt: skip
    return correlation(name, section, **{"lateness": "20s", "rearm": "0s", **tocsin})


def bans(*seconds: int, actor: int = 7) -> list[Arrival]:
    times = [START + 1_000 * each for each in seconds]
    return [
        Arrival(at, Signal(f"{actor}:{at}", "discord.member.ban", at, guild=1, actor=actor)) for at in times
    ]


def told(story: Story) -> list[tuple[str, float]]:
    """What is told, and when: by a timer at its own instant, however long the loop slept."""
    _, rows = play(story)
    return [
        (each.document.rpartition("/")[2], (row.signal.data.get("wake", row.signal.seen) - START) / 1_000)
        for row in rows
        for each in row.effects
        if isinstance(each.effect, Emit) and "correlation" in each.document
    ]


def test_what_waits_is_told_of_in_time_after_a_reload_that_changed_another() -> None:
    before, after = [watch("one", 2), watch("two", 9)], [watch("one", 2), watch("two", 8)]
    story = Story([before, after], [bans(0, 1, 13, 14), bans(25, 60)], [0], [])
    assert told(story) == [("one", 1.0), ("one", 30.001)]


def test_what_waits_is_told_of_in_time_after_a_reload_that_changed_it() -> None:
    before, after = [watch("one", 2)], [watch("one", 2, rearm="1s")]
    story = Story([before, after], [bans(0, 1, 13, 14), bans(25, 60)], [0], [])
    assert told(story) == [("one", 1.0), ("one", 31.001)]


def test_what_waits_is_told_of_in_time_in_the_window_that_it_moved_to() -> None:
    before, after = [watch("one", 2)], [watch("one", 2, lateness="10s")]
    story = Story([before, after], [bans(0, 1, 13, 14), bans(25, 60)], [0], [])
    assert told(story) == [("one", 1.0), ("one", 20.001)]


def test_a_kill_between_two_commits_loses_nothing_of_what_moved_to_another_window() -> None:
    before = [watch("one", 2), watch("two", 9)]
    after = [watch("one", 2, lateness="10s"), watch("two", 9)]
    for saves in ([0, 0, 0, 1], [0, 0, 0, 0, 1], [1]):
        for stop in range(3, 7):
            story = Story([before, after], [bans(0, 1), bans(2, 3, 4)], [*saves, *[0] * 9][:7], [stop])
            stopping = Stopping(story)
            stopping.run()
            assert effects(stopping.rows) == effects(play(story)[1]), (saves, stop)


def test_a_kill_loses_nothing_of_what_was_put_aside_and_brought_back_before_either_was_stored() -> None:
    others = [watch("two", 9), watch("three", 9)]
    one = watch("one", 2)
    for back in (one, watch("one", 2, guilds=["1"])):
        versions = [[one, *others], others, [back, *others]]
        for saves in ([0, 0, 0, 0, 1], [0, 0, 0, 0, 2], [0, 0, 0, 0, 0, 1]):
            for stop in range(4, 7):
                story = Story(versions, [bans(0, 1), [], bans(2, 3, 4)], [*saves, *[0] * 9][:9], [stop])
                stopping = Stopping(story)
                stopping.run()
                assert effects(stopping.rows) == effects(play(story)[1]), (saves, stop)


def test_a_kill_loses_nothing_of_what_stood_alone_shared_and_stood_alone_again() -> None:
    alone, two = watch("one", 2, on_change="keep"), watch("two", 9)
    versions = [[alone, two], [watch("one", 2), two], [alone, two]]
    for saves in ([0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 2], [0, 0, 0, 0, 0, 0, 1]):
        for stop in range(5, 8):
            first = [*bans(0, 1), *bans(1, actor=8)]  # of whom nothing is stored: the start folds from there
            story = Story(versions, [first, [], bans(2, 3, 4)], [*saves, *[0] * 9][:9], [stop])
            stopping = Stopping(story)
            stopping.run()
            assert effects(stopping.rows) == effects(play(story)[1]), (saves, stop)


def test_states_that_something_went_between_are_stored_in_one_commit() -> None:
    cells = Cells()
    one, two, three = ((name, (1,)) for name in ("one", "two", "three"))
    for address in (one, two, three):
        cells.replace(address, [address[0]], 1)
    cells.bind(three, one)

    assert {row.document for row in cells.take_some(1, 1)} == {"one", "three"}
    assert [row.document for row in cells.take_some(5, 1)] == ["two"]
