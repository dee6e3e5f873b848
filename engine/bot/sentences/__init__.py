"""What people read on Discord: every sentence stands in one file, `en.yaml`, and is asked for by its name."""

from __future__ import annotations

from engine.bot.sentences.catalogue import said, words

__all__ = ["said", "words"]
