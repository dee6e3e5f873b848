"""JUnit's XML: every CI system must be able to read it, whatever stands in the documents."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from engine.cli import main
from engine.cli.junit import Timed, junit
from engine.diagnostics import Diagnostic
from engine.documents.document import Document
from engine.runtime.trial import Failure, Outcome

RULE = """\
title: Gift link
id: gift_link
logsource: {product: discord, category: message_create}
detection:
  selection: {links|gte: 1}
  condition: selection
tests:
  - {name: a link, signals: [{type: discord.message.create, links: 1}], expect: [{emits: threat.detected}]}
  - {name: two, signals: [{type: discord.message.create, links: 2}], expect: []}
"""


def report(folder: Path) -> ET.Element:
    (folder / "rules").mkdir()
    (folder / "rules" / "gift.yml").write_text(RULE)
    (folder / "rules" / "bad").mkdir()
    (folder / "rules" / "bad" / "bad.yml").write_text("title: [")
    code = main(["test", str(folder / "rules"), "--junit", str(folder / "report.xml")])
    assert code == 1
    return ET.parse(folder / "report.xml").getroot()


def test_each_file_is_a_suite_and_each_test_a_case(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    root = report(tmp_path)

    assert [Path(suite.attrib["name"]).name for suite in root] == ["gift.yml", "bad.yml"]
    assert [case.attrib["name"] for case in root[0]] == ["a link", "two"]
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors")} == {
        "tests": "3", "failures": "1", "errors": "1",
    }  # fmt: skip
    assert float(root.attrib["time"]) >= 0


def test_a_failure_says_what_and_where(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (failure,) = report(tmp_path)[0][1]

    assert failure.tag == "failure"
    assert failure.attrib["message"] == "`threat.detected` came at +0s, and was not expected"
    assert "gift.yml:9:78: `threat.detected` came" in (failure.text or "")


def test_an_error_is_a_case_of_its_file(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (case,) = report(tmp_path)[1]

    assert (case[0].tag, case[0].attrib["type"]) == ("error", "TOC108")


def test_what_xml_cannot_hold_is_taken_out() -> None:
    odd = 'a\x00\x1b\ud800\ufffe"<&>]]>\u2028é'
    document = Document("detection", odd, "p", f"{odd}.yml", 0, {"title": odd}, {})
    outcome = Outcome(document, 0, odd, (Failure(("tests", 0), odd, (odd,)),))
    error = Diagnostic(f"{odd}.yml", 1, 1, "TOC108", "error", odd)

    root = ET.fromstring(junit([Timed(outcome, 0.5)], [error]))

    assert root[0].attrib["name"] == 'a"<&>]]>\u2028é.yml'
    assert root[0][1].attrib["name"] == 'a"<&>]]>\u2028é'
    assert root[0][1].attrib["time"] == "0.500"
