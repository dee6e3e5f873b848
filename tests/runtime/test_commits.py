"""The commit of a checkout, as git itself has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from engine.runtime.commits import Checkout, checkout_of, commit_of


def git(folder: Path, *words: str) -> str:
    own = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main", "-c", "gc.auto=0"]
    done = subprocess.run(["git", *own, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    (folder / "rules").mkdir(parents=True)
    git(folder, "init")
    (folder / "rules" / "a.yml").write_text("title: x\n")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    return folder


def test_a_folder_inside_of_a_checkout(checkout: Path) -> None:
    assert commit_of(checkout / "rules") == git(checkout, "rev-parse", "HEAD")


def test_packed_refs(checkout: Path) -> None:
    git(checkout, "tag", "-a", "v1", "-m", "one")
    git(checkout, "pack-refs", "--all")
    assert not (checkout / ".git" / "refs" / "heads" / "main").exists()
    assert commit_of(checkout) == git(checkout, "rev-parse", "HEAD")


def test_a_detached_head(checkout: Path) -> None:
    git(checkout, "checkout", "--detach")
    assert commit_of(checkout) == git(checkout, "rev-parse", "HEAD")


def test_another_work_tree_of_the_repository(checkout: Path, tmp_path: Path) -> None:
    git(checkout, "worktree", "add", "-b", "other", str(tmp_path / "other"))
    git(tmp_path / "other", "commit", "--allow-empty", "-m", "second")
    assert commit_of(tmp_path / "other" / "rules") == git(tmp_path / "other", "rev-parse", "HEAD")
    git(checkout, "pack-refs", "--all")
    assert commit_of(tmp_path / "other") == git(tmp_path / "other", "rev-parse", "HEAD")
    assert commit_of(checkout) == git(checkout, "rev-parse", "HEAD")


def test_no_checkout_and_no_commit_yet(tmp_path: Path) -> None:
    assert commit_of(tmp_path) == ""
    git(tmp_path, "init")
    assert commit_of(tmp_path) == ""


def test_what_is_no_hash_is_no_commit(checkout: Path) -> None:
    (checkout / ".git" / "HEAD").write_bytes(b"\xff\xfe rubbish")
    assert commit_of(checkout) == ""


def test_the_first_path_with_a_commit_counts(checkout: Path, tmp_path: Path) -> None:
    assert checkout_of([tmp_path, checkout]) == Checkout(git(checkout, "rev-parse", "HEAD"))
    assert checkout_of([]) == Checkout()


def is_changed(checkout: Path) -> bool:
    return checkout_of([checkout / "rules"]).is_changed


def test_a_file_that_was_edited_is_not_as_the_commit_has_it_until_it_is_committed(checkout: Path) -> None:
    (checkout / "rules" / "a.yml").write_text("title: y\n")
    assert is_changed(checkout)
    git(checkout, "add", ".")
    assert is_changed(checkout)
    git(checkout, "commit", "-m", "second")
    assert not is_changed(checkout)


def test_a_file_that_is_new_or_gone_is_a_change(checkout: Path) -> None:
    (checkout / "rules" / "deep").mkdir()
    (checkout / "rules" / "deep" / "b.yaml").write_text("title: b\n")
    assert is_changed(checkout)
    (checkout / "rules" / "deep" / "b.yaml").unlink()
    assert not is_changed(checkout)
    (checkout / "rules" / "a.yml").unlink()
    assert is_changed(checkout)


def test_what_is_no_rule_or_stands_elsewhere_is_no_change(checkout: Path) -> None:
    (checkout / "rules" / "notes.txt").write_text("x")
    (checkout / "b.yml").write_text("x")
    assert not is_changed(checkout)


def test_a_program_that_the_repository_names_is_not_run(checkout: Path, tmp_path: Path) -> None:
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    spy.chmod(0o755)
    git(checkout, "config", "core.fsmonitor", str(spy))
    (checkout / "rules" / "a.yml").write_text("title: y\n")
    assert is_changed(checkout)
    assert not (tmp_path / "ran").exists()


def test_without_git_nothing_is_said_of_changes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checkout / "rules" / "a.yml").write_text("title: y\n")
    monkeypatch.setenv("PATH", "")
    found = checkout_of([checkout])
    assert found.commit
    assert not found.is_changed
