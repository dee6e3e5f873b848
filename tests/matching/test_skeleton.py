"""What a text looks like."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.skeleton import skeleton

any_text = st.text(max_size=20)


@pytest.mark.parametrize(
    "written",
    [
        "discord",
        "DISCORD",
        "DlSC0RD",
        "d|sc0rd",
        "\u0501\u0456\u0455\u0441\u043e\u0433\u0501",
        "\U0001d5f1\U0001d5f6\U0001d600\U0001d5f0\U0001d5fc\U0001d5ff\U0001d5f1",
        "\uff44\uff49\uff53\uff43\uff4f\uff52\uff44",
        "\U0001f173\U0001f178\U0001f182\U0001f172\U0001f17e\U0001f181\U0001f173",
        "\U0001f1e9\U0001f1ee\U0001f1f8\U0001f1e8\U0001f1f4\U0001f1f7\U0001f1e9",
        "\u1d05\u026as\u1d04\u1d0f\u0280\u1d05",
        "d\u0336i\u0336s\u0336c\u0336o\u0336r\u0336d\u0336",
        "d\u00eds\u00e7\u00f8\u0155\u0111",
        "dis\u200b\u200d\u2060\ufeffcord\u3164\u2800",
        "\u202edis\u202ccord\u00ad\ufe0f",
        "\U000e0064dis\U000e0101cord",
        "\u24d3\u24d8\u24e2\u24d2\u24de\u24e1\u24d3",
        "\u249f\u24a4\u24ae\u249e\u24aa\u24ad\u249f",
    ],
)
def test_disguises_of_one_word(written: str) -> None:
    assert skeleton(written) == skeleton("discord")


@pytest.mark.parametrize(
    ("written", "looks"),
    [
        ("a\tb\nc\u00a0d\u2028e", "a b c d e"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("3 4 5 7", "3 4 5 7"),
        ("\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4", "\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4"),
        ("\u00df\u00e6", "\u00df\u00e6"),
        ("", ""),
        ("\u200b", ""),
        ("\U0001f600", "\U0001f600"),
        ("\ue000\U0010ffff", "\ue000\U0010ffff"),
    ],
)
def test_what_stays_and_what_goes(written: str, looks: str) -> None:
    assert skeleton(written) == looks


@given(any_text, any_text)
def test_a_piece_of_a_text_gives_a_piece_of_its_skeleton(one: str, other: str) -> None:
    assert skeleton(one + other) == skeleton(one) + skeleton(other)


def test_no_character_changes_twice() -> None:
    for code in range(sys.maxunicode + 1):
        once = skeleton(chr(code))
        assert skeleton(once) == once, hex(code)


def test_every_variant_of_a_letter_is_known_by_its_name() -> None:
    named = re.compile(
        r"(?:NEGATIVE )?(?:CIRCLED |SQUARED )?LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])(?: WITH (?!.*LETTER).*)?"
    )
    for code in range(sys.maxunicode + 1):
        found = named.fullmatch(unicodedata.name(chr(code), ""))
        if found is not None:
            assert skeleton(chr(code)) == skeleton(found[1]), hex(code)


def test_case_counts_for_nothing_save_for_capitals_that_look_like_another_letter() -> None:
    other = [
        each
        for code in range(sys.maxunicode + 1)
        if skeleton(each := chr(code)) != skeleton(each.lower()) and each.isupper()
    ]

    assert other == ["\u0397", "\u039d", "\u03a5"]
