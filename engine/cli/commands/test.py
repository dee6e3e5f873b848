"""`tocsin test`: the documents' own tests, run through the loop that runs live."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from engine.cli.junit import Timed, junit
from engine.cli.output import Progress, counted, note
from engine.cli.shipped import shipped
from engine.cli.telling import FOR_PEOPLE, TEXT, ToldAs, check_format, tell
from engine.diagnostics.reporters.text import report_text
from engine.diagnostics.screen import safe
from engine.documents.cases.schema import TESTS
from engine.documents.document import Document
from engine.documents.load import Loaded
from engine.errors import UsageError
from engine.runtime.trial import Outcome, run
from engine.systems.loading import load_rulebook

_PATHS: Final = (
    "Files and folders; a community's folder with the packs that it names. Default: the one you are in."
)
_JUNIT: Final = "Write the outcomes there, too, as JUnit's XML."
_ONLY: Final = "Only tests with TEXT in their own name, or in their document's id, name or title."


def test(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=_PATHS)] = None,
    junit_file: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help=_JUNIT)] = None,
    only: Annotated[str | None, typer.Option("--only", "-k", metavar="TEXT", help=_ONLY)] = None,
    format_: ToldAs = TEXT,
) -> int:
    """The tests that stand in documents.

    Each plays its signals through the loop that runs live, on a clock of its own. Exit 0 when all
    pass; 1 when a test fails, or a document has an error and cannot be tested; 2 when the call
    cannot be carried out. With --format github the job's summary on GitHub Actions gets a table of
    what failed, too.
    """
    check_format(format_)
    loaded = load_rulebook(shipped(paths))
    if loaded.errors and format_ == TEXT:
        tell(loaded.errors, loaded.texts, TEXT)
    ran = list(_run(_wanted(loaded, only), loaded, aloud=format_ == TEXT))
    if only is not None and not ran and not loaded.errors:
        raise UsageError(f"no test, and no document with tests, is called `{only}`")
    if junit_file is not None:
        _write(junit_file, junit(ran, loaded.errors))
    if format_ != TEXT:
        tell(
            [*loaded.errors, *(found for each in ran for found in each.outcome.diagnostics())],
            loaded.texts,
            format_,
        )
    failed = sum(not each.outcome.passed for each in ran)
    if format_ in FOR_PEOPLE:
        note(_summary(loaded, len(ran), failed, chosen=only is not None))
    return int(bool(failed or loaded.errors))


def _wanted(loaded: Loaded, only: str | None) -> dict[str, set[int]]:
    """Which tests to run: their places, by the identity of their document."""
    found: dict[str, set[int]] = {}
    for document in loaded.rulebook.documents:
        for place, case in enumerate(document.body.get(TESTS, ())):
            if only is None or _is_called(only, document, case["name"]):
                found.setdefault(document.identity, set()).add(place)
    return found


def _is_called(text: str, document: Document, name: str) -> bool:
    return any(text.casefold() in each.casefold() for each in (name, *document.names))


def _run(wanted: dict[str, set[int]], loaded: Loaded, *, aloud: bool) -> Iterator[Timed]:
    """Run them; `aloud`: whatever fails is said at once."""
    progress = Progress("testing")
    progress.start(sum(map(len, wanted.values())))
    before = time.perf_counter()
    for outcome in run(loaded.rulebook, wanted):
        now = time.perf_counter()
        if outcome.place in wanted[outcome.document.identity]:
            for line in _failures(outcome, loaded) if aloud else ():
                progress.out(line.encode(errors="backslashreplace"))
            progress.advance(1)
            yield Timed(outcome, now - before)
        before = time.perf_counter()
    progress.clear()


def _failures(outcome: Outcome, loaded: Loaded) -> Iterator[str]:
    for failure, found in zip(outcome.failures, outcome.diagnostics(), strict=True):
        yield report_text([msgspec.structs.replace(found, help=None)], loaded.texts)
        yield from (f"  {safe(line)}" for line in failure.lines)


def _write(path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror or type(error).__name__}") from error


def _summary(loaded: Loaded, ran: int, failed: int, *, chosen: bool) -> str:
    files = f"{counted(loaded.files, 'file')}, {counted(len(loaded.documents), 'document')}"
    if not loaded.files:
        return f"{files}: nothing was tested, for there is no .yml or .yaml"
    said = [f"{counted(ran, 'test')}, {failed:,} failed" if ran else "no tests"]
    if loaded.refused:
        said.append(f"{counted(len(loaded.refused), 'pack')} with errors not tested")
    untested = sum(not each.body.get(TESTS) for each in loaded.rulebook.documents)
    if untested and not chosen:
        said.append(f"{counted(untested, 'document')} without tests")
    return f"{files}: {'; '.join(said)}"
