"""The lock file holds what pyproject.toml asks for, all of it with hashes, and names nobody's registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, re.MULTILINE)
}


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    build = (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    named = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["project"]["optional-dependencies"]["drill"],
        *project["build-system"]["requires"],
        *(line for line in build if not line.startswith("#")),
    ]
    return [Requirement(line) for line in named]


def test_everything_that_is_asked_for_is_pinned_as_asked() -> None:
    for requirement in wanted():
        version = PINNED.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name}: run `make lock`"
        assert version in requirement.specifier, f"{requirement.name}: run `make lock`"


def test_everything_pinned_has_a_hash() -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) >= len(PINNED)
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_registry_is_named() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^--", LOCK, re.MULTILINE)
