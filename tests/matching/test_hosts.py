"""The hosts that a text names, in whatever disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.hosts import as_domain, domains_in, likeness

BAD = "evil-gift.example"


@pytest.mark.parametrize(
    "text",
    [
        "evil-gift.example",
        "EVIL-Gift.Example",
        "see evil-gift.example.",
        "see evil-gift.example...",
        "evil-gift.example!",
        "https://evil-gift.example",
        "http://evil-gift.example/abc?d=e#f",
        "hxxps://evil-gift.example/abc",
        "https:/evil-gift.example",
        "https:evil-gift.example/x",
        "//evil-gift.example/x",
        r"https:\\evil-gift.example\x",
        r"https://evil-gift.example\@discord.com",
        "https://evil-gift.example:8443/x",
        "https://evil-gift.example./x",
        "https://discord.com@evil-gift.example/x",
        "https://discord.com:443@evil-gift.example/x",
        "https://discord.com%2F@evil-gift.example/x",
        "https://discord.com/login@x https://a@b@evil-gift.example",
        "https://www.evil-gift.example/x",
        "https://a.b.evil-gift.example/x",
        "https://evil-gift%2Eexample/x",
        "https://%65vil-gift.example/x",
        "https://evil-gift\u3002example/x",
        "https://evil-gift\uff0eexample/x",
        "https://evil-gift\uff61example/x",
        "https://\uff45\uff56\uff49\uff4c-gift.example/x",
        "https://\U0001d41e\U0001d42f\U0001d422\U0001d425-gift.example/x",
        "https://\u24d4\u24e5\u24d8\u24db-gift.example/x",
        "https://ev\u200bil-g\u00adift.exa\u2060mple/x",
        "https://ev\ufe0fil-gift.\u202eexample/x",
        "[free nitro](https://evil-gift.example/x)",
        "[https://discord.gift](<https://evil-gift.example/x>)",
        "<https://evil-gift.example/x>",
        "**evil-gift.example** ||evil-gift.example|| `evil-gift.example`",
        "__evil-gift.example__",
        "(evil-gift.example)",
        '"evil-gift.example"',
        "\u201cevil-gift.example\u201d",
        "evil-gift .example",
        "evil-gift . example",
        "evil-gift[.]example",
        "evil-gift(dot)example",
        "https://www.google.com/url?q=https://evil-gift.example/x",
        "https://www.google.com/url?q=https%3A%2F%2Fevil-gift.example%2Fx",
        "\U0001f381evil-gift.example\U0001f381",
        "\u70b9\u51fbevil-gift.example\u9886\u53d6",
        "\uff08evil-gift.example\uff09",
        "mail me@evil-gift.example",
        "wait..evil-gift.example",
        "gift=evil-gift.example&x",
    ],
)
def test_a_host_in_any_disguise(text: str) -> None:
    assert BAD in domains_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "notevil-gift.example",
        "evil-gift.example.com",
        "https://evil-gift.example.com/x",
        "https://example.com/evil-gift.example",
        "https://example.com//evil-gift.example",
        "https://example.com?evil-gift.example",
        "https://example.com#evil-gift.example",
        "https://evil-gift.example@example.com/",
        "https://evil-gift.example:x@example.com/",
        "evil-gift. example",
        "evil-gift example",
        "evil_gift.example",
        "ev\u0456l-gift.example",
        "",
    ],
)
def test_another_host(text: str) -> None:
    assert BAD not in domains_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "nothing here",
        "the end.",
        "a.m. and p.m.",
        "3.5 or v1.2",
        "...",
        "e.g. this",
        "1.2.3",
        "50%2 x",
        ". . .",
    ],
)
def test_prose_names_no_host(text: str) -> None:
    assert domains_in(text) == ()


def test_each_domain_above_a_host_is_named_once() -> None:
    assert domains_in("https://a.b.example.com a.b.example.com") == (
        "a.b.example.com",
        "b.example.com",
        "example.com",
        "com",
    )
    assert domains_in("http://192.0.2.1/x")[0] == "192.0.2.1"


def test_punycode_is_read() -> None:
    assert domains_in("https://xn--dscord-3va.com/") == domains_in("https://d\u00edscord.com")
    assert "xn--\u00e9-x.example" not in domains_in("xn--99999999999.example")
    assert as_domain("xn--mnchen-3ya.de") == as_domain("M\u00dcNCHEN.de") == "m\u00fcnchen.de"


@pytest.mark.parametrize("text", ["", ".", "a..b", "https://a.b", "a.b/c", "a b", "a.b:80", "a" * 254])
def test_what_is_no_domain(text: str) -> None:
    assert as_domain(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "dlscord.com",
        "disc0rd.com",
        "disc-ord.com",
        "d\u0456scord.com",
        "di\u0455\u0441ord.com",
        "DISCORD.COM",
    ],
)
def test_domains_taken_for_another(text: str) -> None:
    assert likeness(text) == likeness("discord.com")


def test_two_letters_taken_for_one() -> None:
    assert likeness("steamcomrnunity.com") == likeness("steamcommunity.com")
    assert likeness("vvikipedia.org") == likeness("wikipedia.org")
    assert likeness("discord.gg") != likeness("discord.com")


@given(st.text(alphabet="ab.-_@:/\\%2eE[]() \u3002\u200bxn", max_size=40))
def test_any_text_gives_whole_domains(text: str) -> None:
    for domain in domains_in(text):
        assert domain
        assert all(domain.split("."))


@pytest.mark.parametrize(
    "text",
    ["." * 4000, "a." * 2000, "a" * 4000, "[.] " * 1000, " ." * 2000, "https://" * 500, "@." * 2000,
     "%2e" * 1333, "xn--." * 800, "\u3002" * 4000, "(" * 4000, "a.b " * 1000, ":/" * 2000, "\u4e00." * 2000,
     ".\ufdfa" * 2000],
)  # fmt: skip
def test_hostile_texts_name_few_domains(text: str) -> None:
    assert len(domains_in(text)) <= 300


def test_a_sign_that_stands_for_a_phrase_parts_two_hosts() -> None:
    assert domains_in("one.example\ufdfatwo.example") == ("one.example", "example", "two.example")
