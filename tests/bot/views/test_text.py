"""Whatever people wrote comes out as one line that neither pings nor formats nor links."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.bot.views.text import LONGEST, file_name, plain, visible

NASTY = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from([
            "@everyone", "@here", "<@1>", "<@!1>", "<@&2>", "<#3>", "</ping:4>", "<:a:5>", "<t:6:R>",
            "<id:home>", "**", "__", "~~", "||", "`", "```", "> ", ">>> ", "# ", "-# ", "- ", "1. ",
            "[a](https://evil.example)",
            "https://evil.example", "discord.gg/abc", "discord.com/invite/abc", "\u202e", "\u200b",
            "\u2066", "\ufeff", "\n", "\r", "\u2028", "\x1b[31m", "\\", "\ud800",
            "e\u0301\u0301\u0301\u0301", ":smile:",
        ]),
    )
).map("".join)  # fmt: skip

SIGNS = [
    re.compile(pattern)
    for pattern in (
        r"@(?:everyone|here)", r"<@[!&]?\d+>", r"<#\d+>", r"<a?:\w+:\d+>", r"</[^>]+:\d+>", r"<t:\d+",
        r"<id:\w+>", r"https?://\S", r"discord(?:app)?\.(?:gg|com)/", r"\]\(",
    )
]  # fmt: skip
"""What Discord looks for in the raw text, wherever it stands."""


@given(NASTY)
@example("\\@everyone")
@example("\\\\*bold*")
def test_nothing_that_discord_acts_on_is_left(text: str) -> None:
    assert [pattern.pattern for pattern in SIGNS if pattern.search(plain(text))] == []


@given(NASTY)
def test_every_sign_of_formatting_is_behind_an_escape(text: str) -> None:
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", plain(text))
    assert re.search(r"[\\`*_~|>#\[\]()<:/]", bare) is None


@given(NASTY)
def test_it_is_one_line_without_anything_invisible(text: str) -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert [sign for sign in plain(text) if unicodedata.category(sign) in hidden] == []


@given(NASTY, st.integers(1, 500))
def test_it_is_short(text: str, times: int) -> None:
    text = f"{text}a*" * times
    assert len(plain(text)) <= 2 * LONGEST
    assert len(re.sub(r"\\(.)", r"\1", plain(text))) <= LONGEST


@given(NASTY)
def test_what_people_see_is_what_was_written(text: str) -> None:
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", plain(text, limit=10_000))
    assert shown == visible(text).replace("@", "＠")


@pytest.mark.parametrize("text", ["Rook", "Ελένη", "山田", "O'Neil, 3rd"])
def test_an_ordinary_name_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_marks_do_not_pile_up() -> None:
    assert plain("a" + "\u0301" * 50) == "a" + "\u0301" * 2


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/home/ana/tocsin/settings.yml", "tocsin\\/settings\\.yml"),
        ("guilds/1200000000000000001/settings.yml", "settings\\.yml"),
        ("/srv/x/guilds/1200000000000000001/house/links.yml", "house\\/links\\.yml"),
        ("/srv/x/rules/antinuke/mass-ban.yml", "rules\\/antinuke\\/mass\\-ban\\.yml"),
        ("rules", "rules"),
        ("guilds/odd.yml", "guilds\\/odd\\.yml"),
    ],
)
def test_a_file_is_called_as_its_reader_knows_it(path: str, shown: str) -> None:
    assert file_name(path) == shown
