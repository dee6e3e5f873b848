"""Whatever stands under `tests:`, loading tells what is wrong, and what is not wrong can be run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from engine.catalogue import shipped
from engine.runtime import trial
from engine.systems.loading import load_rulebook

RULE: dict[str, Any] = {
    "title": "A link",
    "name": "link",
    "logsource": {"product": "discord", "category": "message_create"},
    "detection": {"linked": {"links|gte": 1}, "condition": "linked"},
}
COUNT: dict[str, Any] = {
    "title": "Many links",
    "name": "links",
    "correlation": {"type": "event_count", "rules": ["link"], "timespan": "10s", "condition": {"gte": 3}},
}
GOOD_TYPES = ["discord.message.create", "discord.message.create", "discord.message.edit", "gateway.gap",
              "backfill.done", "rulebook.loaded", "timer.due", "engine.tick", "edr.alert"]  # fmt: skip
FIELDS = {
    "discord.message.create": {
        "links": st.sampled_from([0, 1, 2, "7"]),
        "content": st.sampled_from(["a", "{n}"]),
    },
    "edr.alert": {"links": st.sampled_from([1, "2", None, [3]]), "anything": st.just("at all")},
}
"""What may be given beside the core fields; of other types nothing."""
GOOD_TIMES = ["+0s", "+9s", "1m30s", "+500ms", "+1w"]

odd = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**64) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def some(good: st.SearchStrategy[Any], *, wild: bool) -> st.SearchStrategy[Any]:
    """What is right; now and then, where it may be `wild`, anything."""
    return st.one_of(good, good, good, odd) if wild else good


@st.composite
def signals(draw: st.DrawFn, *, wild: bool) -> Any:
    type_ = draw(some(st.sampled_from(GOOD_TYPES), wild=wild))
    times, counts = some(st.sampled_from(GOOD_TIMES), wild=wild), some(st.integers(1, 12), wild=wild)
    own = FIELDS.get(type_, {}) if isinstance(type_, str) else {}
    optional = {
        "at": times,
        "repeat": some(st.fixed_dictionaries({"times": counts}, optional={"every": times}), wild=wild),
        "matches": some(st.booleans(), wild=wild),
        "guild": some(st.sampled_from([1, "2"]), wild=wild),
        **{name: some(values, wild=wild) for name, values in own.items()},
    }
    return draw(st.fixed_dictionaries({"type": st.just(type_)}, optional=optional))


def expected(*, wild: bool) -> st.SearchStrategy[Any]:
    counts, times = some(st.integers(1, 12), wild=wild), some(st.sampled_from(GOOD_TIMES), wild=wild)
    of_emits = {
        "severity": some(st.sampled_from(["high", "medium"]), wild=wild),
        "at": times,
        "count": counts,
        "fields": some(st.fixed_dictionaries({"actor": st.sampled_from([1, None])}), wild=wild),
    }
    emits = some(st.just("threat.detected"), wild=wild)
    return st.one_of(
        st.fixed_dictionaries({"emits": emits}, optional=of_emits),
        st.fixed_dictionaries({"acts": st.just("discord.message")}),
        st.fixed_dictionaries({"matches": st.just(True)}, optional={"at": times, "count": counts}),
        st.fixed_dictionaries({"matches": some(st.just(False), wild=wild)}),
    )


def bodies(*, wild: bool) -> st.SearchStrategy[Any]:
    case = st.fixed_dictionaries(
        {
            "name": some(st.text("abc", min_size=1, max_size=3), wild=wild),
            "signals": some(st.lists(some(signals(wild=wild), wild=wild), min_size=1, max_size=3), wild=wild),
            "expect": some(st.lists(expected(wild=wild), max_size=2), wild=wild),
        },
        optional={"start": some(st.just("2026-11-26T03:00:00Z"), wild=wild)},
    )
    return some(st.lists(some(case, wild=wild), min_size=1, max_size=2), wild=wild)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), st.booleans(), st.booleans())
def test_tests_of_any_shape_are_refused_or_run(
    tmp_path: Path, data: st.DataObject, of_count: bool, wild: bool
) -> None:
    documents = [{**RULE}, {**COUNT}]
    documents[of_count]["tests"] = found = data.draw(bodies(wild=wild))
    text = "\n---\n".join(msgspec.json.encode(each).decode() for each in documents)
    (tmp_path / "rules.yml").write_text(text, encoding="utf-8", errors="replace")

    loaded = load_rulebook([tmp_path])
    outcomes = list(trial.run(loaded.rulebook, catalogue=shipped()))

    event(f"refused: {bool(loaded.errors)}")
    assert wild or not loaded.errors
    if not loaded.errors:
        written = msgspec.json.decode(msgspec.json.encode(found))  # an infinite number is null, which is none
        assert len(outcomes) == len(written or ())
        for outcome in outcomes:
            assert all(each.code == "TOC610" and each.line for each in outcome.diagnostics())
