"""Documents as Sigma's rule repositories have them: whatever pySigma takes loads, and thousands at once."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sigma.rule import SigmaRule

from engine.documents.load import Loaded
from engine.matching.event import Event
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.loading import load_rulebook

RULE: dict[str, Any] = {
    "title": "Something",
    "logsource": {"product": "windows", "category": "process_creation"},
    "detection": {"s": {"a": 1}, "condition": "s"},
}
UUID = "929a690e-bef0-4204-a928-ef5e620d6fcc"
WRITTEN: dict[str, list[Any]] = {
    "id": [None, UUID],
    "name": [None, "something"],
    "taxonomy": [None, "sigma", "other"],
    "status": [None, "stable", "Test", "UNSUPPORTED", "deprecated", "new"],
    "level": [None, "low", "High", "CRITICAL", "severe"],
    "tags": [None, [], ["attack.t1059.001", "cve.2021-1234"], ["x"], "attack.t1"],
    "date": [None, "2024-01-02", "2024/1/2", "yesterday", 2024],
    "modified": [None, "2024-01-02"],
    "fields": [None, ["CommandLine"], "CommandLine"],
    "falsepositives": [None, ["Unknown"]],
    "author": [None, "Somebody, Else"],
    "description": [None, "What it does"],
    "references": [None, ["https://example.org"], "https://example.org"],
    "related": [None, [], [{"id": UUID, "type": "similar"}], [{"id": UUID, "type": "sibling"}]],
    "license": [None, "MIT"],
    "scope": [None, ["server"]],
    "custom": [None, 5, {"a": [1]}],
    "logsource": [
        {"product": "windows", "service": "security"}, {"category": "dns"}, {"service": "sshd"},
        {"product": "aws", "service": "cloudtrail", "definition": "Requirements: logs"},
        {"category": "proxy", "vendor": "x"},
    ],
}  # fmt: skip
# What pySigma takes and our schema refuses, and the other way round: keys and values.
STRICTER: list[tuple[str, Any]] = [("title", "")]
WIDER: list[tuple[str, Any]] = [
    ("id", "windows-1"), ("id", 5), ("author", 5), ("falsepositives", "Unknown"), ("title", 5),
]  # fmt: skip


def load(*documents: dict[str, Any]) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(documents), 100):
            text = yaml.dump_all(
                documents[start : start + 100], Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True
            )
            Path(folder, f"rules_{start}.yml").write_text(text, encoding="utf-8")
        return load_rulebook([folder])


def is_taken_by_pysigma(document: dict[str, Any]) -> bool:
    try:
        SigmaRule.from_dict(yaml.safe_load(yaml.safe_dump(document)))
    except Exception:  # noqa: BLE001 - it refuses some inputs with a TypeError of its own
        return False
    return True


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional={key: st.sampled_from(each) for key, each in WRITTEN.items()}))
def test_what_pysigma_takes_loads_and_what_it_refuses_does_not(keys: dict[str, Any]) -> None:
    document = {**RULE, **keys}

    assert (not load(document).errors) == is_taken_by_pysigma(document)


@pytest.mark.parametrize(
    ("key", "value"), [(key, each) for key, values in WRITTEN.items() for each in values]
)
def test_each_key_is_taken_as_pysigma_takes_it(key: str, value: Any) -> None:
    document = {**RULE, key: value}

    assert (not load(document).errors) == is_taken_by_pysigma(document)


@pytest.mark.parametrize(("key", "value"), STRICTER)
def test_what_we_refuse_and_pysigma_does_not(key: str, value: Any) -> None:
    assert is_taken_by_pysigma({**RULE, key: value})
    assert load({**RULE, key: value}).errors


@pytest.mark.parametrize(("key", "value"), WIDER)
def test_what_we_take_and_pysigma_does_not(key: str, value: Any) -> None:
    assert not is_taken_by_pysigma({**RULE, key: value})
    assert not load({**RULE, key: value}).errors


def test_a_level_in_capitals_is_the_level() -> None:
    (document,) = load({**RULE, "level": "High"}).documents

    assert document.body["level"] == "high"


PROGRAMS = ["powershell", "certutil", "rundll32", "bitsadmin", "mshta", "wmic", "schtasks", "curl"]
WORDS = ["download", "bypass", "hidden", "encoded", "invoke", "payload", "remote", "dump", "shadow", "lsass"]


def shapes(draw: random.Random) -> dict[str, Any]:
    """A detection in one of the shapes that rules about computers have."""
    program, words = draw.choice(PROGRAMS), draw.sample(WORDS, 3)
    image = [{"Image|endswith": f"\\{program}.exe"}, {"OriginalFileName": f"{program.upper()}.EXE"}]
    return draw.choice([
        {"selection_img": image, "selection_cli": {"CommandLine|contains|all": words},
         "filter_main_x": {"ParentImage|startswith": ["C:\\Program Files\\", "C:\\Windows\\"]},
         "condition": "all of selection_* and not 1 of filter_main_*"},
        {"keywords": {"|all": words}, "other": [f"{program}::{words[0]}", words[1]],
         "condition": "keywords or other"},
        {"selection": {"EventID": [4688, 4689, "1102"], "User|cidr": "10.0.0.0/8"},
         "flags": {"CommandLine|contains|windash": [f" -{words[0]} ", " /x "]},
         "condition": "1 of selection* or flags"},
        {"selection": {"CommandLine|re": rf"(?i){program}\s+.*(?:{words[0]}|{words[1]})[0-9]{{2,}}"},
         "condition": "selection"},
        {"selection": {"Data|base64offset|contains": words, "Hashes|contains": ["MD5=0", "SHA1=1"]},
         "filter_null": {"Image": None}, "filter_empty": {"Image": ""},
         "condition": "selection and not 1 of filter_*"},
        {"selection": {"User|expand": "%Administrators%", "Hour|gte": 22}, "condition": "selection"},
        {"sel": {"cs-method": "GET", "c-uri|contains": f"/{words[0]}?"}, "stat": {"sc-status": 404},
         "condition": ["sel and not stat", "stat"]},
    ])  # fmt: skip


def test_thousands_of_rules_of_unknown_log_sources_load_at_once() -> None:
    draw = random.Random(7)
    rules = [
        {**RULE, "title": f"Rule {n}", "name": f"rule_{n}", "detection": shapes(draw),
         "logsource": draw.choice(WRITTEN["logsource"]), "tags": ["attack.t1059"], "level": "medium"}
        for n in range(2_000)
    ]  # fmt: skip
    assert all(map(is_taken_by_pysigma, rules[:100]))

    loaded = load(*rules)

    assert loaded.errors == ()
    assert {each.code for each in loaded.diagnostics} <= {"TOC322", "TOC325"}
    compiled = compile_all(loaded.rulebook, KINDS).values()
    assert len(compiled) == len(rules)
    assert all(each.test is not None for each in compiled)
    assert not any(each.test(Event({})) for each in compiled if each.test is not None)
