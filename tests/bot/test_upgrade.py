"""Packs that ship are updated while the bot is down: the tuning stays, and what changed is said."""

from __future__ import annotations

from pathlib import Path

from engine.bot.loading import load
from engine.bot.news import news_of
from engine.documents.home import Home
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import Proposal
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.library import Library
from tests.documents.test_load import write

BAN = """\
title: A ban
name: ban
logsource: {product: discord, category: member_ban}
detection: {s: {actor: 1}, condition: s}
"""
MANY = (
    "title: Many bans\nname: many\nlevel: critical\n"
    "correlation: {type: event_count, rules: [ban], timespan: 10s, condition: {gte: 5}}\n"
)
SETTINGS = "kind: settings\npacks: [basic]\ntune: {many: {threshold: 3}, ban: {level: low}}\n"


class Place:
    """A folder of somebody's, and what ships; each start is a load after the last."""

    def __init__(self, top: Path) -> None:
        self.home, self.ships = top / "home", top / "tocsin"
        write(
            self.home,
            {"settings.yml": SETTINGS, "rules/own/list.yml": "kind: list\nname: own\nvalues: [1]\n"},
        )
        write(self.ships, {"rules/basic/ban.yml": BAN, "rules/basic/many.yml": MANY})
        self.force = Rulebook(())
        self.said: list[str] = []

    def start(self) -> Proposal:
        self.said = []
        library = Library([Home(self.home, str(self.ships))])
        proposal = load(library, self.force, self.said.append)
        self.news = news_of(self.force, proposal.rulebook)
        self.force = Rulebook.from_bytes(proposal.rulebook.to_bytes())
        return proposal

    def many(self) -> dict:
        compiled = compile_all(self.force, KINDS)
        return dict(next(each.body for each in compiled.values() if each.body.get("name") == "many"))


def test_a_first_start_has_no_news(tmp_path: Path) -> None:
    place = Place(tmp_path)

    place.start()

    assert not place.news.pieces
    assert not [each for each in place.said if "since the last start" in each]


def test_an_update_keeps_the_tuning_and_says_what_changed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.start()
    new = MANY.replace("10s", "30s").replace("critical", "high").replace("gte: 5", "gte: 6")
    write(
        place.ships,
        {
            "rules/basic/many.yml": new,
            "rules/basic/more.yml": BAN.replace("ban", "kick", 1).replace("name: ban", "name: kick"),
        },
    )

    proposal = place.start()

    assert proposal.errors == ()
    body = place.many()
    assert body["correlation"]["condition"] == {"gte": 3}
    assert (body["correlation"]["timespan"], body["level"]) == ("30s", "high")
    assert [(each.what, each.title) for each in place.news.pieces] == [
        ("added", "A kick"),
        ("changed", "Many bans"),
    ]
    assert place.said == ["added since the last start: A kick", "changed since the last start: Many bans"]


def test_a_tuning_that_no_longer_fits_is_said_and_holds_up_nothing_else(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.start()
    (place.ships / "rules/basic/many.yml").unlink()
    write(place.ships, {"rules/basic/ban.yml": BAN.replace("A ban", "A ban, better told")})

    proposal = place.start()

    assert [each.code for each in proposal.errors] == ["TOC611"]
    assert proposal.held == ("settings.yml",)
    assert proposal.out == ()
    titles = {each.title: each for each in proposal.rulebook.documents}
    assert "A ban, better told" in titles
    assert "Many bans" not in titles
    compiled = compile_all(proposal.rulebook, KINDS)
    assert compiled[titles["A ban, better told"].identity].body["level"] == "low"
    assert "removed since the last start: Many bans" in place.said
    assert any("TOC611 there is no document `many`" in each for each in place.said)
    assert "settings.yml: stays as it was before the errors above" in place.said


def test_a_guild_hears_nothing_of_what_is_anothers(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.start()
    write(
        place.home,
        {"guilds/1/a.yml": BAN.replace("A ban", "Ours"), "guilds/2/a.yml": BAN.replace("A ban", "Theirs")},
    )

    place.start()

    assert [each.title for each in place.news.within(1).pieces] == ["Ours"]
    assert [each.title for each in place.news.within(3).pieces] == []
