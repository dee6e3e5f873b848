"""A case about acts against roles: what it names is a role, as long as that is what was done last."""

from __future__ import annotations

from engine.bot.views.case_more import more_of
from engine.systems.settings.cases.body import body_of
from tests.systems.settings.cases.outside import GUILD, Outside

RULE = {"rule": "role_delete", "title": "Roles deleted"}


def test_a_case_knows_that_its_target_is_a_role() -> None:
    outside = Outside()
    outside.alarm("a", 0, actor=1, target=50, data={**RULE, "target_is_role": True})
    (case,) = outside.book.cases
    assert body_of(case, GUILD)["target_is_role"] is True
    assert "→ <@&50>" in "".join(more_of(case).lines)


def test_what_is_done_to_a_person_next_is_no_role_any_more() -> None:
    outside = Outside()
    outside.alarm("a", 0, actor=1, target=50, data={**RULE, "target_is_role": True})
    outside.alarm("b", 10, actor=1, target=51, data={"rule": "ban", "title": "Bans"})
    (case,) = outside.book.cases
    assert "target_is_role" not in body_of(case, GUILD)
    assert "→ <@51>" in "".join(more_of(case).lines)
