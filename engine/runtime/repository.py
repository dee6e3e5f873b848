"""A folder as a repository of git: begun, and given commits. The one place that runs git. Knows no rules.

Nothing here asks, waits for a terminal or runs a hook; without git it says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from engine.errors import GitFailed

TIMEOUT_S: Final = 20.0
LOOK_TIMEOUT_S: Final = 2.0
"""For what a reload waits for, and can do without."""
_NAME: Final = "Tocsin"
_MAIL: Final = "tocsin@localhost"
_QUIETLY: Final = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def is_repository(folder: Path) -> bool:
    """Whether a folder is the top of a work tree."""
    return (folder / ".git").exists()


def begin(folder: Path, message: str, unless: Callable[[], str | None]) -> None:
    """Make a repository of a folder, with all that is not ignored in a first commit. Raises `GitFailed`.

    `unless` is asked before anything is added, and says what speaks against that.
    """
    _git(folder, "init", "--quiet", "--initial-branch=main")
    reason = unless()
    if reason is not None:
        raise GitFailed(reason)
    _git(folder, "add", "--all")
    _commit(folder, message, None)


def commit(folder: Path, files: Sequence[Path], message: str, author: str | None = None) -> bool:
    """Commit these files alone, whatever else changed; False when they are as they were. Raises `GitFailed`.

    `author` is a name, which git shows as it is: it must be of one line.
    """
    names = [os.fspath(file.relative_to(folder)) for file in files]
    _git(folder, "add", "--all", "--", *names)
    if _git(folder, "diff", "--cached", "--quiet", "--", *names, may_fail=True) == 0:
        return False
    _commit(folder, message, author, names)
    return True


def has_changes(folder: Path) -> bool:
    """Whether a YAML file below a folder is not as in the commit that is checked out. Raises `GitFailed`."""
    files = [f":(glob)**/*.{ending}" for ending in ("yml", "yaml")]
    return bool(_run(folder, "status", "--porcelain", "--", *files, timeout=LOOK_TIMEOUT_S).stdout)


def ignores(folder: Path, name: str) -> bool:
    """Whether git would leave a file out."""
    return _git(folder, "check-ignore", "--quiet", "--", name, may_fail=True) == 0


def _commit(folder: Path, message: str, author: str | None, names: Sequence[str] = ()) -> None:
    who = [] if author is None else [f"--author={author} <{_MAIL}>"]
    only = ["--only", "--", *names] if names else []
    identity = [] if _has_identity(folder) else ["-c", f"user.name={_NAME}", "-c", f"user.email={_MAIL}"]
    quiet = ["--quiet", "--no-verify", f"--message={message}"]
    _git(folder, *identity, "-c", "commit.gpgSign=false", "commit", *quiet, *who, *only)


def _has_identity(folder: Path) -> bool:
    return all(_git(folder, "config", f"user.{each}", may_fail=True) == 0 for each in ("name", "email"))


def _git(folder: Path, *args: str, may_fail: bool = False) -> int:
    return _run(folder, *args, may_fail=may_fail).returncode


def _run(
    folder: Path, *args: str, may_fail: bool = False, timeout: float = TIMEOUT_S
) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git")
    if program is None:
        raise GitFailed("git is not installed")
    try:
        done = subprocess.run(  # noqa: S603 - the program by its path, each argument by itself
            [program, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *args],
            cwd=folder,
            env={**os.environ, **_QUIETLY},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitFailed(f"git did not answer within {timeout:g} seconds") from None
    except OSError as error:
        raise GitFailed(f"git cannot be run: {error.strerror or type(error).__name__}") from None
    if done.returncode and not may_fail:
        said = done.stderr.decode(errors="backslashreplace").strip().splitlines()
        raise GitFailed(said[-1] if said else f"git {args[0]} failed")
    return done
