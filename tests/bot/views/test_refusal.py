"""The refusal as somebody sees it on a phone: who may, what they can use instead, whom to ask."""

from __future__ import annotations

from engine.bot.views.refusal import Entitled, closed, elsewhere, refusal


def test_where_nobody_is_listed_it_is_for_the_owner() -> None:
    card = refusal("/reload", Entitled(), [])

    assert card.headline == "⛔ REFUSED: `/reload` is for this server's owner"
    assert card.lines == ["Need access? Ask this server's owner."]


def test_roles_and_people_are_named_and_what_can_be_used_instead() -> None:
    card = refusal("/reload", Entitled((7,), (8,)), ["/explain", "/status"])

    assert card.headline == "⛔ REFUSED: `/reload` is for <@&7>, <@8> and this server's owner"
    assert card.lines == ["You can use: `/explain`, `/status`", "Need access? Ask this server's owner."]


def test_of_many_four_are_named_and_the_rest_counted() -> None:
    card = refusal("/reload", Entitled((1, 2, 3), (4, 5, 6), others=2), [])

    assert card.headline.endswith("is for <@&1>, <@&2>, <@&3>, <@4>, 4 more and this server's owner")
    assert refusal("/x", Entitled(others=1), []).headline.endswith("is for 1 more and this server's owner")


def test_whom_a_case_is_about_learns_nothing_of_it() -> None:
    card = closed("/reload")

    assert "case" not in "\n".join([card.headline, *card.lines]).lower()
    assert elsewhere("/status").headline.startswith("⛔ REFUSED")
