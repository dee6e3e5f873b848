"""The lock files hold what is asked for, all of it with hashes, and name nobody's registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
REQUIREMENTS = ROOT / "requirements"
LOCKS = {path.stem: path.read_text(encoding="utf-8") for path in REQUIREMENTS.glob("*.lock")}


def pinned(lock: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", LOCKS[lock], re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def listed(name: str) -> list[str]:
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["project"]["optional-dependencies"]["drill"],
        *project["build-system"]["requires"],
        *listed("build.in"),
    ]
    return [Requirement(line) for line in named]


@pytest.mark.parametrize(
    ("lock", "asked"), [("dev", wanted()), ("bench", list(map(Requirement, listed("bench.in"))))]
)
def test_everything_that_is_asked_for_is_pinned_as_asked(lock: str, asked: list[Requirement]) -> None:
    for requirement in asked:
        version = pinned(lock).get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement.name}: run `make lock`"
        assert version in requirement.specifier, f"{requirement.name}: run `make lock`"


def test_what_the_benchmarks_need_goes_with_what_everybody_has() -> None:
    everybody, benchmarks = pinned("dev"), pinned("bench")
    shared = everybody.keys() & benchmarks.keys()
    assert shared
    assert {name: benchmarks[name] for name in shared} == {name: everybody[name] for name in shared}


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_pinned_has_a_hash(lock: str) -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", LOCKS[lock], flags=re.MULTILINE)[1:]
    assert len(blocks) >= len(pinned(lock))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_registry_is_named(lock: str) -> None:
    assert "://" not in LOCKS[lock]
    assert not re.search(r"^--", LOCKS[lock], re.MULTILINE)
