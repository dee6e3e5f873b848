"""The page of each diagnostic code: what it means, why it is told, bad and good examples, how to fix it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

_SUFFIX: Final = ".md"
_PAGES: Final = files("engine.diagnostics").joinpath("pages")


def page(code: str) -> str | None:
    """The Markdown of a code's page, or None for a code that has none."""
    return pages().get(code)


def pages() -> Mapping[str, str]:
    """All pages by code."""
    return {
        each.name.removesuffix(_SUFFIX): each.read_text(encoding="utf-8")
        for each in sorted(_PAGES.iterdir(), key=lambda each: each.name)
        if each.name.endswith(_SUFFIX)
    }
