"""What an author wrote a moment before: the pace, a change of channel, the same words again.

Rules that count messages count only those that stand out by one of these, so that ordinary talk
meets no rule at all and costs nothing further. Kept in memory for a minute or two; a restart
forgets it. Texts are kept as a number that means nothing outside this process.
"""

from __future__ import annotations

from typing import Any, Final

MEMORY_MS: Final = 60_000
"""What is older than this may be forgotten, and is after twice that."""
MOST: Final = 20_000
"""Authors that are remembered; of more than these the oldest are forgotten sooner."""
QUICK_MS: Final = 3_000
"""What comes sooner after the last message is told; every field of every message is kept on disk."""
ELSEWHERE_MS: Final = 15_000
"""The same, for a message in another channel than the last one."""
LONG: Final = 25
"""Characters from which on it says something that two people write the same."""
_MOST_TEXTS: Final = 16

_Author = tuple[int, int]
"""Guild and author."""
_Voice = tuple[int, int]
"""Guild and text, to the one author of most texts, or the several of few."""


class Lately:
    """One a client. Two generations: what the younger does not know is looked up in the older."""

    __slots__ = ("_authors", "_began", "_older_authors", "_older_voices", "_voices")

    def __init__(self) -> None:
        self._authors: dict[_Author, _Pace] = {}
        self._older_authors: dict[_Author, _Pace] = {}
        self._voices: dict[_Voice, int | set[int]] = {}
        self._older_voices: dict[_Voice, int | set[int]] = {}
        self._began = 0

    def note(self, guild: int, author: int, channel: int, content: str, time: int) -> dict[str, Any]:
        """Remember a message, and give the fields that earlier ones add to it; `time` in milliseconds."""
        if time - self._began > MEMORY_MS or len(self._authors) >= MOST or len(self._voices) >= MOST:
            self._older_authors, self._authors = self._authors, {}
            self._older_voices, self._voices = self._voices, {}
            self._began = time
        key = (guild, author)
        text = hash(content) if content else None
        pace = self._authors.get(key) or self._older_authors.get(key) or _Pace()
        self._authors[key] = pace
        fields = pace.go_on(channel, text, time)
        if text is not None and len(content) >= LONG:
            others = self._others((guild, text), author)
            if others:
                fields["echoes"] = others
        return fields

    def _others(self, key: tuple[int, int], author: int) -> int:
        """How many other people wrote this text; from now on this one did, too."""
        voices = self._voices.get(key) or self._older_voices.get(key) or author
        if isinstance(voices, set):
            voices.add(author)
        elif voices != author:
            voices = {voices, author}
        self._voices[key] = voices
        return len(voices) - 1 if isinstance(voices, set) else 0


class _Pace:
    """What one author wrote lately in one guild."""

    __slots__ = ("channel", "texts", "time")

    def __init__(self) -> None:
        self.time = self.channel = 0
        self.texts: dict[int, int] = {}

    def go_on(self, channel: int, text: int | None, time: int) -> dict[str, Any]:
        """What the message before adds, unless that was too long ago; this one is kept for the one after."""
        fields: dict[str, Any] = {}
        since = time - self.time
        texts = self.texts
        times = 0 if text is None else texts.get(text, 0)
        if 0 <= since <= MEMORY_MS:
            if channel != self.channel and since <= ELSEWHERE_MS:
                fields["channel_changed"] = True
            if since <= QUICK_MS or fields:
                fields["since_last_seconds"] = since / 1000
            if times:
                fields["repeated"] = times
        if since > MEMORY_MS or len(texts) >= _MOST_TEXTS:
            texts.clear()
            times = 0
        if text is not None:
            texts[text] = times + 1
        self.time = time
        self.channel = channel
        return fields
