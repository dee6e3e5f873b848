"""What the environment must hold, and what one line says when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bot.options import read_options
from engine.errors import UsageError

TOKEN = "a.b.c"


def test_without_a_token_one_line_says_what_to_set_and_how_to_see_the_drill() -> None:
    with pytest.raises(UsageError, match=r"^DISCORD_TOKEN is not set: [^\n]*make run[^\n]*drill$"):
        read_options({})


def test_blanks_around_the_token_are_the_shells() -> None:
    assert read_options({"DISCORD_TOKEN": f" {TOKEN}\n"}).token == TOKEN


def test_a_token_with_blanks_inside_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError) as refused:
        read_options({"DISCORD_TOKEN": "Bot a.b.c"})
    assert "a.b.c" not in str(refused.value)


@pytest.mark.parametrize("token", ["abc", "1200000000000000017", "a.b", "a.b.c.d", "f" * 64])
def test_an_id_or_another_secret_of_the_portal_is_told_from_a_token(token: str) -> None:
    with pytest.raises(
        UsageError, match=r"^DISCORD_TOKEN is no bot's token, [^\n]* copy it under Bot, Reset Token$"
    ):
        read_options({"DISCORD_TOKEN": token})


@pytest.mark.parametrize("token", ["tökén", "a\x01b", "\udcff", "x" * 10_000, "a\u202eb"])
def test_what_cannot_be_a_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(UsageError, match=r"^DISCORD_TOKEN is no token: copy it again, alone$"):
        read_options({"DISCORD_TOKEN": token})


@pytest.mark.parametrize(
    "owner", ["ana", "12", "-123456789012345678", "1234567890123456789012", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦"]
)
def test_an_owner_that_is_no_id_is_one_clear_line(owner: str) -> None:
    with pytest.raises(UsageError, match=r"^BOT_OWNER_ID is not a Discord id"):
        read_options({"DISCORD_TOKEN": TOKEN, "BOT_OWNER_ID": owner})


def test_the_owner_is_an_int() -> None:
    options = read_options({"DISCORD_TOKEN": TOKEN, "BOT_OWNER_ID": "123456789012345678"})
    assert options.owner == 123456789012345678


def test_no_owner_means_the_applications() -> None:
    assert read_options({"DISCORD_TOKEN": TOKEN, "BOT_OWNER_ID": ""}).owner is None


def test_the_store_stands_in_the_data_folder() -> None:
    assert read_options({"DISCORD_TOKEN": TOKEN}, Path("x")).store == Path("x/tocsin.db")


def test_options_do_not_show_the_token() -> None:
    assert TOKEN not in repr(read_options({"DISCORD_TOKEN": TOKEN}))


@pytest.mark.parametrize(
    ("value", "address"),
    [("9464", ("127.0.0.1", 9464)), ("0.0.0.0:1", ("0.0.0.0", 1)), ("[::1]:9", ("::1", 9)), ("", None)],
)
def test_where_figures_are_served(value: str, address: tuple[str, int] | None) -> None:
    assert read_options({"DISCORD_TOKEN": TOKEN, "TOCSIN_METRICS": value}).metrics == address


@pytest.mark.parametrize("value", ["here", "127.0.0.1:", "1:65536", "1:-1", "1:١"])
def test_what_is_no_address_is_one_clear_line(value: str) -> None:
    with pytest.raises(UsageError, match=r"^TOCSIN_METRICS is not an address such as 127\.0\.0\.1:9464"):
        read_options({"DISCORD_TOKEN": TOKEN, "TOCSIN_METRICS": value})
