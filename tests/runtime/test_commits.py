"""The commit of a checkout, as git itself has it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from engine.runtime.commits import commit_of, commit_of_all


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
    assert commit_of_all([tmp_path, checkout]) == git(checkout, "rev-parse", "HEAD")
    assert commit_of_all([]) == ""
