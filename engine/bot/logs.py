"""Logs: events with fields, one a line, on standard error. No token, no webhook, no text of people."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from engine.diagnostics.screen import safe

_SHAPES: Final = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\S+"
)
"""Tokens and webhook addresses look like this, whoever they belong to."""
_NOISE: Final = "voice will NOT be supported"
"""discord.py warns of this at every start; the bot does not speak."""
_HIDDEN: Final = "<secret>"


def configure(secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Called once, when a program starts. JSON lines in a pipe, coloured lines on a terminal."""
    out = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        Redaction(secrets),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    last: list[Processor] = [structlog.processors.JSONRenderer()]
    if out.isatty():
        last = [_for_a_screen, structlog.dev.ConsoleRenderer()]
    handler = logging.StreamHandler(out)
    handler.addFilter(lambda record: _NOISE not in record.getMessage())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("discord").setLevel(logging.WARNING)


def _for_a_screen(logger: Any, method: str, event: EventDict) -> EventDict:
    """Nothing in a field moves the cursor; a trace keeps its lines. JSON escapes by itself."""
    del logger, method
    return {
        name: "\n".join(map(safe, value.split("\n"))) if isinstance(value, str) else value
        for name, value in event.items()
    }


class Redaction:
    """A processor that hides known secrets, and what has the shape of one, in every field and every trace."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._known = [each for each in secrets if each]

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:
        del logger, method
        return {name: self._clean(value) for name, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if isinstance(value, str):
            for secret in self._known:
                value = value.replace(secret, _HIDDEN)
            return _SHAPES.sub(_HIDDEN, value)
        if isinstance(value, dict):
            return {name: self._clean(each) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self._clean(each) for each in value]
        return value
