"""What a message hides."""

from __future__ import annotations

import pytest

from engine.bot.sensors.disguise import MOST_LINKS, disguise


@pytest.mark.parametrize(
    "content",
    [
        "[discord.gift](https://evil.example/x)",
        "[https://discord.com/nitro](<https://evil.example>)",
        "see [steamcommunity.com/gift](https://stearncommunity.example/50) now",
        "[www.example.org](https://www.example.org@evil.example)",
        "[discord.com](https://discord.com.evil.example)",
    ],
)
def test_a_link_that_names_another_place_than_it_leads_to(content: str) -> None:
    assert disguise(content) == {"masked_links": 1}


@pytest.mark.parametrize(
    "content",
    [
        "[free nitro](https://evil.example/x)",
        "[README.md](https://github.com/x/y)",
        "[node.js](https://nodejs.org)",
        "[discord.com](https://www.discord.com/channels/1)",
        "[https://docs.example.com](https://example.com/docs)",
        "[discord.com] (https://evil.example)",
        "array[0](1)",
        "[x.com]()",
        "[v1.2](https://example.com)",
    ],
)
def test_a_link_that_names_nothing_else(content: str) -> None:
    assert disguise(content) == {}


def test_a_message_of_links_is_looked_at_in_part() -> None:
    content = " ".join(f"[a{n}.com](https://b{n}.example)" for n in range(MOST_LINKS + 9))
    assert disguise(content) == {"masked_links": MOST_LINKS}


def test_each_masked_link_counts() -> None:
    assert disguise("[a.com](https://b.com) [b.com](https://b.com) [c.com](https://b.com)") == {
        "masked_links": 2
    }


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("free\u200bnitro\u2060\u00ad", 3),
        ("\u3164\u2800\u115f", 3),
        ("\U000e0041\U000e0042", 2),
        ("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 0),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f", 0),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200fx\u200e", 0),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", 0),
        ("plain", 0),
    ],
)
def test_characters_that_cannot_be_seen(content: str, count: int) -> None:
    assert disguise(content).get("invisible", 0) == count


@pytest.mark.parametrize(
    ("content", "count"),
    [
        ("Z\u0300\u0301\u0302\u0303a\u0300\u0301\u0302\u0303\u0304 b", 2),
        ("Vie\u0323\u0302t Nam", 0),
        ("\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48", 0),
    ],
)
def test_letters_under_a_heap_of_marks(content: str, count: int) -> None:
    assert disguise(content).get("marked_letters", 0) == count
