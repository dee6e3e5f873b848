"""Settings: which signals become an alert, where it goes, and that it carries nothing people wrote."""

from __future__ import annotations

from typing import Any

import pytest

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Act
from engine.runtime.canonical import effect_body
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.signal import SEVERITIES, Signal, SignalType
from engine.systems import KINDS
from engine.systems.settings.alarm import ALARMING

GUILD, CHANNEL, NOW = 81384788765712384, 381870553235193857, 1_700_000_000_000
HOUR = 60 * 60 * 1000
CATALOGUE = Catalogue.load()


def settings(id_: str = "s", guild: int | str | None = GUILD, **alerts: Any) -> Document:
    body = {"kind": "settings", "alerts": {"channel": CHANNEL, **alerts}}
    return Document("settings", id_, "p", "s.yml", 0, body if guild is None else {**body, "guild": guild}, {})


def acts(signal: Signal, *documents: Document) -> list[Act]:
    """What the loop would send for a signal, under these settings."""
    program = Program(Rulebook(documents or [settings()]), KINDS, CATALOGUE)

    def provide(hash_: str) -> Program:
        raise KeyError(hash_)

    rows = Core(program, provide).take(signal, NOW)
    assert rows is not None
    return [each.effect for row in rows for each in row.effects if isinstance(each.effect, Act)]


def threat(**fields: Any) -> Signal:
    return Signal(**({
        "id": "t1", "type": SignalType.THREAT_DETECTED, "time": NOW - 5, "guild": GUILD, "severity": "high",
        "origin": "derived",
    } | fields))  # fmt: skip


@pytest.mark.parametrize("type_", ALARMING)
def test_every_alarming_type_is_told_in_the_channel(type_: SignalType) -> None:
    (act,) = acts(threat(type=type_.value))

    assert (act.action, act.slot) == ("discord.case", f"case:{act.body['ref']}")
    assert act.body["channel"] == CHANNEL
    assert act.body["title"]


@pytest.mark.parametrize(
    "type_", ["discord.message", "action.failed", "rulebook.rejected", "threat.other", "timer.due"]
)
def test_no_other_type_is(type_: str) -> None:
    assert acts(threat(type=type_)) == []


@pytest.mark.parametrize("least", SEVERITIES)
@pytest.mark.parametrize("severity", SEVERITIES)
def test_it_is_told_from_the_least_severity_on(least: str, severity: str) -> None:
    told = acts(threat(severity=severity), settings(least=least))

    assert bool(told) == (SEVERITIES.index(severity) >= SEVERITIES.index(least))


def test_the_least_severity_is_medium_and_so_is_that_of_a_signal_without_one() -> None:
    assert acts(threat(severity="low")) == []
    assert acts(threat(severity="medium")) != []
    assert acts(threat(severity=None)) != []
    assert acts(threat(severity=None), settings(least="high")) == []


def test_what_only_watches_is_not_told() -> None:
    assert acts(threat(data={"mode": "observe"})) == []
    assert acts(threat(data={"mode": "propose"})) != []


def test_the_engine_and_the_bot_itself_are_told_of() -> None:
    assert acts(threat(data={"self": True})) != []


def test_an_alert_is_of_no_use_after_an_hour() -> None:
    (act,) = acts(threat())

    assert act.expires == NOW + HOUR


class TestGuilds:
    def test_another_guild_is_not_told(self) -> None:
        assert acts(threat(guild=GUILD + 1)) == []

    def test_the_default_is_for_guilds_without_settings_of_their_own(self) -> None:
        documents = [settings("own", channel=1), settings("default", None, channel=2)]

        assert [act.body["channel"] for act in acts(threat(), *documents)] == [1]
        assert [act.body["channel"] for act in acts(threat(guild=GUILD + 1), *documents)] == [2]

    def test_a_guild_may_be_written_as_text(self) -> None:
        assert acts(threat(), settings(guild=str(GUILD))) != []

    def test_a_gap_of_all_guilds_is_told_by_the_default_alone(self) -> None:
        gap = threat(type=SignalType.GAP_EXPIRED.value, guild=None, data={"seconds": 600})

        assert acts(gap) == []
        (act,) = acts(threat(type=SignalType.GAP_EXPIRED.value, guild=None), settings("d", None))
        assert act.body["channel"] == CHANNEL


class TestBody:
    def test_it_names_whom_what_where_and_when(self) -> None:
        data = {
            "rule": "r1", "rule_name": "mass_ban", "title": "Mass ban", "count": 5, "timespan": "10s",
            "from": NOW - 9, "to": NOW - 5, "actor_staff_hours": 3.5,
        }  # fmt: skip
        signal = threat(data=data, actor=1, target=2, channel=3, cause=("a", "b"), causes=2)

        (act,) = acts(signal)

        told = {"rule": "mass_ban", "title": "Mass ban", "times": 1, "count": 5, "timespan": "10s",
                "from": NOW - 9, "to": NOW - 5}  # fmt: skip
        assert act.body == {
            "kind": "case", "guild": GUILD, "case": 1, "ref": act.body["ref"], "stage": "open",
            "signal": "t1",
            "severity": "high", "mode": "propose", "title": "Mass ban",
            "by": "actor", "actor": 1, "target": 2, "where": 3,
            "staff_hours": 3.5, "rules": [told], "more_rules": 0, "since": NOW - 5, "last": NOW - 5,
            "alerts": 1, "time": NOW, "channel": CHANNEL, "then": [],
        }  # fmt: skip

    def test_what_is_absent_is_left_out(self) -> None:
        (act,) = acts(threat())

        told = {"rule": "threat.detected", "title": "threat.detected", "times": 1}
        assert act.body == {
            "kind": "case", "guild": GUILD, "case": 1, "ref": act.body["ref"], "stage": "open",
            "signal": "t1",
            "severity": "high", "mode": "propose", "title": "threat.detected",
            "by": "rule", "rules": [told], "more_rules": 0,
            "since": NOW - 5, "last": NOW - 5, "alerts": 1, "time": NOW, "channel": CHANNEL, "then": [],
        }  # fmt: skip

    def test_ids_leave_as_text(self) -> None:
        body = effect_body(acts(threat(actor=GUILD, channel=GUILD))[0])["body"]

        assert (body["channel"], body["actor"], body["where"]) == (str(CHANNEL), str(GUILD), str(GUILD))

    def test_nothing_that_came_from_outside_is_in_it(self) -> None:
        said = dict.fromkeys(("title", "rule", "rule_name", "timespan", "at"), "@everyone free nitro")

        (act,) = acts(threat(origin="input", data={**said, "count": 5}, text={"content": "x", "title": "y"}))

        assert act.body["rules"] == [{"rule": "threat.detected", "title": "threat.detected", "times": 1}]
        assert "nitro" not in str(act.body)

    def test_nothing_but_the_named_fields_is_in_it(self) -> None:
        data = {"title": 5, "count": "many", "from": True, "content": "x", "reason": "x", "rule": ["r"]}

        (act,) = acts(threat(data=data, text={"content": "x"}))

        assert act.body["rules"] == [{"rule": "threat.detected", "title": "threat.detected", "times": 1}]

    @pytest.mark.parametrize(("type_", "data"), [
        (SignalType.STEP_FAILED, {"failed": "p/detection/r", "error": "ValueError"}),
        (SignalType.CASCADE_CUT, {"at": "p/detection/r"}),
    ])  # fmt: skip
    def test_what_the_engine_says_of_a_document_names_it(
        self, type_: SignalType, data: dict[str, Any]
    ) -> None:
        (act,) = acts(threat(type=type_.value, data=data))

        assert act.body["rules"][0]["rule"] == "p/detection/r"
        assert act.body["title"] != type_.value


def test_an_action_that_may_have_been_done_is_told_but_not_that_of_telling_it() -> None:
    def unknown(cause: str) -> Signal:
        return threat(
            type=SignalType.ACTION_UNKNOWN.value, origin="input", severity=None, cause=(cause,), causes=1
        )

    assert acts(unknown("t1")) != []
    assert acts(unknown("outcome:e1")) == []
