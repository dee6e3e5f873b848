"""What ships for people who keep rules in git does what the page says: the workflow and the hooks are run."""

from __future__ import annotations

import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.cli import main
from engine.cli.commands import COMMANDS
from engine.documents.reading.reader import read_bytes

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs" / "examples" / "tocsin.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GOOD = """\
title: A ping of everyone
id: ping
logsource: {product: discord, category: message_create}
detection:
  selection: {mention_everyone: true}
  condition: selection
tests:
  - name: someone pings everyone
    signals: [{type: discord.message.create, actor: 1, mention_everyone: true}]
    expect: [{emits: threat.detected}]
"""
BAD = GOOD.replace("mention_everyone: true}\n  condition", "mention_everone: true}\n  condition")


def parsed(path: Path) -> Any:
    """A file read as strictly as documents are: `on` is a word, nothing is said twice."""
    read = read_bytes(path.read_bytes())
    assert read.findings == []
    (document,) = read.documents
    return document.value


def commands(workflow: Mapping[str, Any]) -> list[str]:
    lines = [line for step in workflow["jobs"]["rules"]["steps"] for line in step.get("run", "").splitlines()]
    return [line for line in lines if line.startswith("tocsin ")]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one rule, as a step of a job finds it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "rules" / "house").mkdir(parents=True)
    (tmp_path / "rules" / "house" / "ping.yml").write_text(GOOD)
    return tmp_path


def run(command: str) -> int:
    return main(shlex.split(command)[1:])


def test_the_workflow_may_only_read_and_is_not_handed_secrets() -> None:
    workflow = parsed(WORKFLOW)

    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow["on"]) == {"pull_request", "push"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert "secrets." not in WORKFLOW.read_text()
    assert workflow["jobs"]["rules"]["steps"][0]["with"] == {"persist-credentials": False}


def test_nothing_that_a_stranger_writes_is_run_by_a_shell() -> None:
    for step in parsed(WORKFLOW)["jobs"]["rules"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_good_rules_pass_every_step(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert len(commands(parsed(WORKFLOW))) == 3

    assert [run(command) for command in commands(parsed(WORKFLOW))] == [0, 0, 0]

    assert capfd.readouterr().out == ""
    assert "no problems" in (checkout / "summary.md").read_text()
    assert len(ET.parse(checkout / "tests.xml").findall(".//testcase")) == 1


def test_a_bad_rule_fails_and_is_annotated_at_its_line(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (checkout / "rules" / "house" / "ping.yml").write_text(BAD)

    assert run(commands(parsed(WORKFLOW))[0]) == 1

    assert capfd.readouterr().out.startswith("::error file=rules/house/ping.yml,line=5,col=15,")
    assert "mention&#95;everone" in (checkout / "summary.md").read_text()


def test_a_test_that_fails_is_annotated(checkout: Path, capfd: pytest.CaptureFixture[str]) -> None:
    silent = GOOD.replace("mention_everyone: true}]", "mention_everyone: false}]")
    (checkout / "rules" / "house" / "ping.yml").write_text(silent)

    assert run(commands(parsed(WORKFLOW))[1]) == 1

    assert "::error file=rules/house/ping.yml,line=" in capfd.readouterr().out
    assert ET.parse(checkout / "tests.xml").find(".//failure") is not None


def test_every_hook_runs_a_command_on_the_documents_that_changed(checkout: Path) -> None:
    hooks = parsed(HOOKS)

    assert [hook["id"] for hook in hooks] == ["tocsin-check", "tocsin-test", "tocsin-fmt"]
    names = [each.__name__ for each in COMMANDS]
    for hook in hooks:
        assert hook["language"] == "python"
        assert hook["entry"].split()[1] in names
        assert re.search(hook["files"], "rules/house/ping.yml")
        assert not re.search(hook["files"], "docs/ping.yml")
        files = [] if hook.get("pass_filenames") is False else ["rules/house/ping.yml"]
        assert run(shlex.join([*hook["entry"].split(), *files])) == 0


def test_a_hook_fails_where_the_command_does(checkout: Path) -> None:
    (checkout / "rules" / "house" / "ping.yml").write_text(BAD)

    codes = {hook["id"]: run(hook["entry"]) for hook in parsed(HOOKS) if hook.get("pass_filenames") is False}
    assert codes == {"tocsin-check": 1, "tocsin-test": 1}


def test_the_page_names_the_hooks_and_the_workflow_that_there_are() -> None:
    page = (ROOT / "docs" / "rules-in-git.md").read_text()

    assert re.findall(r"- id: (\S+)", page) == [hook["id"] for hook in parsed(HOOKS)]
    assert "cp docs/examples/tocsin.yml .github/workflows/tocsin.yml" in page
    for command in re.findall(r"^tocsin (\S+)", page, re.MULTILINE):
        assert command in [each.__name__ for each in COMMANDS]


def test_the_commands_of_the_page_run(checkout: Path) -> None:
    page = (ROOT / "docs" / "rules-in-git.md").read_text()
    lines = re.findall(r"^tocsin [^\n]+", page, re.MULTILINE)

    assert [run(line.partition(" > ")[0]) for line in lines] == [0] * len(lines)
