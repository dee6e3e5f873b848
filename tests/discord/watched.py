"""Everything that the bot says on simcord, held against what no message of ours may ever be.

Discord's limits, no ping but of whom the settings name, no link, nothing invisible, no broken text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from simcord.http import router

_ESCAPED: Final = re.compile(r"\\[^0-9A-Za-z\s]")
_ACTIVE: Final = re.compile(
    r"@everyone|@here|<a?:\w+:\d+>|</[^>]+:\d+>|<id:|https?://|\w://|discord(?:app)?\.(?:gg|com)/|\]\(",
    re.IGNORECASE,
)
_WHO: Final = re.compile(r"<(?:@[!&]?|#)(\d+)>")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
OURS: Final = "*@everyone*"
"""How a sentence of ours names that role, in an embed, which calls nobody."""
_LIMITS: Final = {
    "content": 2_000, "title": 256, "description": 4_096, "footer": 2_048, "name": 256, "value": 1_024,
    "label": 80, "custom_id": 100, "placeholder": 150, "text": 2_048,
}  # fmt: skip
_MOST_OF_EMBEDS: Final = 6_000
_MOST_OF_ALT: Final = 1_024
_SHOWN: Final = ("content", "description", "title", "text", "label", "name", "value", "placeholder")


class Watched:
    """Of one simcord. `known` are the ids that a message may name, `callable` the roles it may call."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: set[int] = set()
        self.callable: set[str] = set()
        self.said = 0
        self.faults: list[str] = []
        self._dispatch = router.dispatch
        monkeypatch.setattr(router, "dispatch", self._watch)

    def _watch(self, backend: Any, method: str, path: str, **options: Any) -> Any:
        body = options.get("json")
        if method in {"POST", "PATCH"} and isinstance(body, Mapping):
            message = body.get("data") if "/interactions/" in path else body
            if isinstance(message, Mapping) and {"content", "embeds", "components"} & message.keys():
                self.said += 1
                try:
                    self.hold(message)
                except (AssertionError, ValueError) as fault:  # the bot would take it for a fault of its own
                    self.faults.append(f"{method} {path}: {fault}")
        return self._dispatch(backend, method, path, **options)

    def hold(self, message: Mapping[str, Any]) -> None:
        """Fail on whatever would break, ping, link or hide."""
        self._pings(message)
        for name, text in _texts(message):
            assert len(text) <= _LIMITS.get(name, 4_096), (name, text)
            text.encode()
            if name in _SHOWN:
                self._harmless(text)
        for each in message.get("attachments") or ():
            alt = each.get("description") or ""  # read out or shown as it is: nothing in it is a sign
            assert len(alt) <= _MOST_OF_ALT, alt
            assert _hidden(alt) == [], alt
        embeds = message.get("embeds") or ()
        assert len(embeds) <= 10, "too many embeds"
        assert sum(len(text) for each in embeds for _, text in _texts(each)) <= _MOST_OF_EMBEDS, "too long"
        for each in embeds:
            assert each.get("description") or each.get("title") or each.get("footer"), "an empty embed"
        assert message.get("content") or embeds or message.get("components"), "an empty message"

    def _pings(self, message: Mapping[str, Any]) -> None:
        if "content" not in message:
            return
        allowed = message["allowed_mentions"]
        called = {str(each) for each in allowed.get("roles", ())}
        assert (allowed["parse"], allowed.get("users", [])) == ([], []), allowed
        assert called <= self.callable, allowed

    def _harmless(self, text: str) -> None:
        assert _hidden(text) == [], text
        bare = _ESCAPED.sub("", text.replace(OURS, ""))
        assert _ACTIVE.search(bare) is None, text
        for found in _WHO.finditer(text):
            assert int(found[1]) in self.known, text


def _hidden(text: str) -> list[str]:
    return [each for each in text if each != "\n" and unicodedata.category(each) in _HIDDEN]


def _texts(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(part, str):
        yield name, part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key not in {"type", "timestamp", "nonce", "url", "attachments"}:
                yield from _texts(value, key)
    elif isinstance(part, (list, tuple)):
        for each in part:
            yield from _texts(each, name)
