"""`tocsin init`: a folder that runs as it is, made once, the token apart and never shown."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path

import pytest

from engine.bot.logged_in import LoggedIn
from engine.bot.options import Secret
from engine.cli import main
from engine.cli.environment import environment, read_env
from engine.cli.initiating import Initiating, make_repository
from engine.documents.home import INSTALLATION, Home
from engine.errors import UsageError
from engine.runtime.repository import commit
from engine.runtime.trial import run
from engine.systems.loading import load_rulebook

TOKEN = "MTEx.fake.token-of-a-test"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


class Discord:
    """Knows one token; remembers what it was asked."""

    def __init__(self, *missing: str) -> None:
        self.asked: list[str] = []
        self._missing = missing

    def __call__(self, token: Secret) -> LoggedIn:
        self.asked.append(token)
        if token != TOKEN:
            raise UsageError("Discord does not know this token")
        return LoggedIn("Watchdog", "ana", self._missing)


def init(folder: Path, typed: str | None = None, discord: Discord | None = None):
    return Initiating(folder, None if typed is None else lambda: typed, discord or Discord()).run()


def test_what_it_makes_loads_without_a_problem_and_its_tests_pass(tmp_path: Path) -> None:
    init(tmp_path / "mine")

    loaded = load_rulebook([Home(tmp_path / "mine")])

    assert loaded.diagnostics == ()
    packs = {each.pack for each in loaded.documents}
    shipped = {"antinuke", "automod", "permissions", "baselines", "scoring"}
    assert packs == {*shipped, "house", "settings.yml"}
    house = {each.identity for each in loaded.documents if each.pack == "house"}
    outcomes = list(run(loaded.rulebook, house))
    assert outcomes
    assert all(each.passed for each in outcomes)


def test_its_settings_show_how_to_tune_rules_that_are_there(tmp_path: Path) -> None:
    init(tmp_path)
    path = tmp_path / "settings.yml"
    lines = path.read_text().splitlines()
    uncommented = [
        each.removeprefix("# ") if each.startswith(("# tune", "#   ", "# alerts")) else each for each in lines
    ]
    path.write_text("\n".join(uncommented))

    loaded = load_rulebook([Home(tmp_path)])

    assert [each for each in loaded.diagnostics if each.path == str(path)] == []
    settings = next(each for each in loaded.documents if each.kind == "settings")
    assert len(settings.body["tune"]) == 3
    assert settings.body["alerts"]["least"] == "medium"


def test_it_writes_nothing_over_and_says_what_was_there(tmp_path: Path) -> None:
    init(tmp_path, TOKEN)
    before = {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}
    (tmp_path / "settings.yml").write_text("kind: settings\n")
    discord = Discord()

    made = init(tmp_path, "another", discord)

    assert made.written == []
    assert set(made.there) >= {"settings.yml", ".env", ".gitignore"}
    assert (tmp_path / "settings.yml").read_text() == "kind: settings\n"
    assert {each: each.read_bytes() for each in before if each.name != "settings.yml"} == {
        each: body for each, body in before.items() if each.name != "settings.yml"
    }
    assert discord.asked == [TOKEN]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere"
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / ".env").symlink_to(secret)

    init(folder, TOKEN)

    assert not secret.exists()


def test_the_token_is_for_its_owner_alone_and_never_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = init(tmp_path, f" {TOKEN}\n")

    env = tmp_path / ".env"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert read_env(env) == {"DISCORD_TOKEN": TOKEN}
    assert made.login == "Logged in as Watchdog, owner: ana, intents ok."
    assert TOKEN not in "".join(capsys.readouterr()) + repr(made)
    assert "\n.env\n" in (tmp_path / ".gitignore").read_text()


def test_a_login_says_which_intents_are_off(tmp_path: Path) -> None:
    made = init(tmp_path, TOKEN, Discord("Server Members", "Message Content"))

    assert "switch on Server Members and Message Content in the portal" in made.login


def test_a_token_that_discord_does_not_know_is_said_and_kept_for_mending(tmp_path: Path) -> None:
    made = init(tmp_path, "MTEy.an.other")

    assert made.login == "Discord does not know this token"
    assert read_env(tmp_path / ".env") == {"DISCORD_TOKEN": "MTEy.an.other"}


def test_what_is_no_token_is_not_written_down(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds blanks"):
        init(tmp_path, "two words")

    assert not (tmp_path / ".env").exists()


def test_tocsin_itself_is_no_folder_for_it() -> None:
    with pytest.raises(UsageError, match="name a folder of your own"):
        init(Path(INSTALLATION))


def test_without_a_terminal_nobody_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path / "mine")]) == 0

    out, err = capsys.readouterr()
    assert "wrote" in out
    assert "after DISCORD_TOKEN=" in err
    assert main(["check", str(tmp_path / "mine")]) == 0


def test_who_has_no_token_yet_may_end_the_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(question: str) -> str:
        raise EOFError(question)

    monkeypatch.setattr(sys.modules["engine.cli.commands.init"], "getpass", ended)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    assert main(["init", str(tmp_path / "mine")]) == 0

    assert "after DISCORD_TOKEN=" in capsys.readouterr().err


@needs_git
def test_a_repository_holds_all_but_the_secrets(tmp_path: Path) -> None:
    init(tmp_path, TOKEN)

    assert make_repository(tmp_path) == "made it a repository, with a first commit"
    assert make_repository(tmp_path) == "it is a repository already"

    held = b"".join(each.read_bytes() for each in (tmp_path / ".git").rglob("*") if each.is_file())
    assert TOKEN.encode() not in held
    assert not commit(tmp_path, [tmp_path / "settings.yml"], "nothing")
    (tmp_path / "settings.yml").write_text("kind: settings\n")
    (tmp_path / "rules/house/example-rule.yml").write_text("")
    assert commit(tmp_path, [tmp_path / "settings.yml"], "less", "ana (1)")


@needs_git
def test_a_repository_is_not_begun_where_git_would_keep_the_token(tmp_path: Path) -> None:
    init(tmp_path, TOKEN)
    (tmp_path / ".gitignore").write_text("/data/\n")

    with pytest.raises(UsageError, match=r"git would keep \.env"):
        make_repository(tmp_path)

    held = b"".join(each.read_bytes() for each in (tmp_path / ".git").rglob("*") if each.is_file())
    assert TOKEN.encode() not in held


def test_the_environment_is_laid_over_the_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = tmp_path / ".env"
    env.write_text("# a comment\n\nexport A=1\nB = 'two words'\nC=\n")
    env.chmod(0o600)

    assert environment(tmp_path, {"A": "9"}) == {"A": "9", "B": "two words", "C": ""}
    assert capsys.readouterr().err == ""
    env.chmod(0o644)
    environment(tmp_path, {})
    assert "chmod 600" in capsys.readouterr().err


def test_a_line_that_is_none_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"A=1\n{TOKEN}\n")

    with pytest.raises(UsageError) as caught:
        read_env(tmp_path / ".env")

    assert str(caught.value) == f"{tmp_path}/.env:2: is no line such as NAME=value"


def test_run_takes_the_folders_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(tmp_path, TOKEN)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    seen = []
    monkeypatch.setattr("engine.bot.app.run", lambda options, *_: seen.append(options) or 0)

    assert main(["run", str(tmp_path)]) == 0

    (options,) = seen
    assert options.token == TOKEN
    assert os.fspath(options.rules[0]) == str(tmp_path)
    assert options.store == tmp_path / "data" / "tocsin.db"
