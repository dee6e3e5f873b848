"""The three answers of `/setup` put into the text of a server's settings. Pure: text in, text out.

Only the keys that they are about are written anew; all else stays as it was written, comments too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import msgspec

from engine.bot.sentences import said
from engine.documents.reading.reader import read_bytes
from engine.errors import UsageError
from engine.systems.sections import section_of

FILE: Final = "settings.yml"
_FIRST: Final = "# What this server decided about Tocsin. `/setup` writes its answers here.\nkind: settings\n"
_BY_HAND: Final = said("edit.by_hand", file=FILE)
_KEY: Final = re.compile(r"(?P<key>[a-z_]+)\s*:")


Asked = Literal["propose", "enforce"]
"""How far the bot may go, as it is asked."""


class Answers(msgspec.Struct, frozen=True):
    """`channel` is where alerts go; `role` is called, and may decide what the bot proposes; None: nobody."""

    channel: int
    role: int | None
    mode: Asked


def with_answers(before: bytes | None, answers: Answers) -> bytes:
    """The settings with the answers in them. Raises `UsageError` where only a person can edit the text."""
    text = _FIRST if before is None else _text(before)
    standing = _said(text)
    wanted = _answered(standing, answers)
    for key, value in wanted.items():
        text = _with_key(text, key, None if value is None else f"{key}: {_flow(value)}\n")
    now = _said(text)
    if any(now.get(key) != standing.get(key) for key in {*now, *standing} - set(wanted)):
        raise UsageError(_BY_HAND)
    return text.encode()


def _text(before: bytes) -> str:
    text = before.decode("utf-8", "replace").replace("\r\n", "\n")
    return text if text.endswith("\n") or not text else f"{text}\n"


def _said(text: str) -> Mapping[str, Any]:
    read = read_bytes(text.encode())
    documents = [each.value for each in read.documents]
    if read.findings or len(documents) != 1 or not isinstance(documents[0], Mapping):
        raise UsageError(_BY_HAND)
    return documents[0]


def _answered(now: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """The keys as they are to be; None takes one away."""
    alerts = {**section_of(now, "alerts"), "channel": str(answers.channel)}
    alerts.pop("mention", None)
    access = {level: [str(each) for each in ids] for level, ids in section_of(now, "access").items()}
    if answers.role is not None:
        alerts["mention"] = str(answers.role)
        if not any(str(answers.role) in ids for ids in access.values()):
            access["approve"] = [*access.get("approve", ()), str(answers.role)]
    then = [str(each) for each in alerts.get("then", ()) if str(each) != alerts["channel"]]
    alerts = {**alerts, "then": then} if then else {k: v for k, v in alerts.items() if k != "then"}
    return {"alerts": alerts, "access": access or None, "mode": answers.mode}


def _with_key(text: str, key: str, line: str | None) -> str:
    """The text with one key of the top written anew, in its place, or at the end."""
    lines = text.splitlines(keepends=True)
    for first, each in enumerate(lines):
        found = _KEY.match(each)
        if found is not None and found["key"] == key:
            last = first + 1
            while last < len(lines) and _belongs(lines[last]):
                last += 1
            return "".join([*lines[:first], *([] if line is None else [line]), *lines[last:]])
    return text if line is None else text + line


def _belongs(line: str) -> bool:
    """Whether a line is still part of the key above it."""
    return line[:1] in {" ", "-"} or line.startswith(("}", "]"))


def _flow(value: Any) -> str:
    """A value as people would write it in one line; ids and words need no quotes but ids' own."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return f"'{text}'" if text.isdecimal() else text
