"""Outcomes of tests as JUnit's XML, which CI systems show: a suite a file. Knows no files and no clock.

What XML cannot hold is taken out of the texts: they are people's, and may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import msgspec

from engine.diagnostics import Diagnostic
from engine.diagnostics.reporters.line import one_line
from engine.runtime.trial import Outcome

_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CHECK: Final = "check"
"""The test that stands for a file's being free of errors."""


class Timed(msgspec.Struct, frozen=True):
    """An outcome, and how long its test took (seconds)."""

    outcome: Outcome
    seconds: float


def junit(ran: Sequence[Timed], errors: Sequence[Diagnostic]) -> bytes:
    """The whole file. `errors` are those of documents that could not be tested."""
    root = Element("testsuites", name="tocsin test")
    paths = dict.fromkeys([*(each.outcome.document.path for each in ran), *(each.path for each in errors)])
    for path in paths:
        _suite(
            root,
            path,
            [each for each in ran if each.outcome.document.path == path],
            [each for each in errors if each.path == path],
        )
    failed = sum(not each.outcome.passed for each in ran)
    _count(root, len(ran) + len(errors), failed, len(errors), ran)
    indent(root)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _suite(root: Element, path: str, ran: Sequence[Timed], errors: Sequence[Diagnostic]) -> None:
    suite = SubElement(root, "testsuite", name=_clean(path))
    failed = sum(not each.outcome.passed for each in ran)
    _count(suite, len(ran) + len(errors), failed, len(errors), ran)
    for error in errors:
        case = SubElement(suite, "testcase", name=_CHECK, classname=_clean(path), time="0.000")
        what = SubElement(case, "error", type=error.code, message=_clean(error.message))
        what.text = _clean(one_line(error))
    for each in ran:
        _case(suite, each)


def _case(suite: Element, ran: Timed) -> None:
    outcome = ran.outcome
    case = SubElement(
        suite,
        "testcase",
        name=_clean(outcome.name),
        classname=_clean(outcome.document.title),
        file=_clean(outcome.document.path),
        time=f"{ran.seconds:.3f}",
    )
    for failure, found in zip(outcome.failures, outcome.diagnostics(), strict=True):
        what = SubElement(case, "failure", type=found.code, message=_clean(failure.message))
        place = f"{found.path}:{found.line}:{found.column}"
        what.text = _clean("\n".join((f"{place}: {failure.message}", *failure.lines)))


def _count(element: Element, tests: int, failures: int, errors: int, ran: Iterable[Timed]) -> None:
    element.set("tests", str(tests))
    element.set("failures", str(failures))
    element.set("errors", str(errors))
    element.set("time", f"{sum(each.seconds for each in ran):.3f}")


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)
