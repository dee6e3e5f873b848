"""What a scoring document does with signals: levels, people called once, patterns, what is usual."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec
import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Record
from engine.runtime.reload import Reload
from engine.signal import Signal
from engine.systems.scoring.picture import MOST_OTHERS, Entity, Picture
from engine.systems.scoring.report import printable
from tests.systems.scoring.scene import ACTOR, CHANNEL, GUILD, START, SYSTEM, Scene, ms, scoring

HOUR, DAY = 3600, 86_400
RULE = Document(
    "detection",
    "grant",
    "pack",
    "d.yml",
    0,
    {
        "title": "A grant",
        "name": "grant",
        "logsource": {"product": "discord", "category": "role_update"},
        "detection": {"sel": {"actor|exists": True}, "condition": "sel"},
        "level": "informational",
        "tocsin": {"emit": "test.grant"},
    },
    {},
)


class TestEvidence:
    def test_a_signal_is_evidence_for_its_guild_actor_channel_and_system(self) -> None:
        scene = Scene()
        scene.say(0, "medium")

        assert [round(scene.points(each, 0)) for each in (GUILD, ACTOR, CHANNEL, SYSTEM)] == [25] * 4

    def test_without_a_guild_for_the_others_alone(self) -> None:
        scene = Scene()
        scene.say(0, "medium", guild=None)

        assert {entity.scope for entity, _ in scene.picture.entities(None)} == {"actor", "channel", "system"}

    def test_raw_events_without_a_severity_are_none(self) -> None:
        scene = Scene()
        scene.say(0, None, type="discord.message.create")
        scene.say(0, "high", type="threat.level_changed")

        assert scene.points(GUILD, 0) == 0

    def test_what_was_born_in_observe_is_none(self) -> None:
        scene = Scene()
        scene.say(0, "critical", origin="derived", data={"mode": "observe", "rule": "r"})
        assert scene.points(GUILD, 0) == 0

        scene.say(0, "critical", origin="derived", data={"mode": "propose", "rule": "r"})
        assert scene.points(GUILD, 0) > 80

    def test_a_selection_says_what_is_evidence(self) -> None:
        scene = Scene(match={"system": "spam"}, unrated="high")
        scene.say(0, "critical")
        scene.say(0, None, system="spam")

        assert round(scene.points(GUILD, 0)) == 50

    def test_confidence_is_what_the_signal_says_else_the_document(self) -> None:
        scene = Scene(confidence=0.5)
        scene.say(0, "high", confidence=None, guild=1, actor=8)
        scene.say(0, "high", guild=1, actor=9)

        assert scene.points(Entity("actor", 8), 0) < 32
        assert round(scene.points(Entity("actor", 9), 0)) == 50

    def test_a_bonus_by_type(self) -> None:
        scene = Scene(bonus={"outside.>": 1, "outside.webhook.*": 2})
        scene.say(0, "low", type="outside.webhook.made", actor=1)
        scene.say(0, "low", type="outside.other", actor=2)

        some, more = (scene.points(Entity("actor", each), 0) for each in (2, 1))
        assert 8 < some < more < 15

    def test_half_of_it_is_forgotten_in_a_half_life(self) -> None:
        scene = Scene(half_lives={"guild": "10m"})
        scene.say(0, "critical")

        exponents = [found.exponent for at in (0, 600, 1200) if (found := scene.score(GUILD, at))]
        assert exponents == pytest.approx([1.6095, 1.6095 / 2, 1.6095 / 4])

    def test_what_comes_late_is_less_by_then(self) -> None:
        scene, other = Scene(), Scene()
        scene.say(0, "high")
        scene.say(HOUR, "high")
        other.say(HOUR, "high")
        other.take(
            Signal("late", "threat.detected", ms(0), guild=1, severity="high", confidence=1.0, actor=7), HOUR
        )

        assert scene.points(GUILD, HOUR) == pytest.approx(other.points(GUILD, HOUR))

    def test_next_to_nothing_counts_in_whichever_order_it_comes(self) -> None:
        scene, other = Scene(), Scene()
        for each, order in ((scene, (1.0, 0.005)), (other, (0.005, 1.0))):
            for sure in order:
                each.say(0, "informational", confidence=sure)

        assert scene.points(GUILD, 0) == other.points(GUILD, 0)

    def test_several_rules_that_find_one_message_count_once_by_the_worst(self) -> None:
        scene = Scene()
        for rule, severity in (("a", "medium"), ("b", "high"), ("c", "high")):
            found = {"mode": "propose", "rule": rule}
            scene.say(0, severity, origin="derived", data=found, cause=("message:1",), causes=1)

        assert 50 <= scene.points(GUILD, 0) < 50.1
        found = scene.closely(GUILD, 0)
        assert found.reasons[0].share == pytest.approx(1)

    def test_of_one_message_a_lesser_finding_takes_nothing_away(self) -> None:
        scene = Scene()
        for rule, severity in (("a", "high"), ("b", "medium"), ("c", "low")):
            found = {"mode": "propose", "rule": rule}
            scene.say(0, severity, origin="derived", data=found, cause=("message:1",), causes=1)

        assert 50 <= scene.points(GUILD, 0) < 50.1

    def test_a_flood_is_over_as_soon_as_it_stops(self) -> None:
        scene = Scene()
        for n in range(2_000):
            scene.say(0, "low", type=f"t.{n % 5}")

        assert scene.points(GUILD, 0) > 20
        assert scene.points(GUILD, 6 * HOUR) < 2


class TestLevels:
    def test_entering_a_level_is_told_once(self) -> None:
        scene = Scene()
        for n in range(4):
            scene.say(n, "high")

        assert scene.levels() == [(0, "HIGH"), (2, "CRITICAL")]
        assert [each.data["scope"] for each in scene.escalations] == ["guild", "actor"]

    def test_a_level_is_left_below_where_it_was_entered(self) -> None:
        scene = Scene(hysteresis=10)
        scene.say(0, "high")
        for minute in range(1, 200):
            scene.clock(60 * minute)

        (entered, high), (left, medium), *_ = scene.levels()
        assert (entered, high, medium) == (0, "HIGH", "MEDIUM")
        assert scene.points(GUILD, left) < 40 <= scene.points(GUILD, left - 61)

    def test_the_fall_is_foretold_to_the_millisecond(self) -> None:
        scene = Scene()
        scene.say(0, "high")
        told = scene.of_type("threat.level_changed")[0].data["falls_at"]
        scene.clock((told - ms(0) - 1) / 1_000)
        assert scene.levels() == [(0, "HIGH")]
        scene.clock((told - ms(0)) / 1_000)

        fall = next(each for each in scene.of_type("threat.level_changed") if each.data["level"] == "MEDIUM")
        assert fall.time == told

    def test_people_are_called_again_only_when_it_has_cooled_down(self) -> None:
        scene = Scene(half_lives={"guild": "1m", "actor": "1m"}, cool_down="1h")
        for minute in (0, 10, 20, 70):
            scene.say(60 * minute, "critical")

        assert len(scene.levels()) > 4
        assert [(each.data["scope"], each.time) for each in scene.escalations] == [
            (scope, ms(60 * minute)) for minute in (0, 70) for scope in ("guild", "actor")
        ]

    def test_a_score_at_the_edge_calls_nobody_twice(self) -> None:
        scene = Scene(cool_down="0s")
        scene.say(0, "critical")
        for minute in range(1, 8):
            scene.say(60 * minute, "low", confidence=0.5)

        assert len(scene.escalations) == 2

    def test_whose_critical_calls_people_says_the_document(self) -> None:
        scene = Scene(escalate=["system"])
        scene.say(0, "critical")

        assert [each.data["scope"] for each in scene.escalations] == ["system"]

    def test_an_escalation_is_about_who_led_to_it(self) -> None:
        scene = Scene()
        scene.say(0, "critical", target=9)

        for each in scene.escalations:
            assert (each.actor, each.channel, each.target, each.severity) == (7, 5, 9, "critical")
            assert each.cause == ("s:1",)

    def test_more_than_a_hundred_that_fall_at_once_are_told_in_turns(self) -> None:
        scene = Scene(half_lives={"actor": "1m"}, escalate=[])
        for actor in range(150):
            scene.say(0, "high", actor=100 + actor, system=None, channel=None, guild=1, confidence=1.0)
        for second in range(600):
            scene.clock(second)

        fallen = [each for each in scene.of_type("threat.level_changed") if each.data["level"] == "LOW"]
        assert len({each.actor for each in fallen} - {None}) == 150


class TestReasons:
    def test_shares_are_named_the_largest_first(self) -> None:
        scene = Scene()
        for rule, severity in (("ban", "critical"), ("ban", "critical"), ("join", "medium")):
            found = {"mode": "propose", "rule": rule, "title": f"Mass {rule}"}
            scene.say(0, severity, origin="derived", data=found)

        found = scene.closely(ACTOR, 0)
        assert [(each.label, each.times) for each in found.reasons] == [("Mass ban", 2), ("Mass join", 1)]
        assert sum(each.share for each in found.reasons) == pytest.approx(1)
        assert scene.escalations[0].data["why"] == "100 % Mass ban"
        assert printable(found)["falls_below"] == 75

    def test_the_kinds_of_evidence_are_bounded(self) -> None:
        scene = Scene()
        for n in range(500):
            scene.say(n, "low", type=f"t.{n}")

        standing = scene.picture.actors[7]
        assert len(standing.parts) <= 12
        found = scene.closely(ACTOR, 500)
        assert sum(each.share for each in found.reasons) < 1


class TestPatterns:
    SYSTEMS = ({"name": "agree", "systems": 3, "within": "10m", "severity": "high"},)

    def test_several_systems_on_one_actor(self) -> None:
        scene, plain = Scene(patterns=list(self.SYSTEMS)), Scene()
        for n, system in enumerate(("a", "b", "a", "c")):
            for each in (scene, plain):
                each.say(60 * n, "medium", system=system)

        assert scene.points(ACTOR, 180) > plain.points(ACTOR, 180) + 15
        assert scene.points(CHANNEL, 180) == plain.points(CHANNEL, 180)

    def test_not_over_a_longer_time_nor_over_several_actors(self) -> None:
        scene, plain = Scene(patterns=list(self.SYSTEMS)), Scene()
        for n, system in enumerate(("a", "b", "c")):
            for each in (scene, plain):
                each.say(301 * n, "medium", system=system)
                each.say(301 * n, "medium", system=system, actor=10 + n)

        assert scene.points(GUILD, 700) == plain.points(GUILD, 700)

    def test_many_actors_with_one_behaviour(self) -> None:
        pattern = {"name": "crowd", "actors": 3, "within": "10m", "severity": "high", "from": "low"}
        scene, plain = Scene(patterns=[pattern]), Scene()
        for n in range(3):
            for each in (scene, plain):
                each.say(n, "low", actor=20 + n, type="test.spam")

        assert scene.points(GUILD, 2) > 45 > plain.points(GUILD, 2)
        assert scene.points(Entity("actor", 22), 2) == plain.points(Entity("actor", 22), 2)

    SEQUENCE: ClassVar[dict[str, Any]] = {
        "name": "takeover",
        "sequence": ["grant", "outside.webhook", "outside.ping"],
        "within": "1h",
        "severity": "high",
        "title": "power, a webhook and a ping",
    }

    def play(self, *types: str, every: float = 60) -> Scene:
        scene = Scene(RULE, scoring(patterns=[self.SEQUENCE]))
        for n, type_ in enumerate(types):
            severity = None if type_.startswith("discord") else "low"
            scene.say(n * every, severity, type=type_)
        return scene

    def test_a_sequence_of_rules_and_types_in_its_order(self) -> None:
        scene = self.play("discord.role.update", "outside.webhook", "outside.ping")

        assert scene.points(ACTOR, 120) > 50
        found = scene.closely(ACTOR, 120)
        assert found.reasons[0].label == "power, a webhook and a ping"

    @pytest.mark.parametrize(
        "types",
        [
            ("outside.webhook", "discord.role.update", "outside.ping"),
            ("outside.ping", "outside.webhook", "discord.role.update"),
            ("outside.webhook", "outside.ping"),
        ],
    )
    def test_in_another_order_it_is_none(self, types: tuple[str, ...]) -> None:
        assert self.play(*types).points(ACTOR, 180) < 25

    def test_too_slowly_it_is_none(self) -> None:
        scene = self.play("discord.role.update", "outside.webhook", "outside.ping", every=HOUR / 2)

        assert scene.points(ACTOR, HOUR) < 25

    def test_a_pattern_is_news_once_in_a_while(self) -> None:
        pattern = {**self.SYSTEMS[0], "again": "6h"}
        scene, plain = Scene(patterns=[pattern]), Scene()
        for n in range(30):
            for each in (scene, plain):
                each.say(n, "informational", system="abc"[n % 3], confidence=0.01)
        assert scene.points(ACTOR, 30) == plain.points(ACTOR, 30)

        for each in (scene, plain):
            for n in range(30):
                each.say(40 + n, "medium", system="abc"[n % 3], confidence=0.01)
        assert 40 < scene.points(ACTOR, 70) - plain.points(ACTOR, 70) < 52


class TestWho:
    @pytest.mark.parametrize(
        ("who", "data"),
        [
            ("staff", {"actor_is_staff": True}),
            ("staff", {"actor_staff_hours": 900}),
            ("new_staff", {"actor_staff_hours": 5}),
            ("owner", {"actor_is_owner": True}),
            ("bot", {"is_bot": True}),
            ("new_member", {"member_age_hours": 5}),
        ],
    )
    def test_who_acts_weighs_more(self, who: str, data: dict[str, Any]) -> None:
        scene = Scene(criticality={who: 2})
        scene.say(0, "medium", data=data)
        scene.say(0, "medium", data={}, actor=8)

        assert scene.points(ACTOR, 0) > 39 > scene.points(Entity("actor", 8), 0)


class TestNovelty:
    def test_steady_noise_weighs_little_and_what_is_new_weighs_all(self) -> None:
        scene, plain = Scene(), Scene(novelty=False)
        for n in range(5 * 24 * 12):
            for each in (scene, plain):
                each.say(n * 300, "medium", type="test.noise", actor=None, channel=None)
        end = 5 * DAY

        assert plain.points(GUILD, end) > 60
        assert scene.points(GUILD, end) < 40
        before = scene.points(GUILD, end)
        scene.say(end, "medium", type="test.new", actor=None, channel=None)
        assert scene.points(GUILD, end) - before > 10

    def noisy(self, *documents: Document, days: int = 5) -> Scene:
        """Twelve alerts an hour, each of a host that is known."""
        scene = Scene(*documents)
        for n in range(days * 24 * 12):
            self.alert(scene, n * 300)
        return scene

    def alert(self, scene: Scene, at: float, host: str = "web", **fields: Any) -> None:
        about = {"type": "test.noise", "actor": None, "channel": None, "system": None, **fields}
        scene.say(at, "medium", data={"host": host}, **about)

    def test_a_burst_of_what_is_usual_is_no_noise(self) -> None:
        steady, burst = self.noisy(), self.noisy()
        for n in range(60):
            self.alert(burst, 5 * DAY + n, actor=100 + n)
            self.alert(steady, 5 * DAY + n * 300, actor=100 + n)

        last = Entity("actor", 159)
        assert steady.points(last, 5 * DAY + 59 * 300) < 5
        assert burst.points(last, 5 * DAY + 59) > 20

    def test_signals_of_one_instant_are_weighed_alike(self) -> None:
        scene = self.noisy()
        for n in range(40):
            self.alert(scene, 5 * DAY, actor=100 + n)

        assert len({scene.points(Entity("actor", 100 + n), 5 * DAY) for n in range(40)}) == 1

    def test_for_an_hour_after_an_anomaly_of_theirs_signals_of_a_kind_weigh_everything(self) -> None:
        scene = self.noisy()
        found = {"origin": "derived", "data": {"rule": "b", "of_kind": "test.noise"}, "actor": None}
        scene.say(5 * DAY, "low", type="anomaly.detected", **found)
        for n, after in enumerate((0, 1, 3_599, 3_600)):
            self.alert(scene, 5 * DAY + after, actor=100 + n)

        points = [scene.points(Entity("actor", 100 + n), 5 * DAY + 3_600) for n in range(4)]
        assert points[0] < 5
        assert points[1] > 20
        assert points[2] > 20
        assert points[3] < 5

    def test_what_a_baseline_finds_is_an_anomaly_of_the_kind_that_it_measured(self) -> None:
        measured = {"kind": "baseline", "title": "New", "measure": {"new": ["type", "host"]}, "warm_up": "1d"}
        baseline = Document("baseline", "new", "pack", "b.yml", 0, measured, {})
        scene = self.noisy(scoring(), baseline)
        self.alert(scene, 5 * DAY, host="mail", actor=7)
        self.alert(scene, 5 * DAY + 1, host="mail", actor=8)

        found = [each for each in scene.told if each.type == "anomaly.detected"]
        assert [each.data["of_kind"] for each in found] == ["test.noise"]
        assert scene.points(ACTOR, 5 * DAY + 1) < 5
        assert scene.points(Entity("actor", 8), 5 * DAY + 1) > 24

    def test_what_is_high_always_weighs_everything(self) -> None:
        scene = Scene()
        for n in range(3 * 24 * 12):
            scene.say(n * 300, "low", type="test.noise", actor=None, channel=None)
        scene.say(4 * DAY, "high", type="test.noise", actor=99)

        assert round(scene.points(Entity("actor", 99), 4 * DAY)) == 50


class TestUnusual:
    """Whether people are called about what is as bad as most days."""

    UNUSUAL: ClassVar[dict[str, int]] = {"percentile": 75, "days": 4}

    def daily(self, days: int, **body: Any) -> Scene:
        scene = Scene(escalate=["guild"], **body)
        for day in range(days):
            scene.say(day * DAY, "critical")
            scene.clock(day * DAY + 20 * HOUR)
        return scene

    def called(self, scene: Scene) -> list[float]:
        return [(each.time - START) / 1_000 / DAY for each in scene.escalations]

    def test_without_it_they_always_are(self) -> None:
        assert self.called(self.daily(8)) == [0, 1, 2, 3, 4, 5, 6, 7]

    def test_what_is_no_worse_than_most_days_calls_nobody(self) -> None:
        assert self.called(self.daily(8, unusual=self.UNUSUAL)) == [0, 1]

    def test_they_are_as_soon_as_it_is_worse(self) -> None:
        scene = self.daily(5, unusual=self.UNUSUAL)
        for n in range(1, 4):
            scene.say(5 * DAY + n, "critical")

        assert self.called(scene) == [0, 1, 5 + 2 / DAY]

    def test_after_some_quiet_days_they_are(self) -> None:
        scene = self.daily(5, unusual=self.UNUSUAL)
        scene.say(8 * DAY, "critical")

        assert self.called(scene) == [0, 1, 8]

    def test_an_edit_that_asks_for_less_calls_nobody_by_itself(self) -> None:
        scene = self.daily(4, unusual=self.UNUSUAL)
        scene.say(4 * DAY, "critical")
        program = scene.programs.add(Rulebook([scoring(escalate=["guild"])]))
        scene.core.adopt(program, Reload("reload", ms(4 * DAY + 1), scene.core.seq + 1))
        scene.clock(4 * DAY + 2)

        assert self.called(scene) == [0, 1]


class TestReloads:
    def edited(self, scene: Scene, at: float, **body: Any) -> None:
        program = scene.programs.add(Rulebook([scoring(**body)]))
        scene.core.adopt(program, Reload("reload", ms(at), scene.core.seq + 1))

    def test_scores_are_kept_and_new_half_lives_count_from_then_on(self) -> None:
        scene = Scene()
        scene.say(0, "critical")
        before = scene.points(GUILD, HOUR)
        self.edited(scene, HOUR, half_lives={"guild": "10h"})

        assert scene.points(GUILD, HOUR) == pytest.approx(before, abs=1e-6)
        assert scene.points(GUILD, 2 * HOUR) > 0.9 * before

    def test_levels_follow_an_edit_and_nobody_is_called_for_it(self) -> None:
        scene = Scene()
        scene.say(0, "high")
        self.edited(scene, 10, levels={"medium": 20, "high": 30, "critical": 40})
        scene.clock(11)

        assert scene.levels() == [(0, "HIGH"), (10.001, "CRITICAL")]
        assert scene.escalations == []

    def test_what_a_pattern_has_seen_is_kept(self) -> None:
        patterns = list(TestPatterns.SYSTEMS)
        scene = Scene(patterns=patterns)
        for n, system in enumerate("ab"):
            scene.say(n, "medium", system=system)
        self.edited(scene, 10, patterns=patterns, hysteresis=2)
        scene.say(11, "medium", system="c")

        assert scene.points(ACTOR, 11) > 65


class TestBounds:
    def test_of_too_many_people_the_least_are_let_go(self) -> None:
        scene = Scene(most_actors=10)
        scene.say(0, "high", actor=1)
        for actor in range(100, 200):
            scene.say(1, "low", actor=actor)

        assert len(scene.picture.actors) <= 10
        assert round(scene.points(Entity("actor", 1), 1)) == 50

    def test_names_of_systems_from_outside_are_bounded(self) -> None:
        scene = Scene()
        for n in range(MOST_OTHERS + 500):
            scene.say(n, "low", system=f"made-up-{n}", type=f"t.{n}", actor=n + 1, channel=n + 1)

        picture = scene.picture
        assert len(picture.systems) <= MOST_OTHERS
        assert len(picture.channels) <= MOST_OTHERS
        assert len(picture.rates) <= 500

    def test_of_a_person_nothing_is_left_a_week_later(self) -> None:
        who = 53_908_232_506_183_680
        patterns = [{"name": "agree", "systems": 2}, {"name": "crowd", "actors": 2, "again": "6h"}]
        scene = Scene(patterns=patterns)
        for n in range(20):
            scene.say(n, "critical", actor=who, system=f"s{n % 3}")
        assert str(who).encode() in msgspec.json.encode(scene.picture)
        scene.clock(7 * DAY)
        scene.core.prune(1_000)

        left = [state for _, state in scene.core.cells if isinstance(state, Picture)]
        assert str(who).encode() not in msgspec.json.encode(left)

    def test_what_is_left_of_little_is_kept(self) -> None:
        scene = Scene()
        scene.say(0, "medium")
        scene.clock(9 * HOUR)
        before = scene.points(GUILD, 9 * HOUR)
        scene.core.prune(1_000)

        assert scene.points(GUILD, 9 * HOUR) == before > 0.01

    def test_the_curve_tells_only_of_what_is_left(self) -> None:
        scene = Scene()
        scene.say(0, "low", system="gone")
        rows = []
        for at in (40 * DAY, 40 * DAY + 100):
            scene.say(at, "low", system="here")
            turn = scene.core.take(Signal(f"t:{at}", "test.tick", ms(at + 90)), ms(at + 90))
            effects = [each.effect for row in turn or () for each in row.effects]
            rows += [each.row for each in effects if isinstance(each, Record)]

        assert rows
        assert [list(row["systems"]) for row in rows] == [["here"]] * len(rows)

    def test_when_all_is_forgotten_nothing_is_kept(self) -> None:
        scene = Scene()
        scene.say(0, "critical")
        for day in range(60):
            scene.clock(day * DAY)
        scene.core.prune(1_000)

        assert not any(state for address, state in scene.core.cells if "/scoring/" in address[0])


class TestSeveral:
    def test_each_document_scores_by_itself_and_the_worst_counts(self) -> None:
        scene = Scene(scoring("a", severities={"high": 30}), scoring("b"))
        scene.say(0, "high")

        assert round(scene.points(GUILD, 0)) == 50
        assert len(scene.of_type("threat.level_changed")) == 8
