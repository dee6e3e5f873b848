"""What `tocsin init` puts into a new folder: each file's place and text. Writes nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Final

import msgspec

from engine.documents.home import SETTINGS
from engine.systems.editor import FILE, HEADER
from engine.systems.templates import filled

ENV: Final = ".env"
SCHEMAS: Final = "schemas"
_EXAMPLE: Final = "example_rule"


class Sheet(msgspec.Struct, frozen=True):
    """A file: its place below the folder, what it holds, and what it is for in a few words."""

    place: str
    text: str
    says: str


def sheets(new_id: Callable[[], str], installed_from: str) -> Iterator[Sheet]:
    """All but the token's, in the order of reading. `installed_from` is OWNER/NAME on GitHub."""
    settings = _text("settings.yaml").replace("__EDITOR__", f"{HEADER}{SCHEMAS}/{FILE}")
    yield Sheet(SETTINGS, settings, "what you decide")
    example = filled("detection", _EXAMPLE, f"../../{SCHEMAS}/{FILE}", new_id)
    yield Sheet("rules/house/example-rule.yml", example, "a rule of your own, to change or delete")
    yield Sheet("playbooks/.gitkeep", "", "")
    yield Sheet("schedules/.gitkeep", "", "")
    yield Sheet("guilds/README.md", _text("guilds.md"), "what is one server's own")
    ignored = f"# The store and the token do not belong into git.\n/data/\n{ENV}\n/{SCHEMAS}/\n"
    yield Sheet(".gitignore", ignored, "")
    yield Sheet(".vscode/settings.json", _text("editor.json"), "completion in VS Code")
    yield Sheet(".vscode/extensions.json", '{"recommendations": ["redhat.vscode-yaml"]}\n', "")
    workflow = _text("workflow.yaml").replace("__TOCSIN__", installed_from)
    yield Sheet(".github/workflows/tocsin.yml", workflow, "checks and tests each pull request")


def token_file(token: str) -> str:
    """The text of the file with the secrets."""
    return (
        "# Secrets. Nobody but you may read this file; it never goes into git.\n"
        f"DISCORD_TOKEN={token}\n"
        "# Your id, if you are not the owner of the application:\n"
        "# BOT_OWNER_ID=\n"
    )


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
