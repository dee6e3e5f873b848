"""What a reporter is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.diagnostics.diagnostic import Diagnostic

Reporter = Callable[[Sequence[Diagnostic], Mapping[str, str]], str]
"""From diagnostics, in the order to tell them, and the texts of files by path, to one text.

The text has no line break at its end. A file whose text is not there is one that cannot be shown.
"""
