"""Every domain that a rule of ours lists is found in every disguise; well-known ones are left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.matching import Event
from engine.matching.candidates import concerns
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.detection import Detection, compile_detection
from engine.matching.hosts import domains_in
from tests.discord.test_shipped_rules import LOADED

MESSAGE = "discord.message.create"
DISGUISES = (
    "{host}",
    "{upper}",
    "https://{host}/x",
    "hxxps://{host}/x",
    "http://www.{host}",
    "https://{host}:8443/x?y#z",
    "https://{host}./x",
    "https://discord.com@{host}/x",
    "https://a:b@{host}/x",
    r"https:\\{host}\x",
    r"https://{host}\@discord.com",
    "[https://discord.com](https://{host}/x)",
    "[free](<https://{host}/x>)",
    "||https://{host}||**{host}**",
    "{ideographic}",
    "https://{full_width}/x",
    "https://{invisible}/x",
    "https://{percent}/x",
    "https://{punycode}/x",
    "{spaced}",
    "{brackets}",
    "https://www.google.com/url?q=https%3A%2F%2F{host}%2Fx",
    "\U0001f381{host}\U0001f381",
)
GOOD = (
    "https://discord.com/channels/1/2 https://support.discord.com https://discordapp.com https://cdn.discordapp.com/x",
    "https://discord.gift/abc https://discord.new/abc https://discordstatus.com https://discord.media",
    "https://steamcommunity.com/id/x https://store.steampowered.com/app/1 https://help.steampowered.com",
    "https://www.twitch.tv/x https://clips.twitch.tv/x https://www.youtube.com/watch?v=x https://youtu.be/x",
    "https://tenor.com/view/x https://giphy.com/x https://imgur.com/x https://i.redd.it/x https://reddit.com/r/x",
    "https://github.com/x/y https://gitlab.com/x https://pypi.org/x https://docs.python.org/3/ https://stackoverflow.com",
    "https://www.google.com/search?q=x https://docs.google.com/x https://goo.gl/maps/x https://www.microsoft.com",
    "https://www.paypal.com https://www.amazon.com https://www.amazon.de https://www.netflix.com https://www.apple.com",
    "https://en.wikipedia.org/wiki/X_(y) https://x.com/y https://twitter.com/y https://www.instagram.com https://tiktok.com",
    "https://top.gg/bot/1 https://disboard.org https://discords.com https://discordbotlist.com https://carl.gg",
    "https://www.roblox.com/games/1 https://www.minecraft.net https://www.epicgames.com https://www.riotgames.com",
    "https://opensea.io https://metamask.io https://www.binance.com https://www.coinbase.com",
)


LISTS = {each.id: each.body["values"] for each in LOADED.rulebook.documents if each.kind == "list"}


def leaves(condition: Condition) -> Iterator[Leaf]:
    match condition:
        case Leaf():
            yield condition
        case Not(child):
            yield from leaves(child)
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)


def detections() -> Iterator[Detection]:
    for document in LOADED.rulebook.documents:
        if "detection" in document.body:
            detection, _ = compile_detection(document.body, LISTS.get)
            assert detection is not None
            yield detection


LISTED = sorted(
    {
        str(value)
        for detection in detections()
        for leaf in leaves(detection.condition)
        if leaf.operator.name == "domain"
        for value in leaf.values
    }
)


def disguised(host: str) -> Iterator[str]:
    forms = {
        "host": host,
        "upper": host.upper(),
        "ideographic": host.replace(".", "\u3002"),
        "full_width": "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in host),
        "invisible": "\u200b".join(host),
        "percent": host.replace(".", "%2E").replace("o", "%6f"),
        "punycode": host.encode("idna").decode(),
        "spaced": host.replace(".", " . "),
        "brackets": host.replace(".", "[.]"),
    }
    for disguise in DISGUISES:
        yield disguise.format(**forms)


@pytest.mark.parametrize("host", LISTED)
def test_a_listed_domain_in_every_disguise(host: str) -> None:
    for text in disguised(host):
        assert host in domains_in(text), text


@pytest.mark.parametrize("host", LISTED)
def test_what_only_contains_a_listed_domain(host: str) -> None:
    for text in (
        f"not{host}",
        f"{host}.example",
        f"https://example.com/{host}",
        f"https://{host}@example.com",
    ):
        assert host not in domains_in(text), text


@pytest.mark.parametrize("content", GOOD)
def test_well_known_places_meet_no_rule(content: str) -> None:
    message = Event(
        {
            "type": MESSAGE, "actor": 1, "channel": 2, "content": content, "is_bot": False,
            "is_system": False,
            "links": content.count("://"), "length": len(content), "member_age_hours": 9000,
            "account_age_days": 900, "attachments": 0, "mentions": 0, "mention_everyone": False,
        }
    )  # fmt: skip
    asked = [each for each in detections() if any(concerns(type_, MESSAGE) for type_ in each.types)]
    assert len(asked) > 20
    assert not [each.condition for each in asked if each.test(message)]
