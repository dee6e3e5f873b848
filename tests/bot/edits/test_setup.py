"""The answers of `/setup` in the text of settings: they alone change, all else stays as written."""

from __future__ import annotations

import pytest

from engine.bot.edits.setup import Answers, with_answers
from engine.errors import UsageError

ANSWERS = Answers(channel=11, role=22, mode="propose")


def test_a_first_file_is_whole_and_says_where_it_comes_from() -> None:
    assert with_answers(None, ANSWERS).decode() == (
        "# What this server decided about Tocsin. `/setup` writes its answers here.\n"
        "kind: settings\n"
        "alerts: {channel: '11', mention: '22'}\n"
        "access: {approve: ['22']}\n"
        "mode: propose\n"
    )


def test_nobody_is_called_where_no_role_is_named() -> None:
    assert (
        with_answers(None, Answers(11, None, "enforce"))
        .decode()
        .endswith("alerts: {channel: '11'}\nmode: enforce\n")
    )


def test_comments_order_and_other_keys_stay() -> None:
    before = b"""\
# ours
kind: settings   # always
alerts:
  channel: 5     # the old one
  then: [6, 11]
  least: high
tune:
  mass_ban: {threshold: 3}  # we are small

mode: observe
access: {view: [7], operate: ['22']}
"""
    assert (
        with_answers(before, ANSWERS).decode()
        == """\
# ours
kind: settings   # always
alerts: {channel: '11', then: ['6'], least: high, mention: '22'}
tune:
  mass_ban: {threshold: 3}  # we are small

mode: propose
access: {view: ['7'], operate: ['22']}
"""
    )


def test_what_was_answered_once_can_be_answered_again() -> None:
    once = with_answers(None, ANSWERS)
    assert with_answers(once, ANSWERS) == once
    again = with_answers(once, Answers(33, None, "enforce")).decode()
    assert "alerts: {channel: '33'}\naccess: {approve: ['22']}\nmode: enforce\n" in again


@pytest.mark.parametrize(
    "before",
    [
        b"kind: settings\n---\nkind: settings\n",
        b"kind: [",
        b"- a\n",
        b"kind: settings\nkind: settings\n",
        b"\xff",
        b"kind: settings\nmode: &a observe\nzone: *a\n",
        b"{kind: settings, mode: observe}\n",
    ],
)
def test_what_only_a_person_can_edit_is_said(before: bytes) -> None:
    with pytest.raises(UsageError, match="/config get and /config put"):
        with_answers(before, ANSWERS)
