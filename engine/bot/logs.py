"""Logs: events with fields, one a line, on standard error. No token, no webhook, no text of people."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from engine.diagnostics.screen import safe
from engine.errors import UsageError

_SHAPES: Final = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|https://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\S+"
)
"""Tokens and webhook addresses look like this, whoever they belong to."""
_NOISE: Final = "voice will NOT be supported"
"""discord.py warns of this at every start; the bot does not speak."""
_HIDDEN: Final = "<secret>"
_LOG_BYTES: Final = 10_000_000
_LOGS: Final = 5


def configure(secrets: Sequence[str] = (), stream: TextIO | None = None, file: Path | None = None) -> None:
    """Called once, when a program starts. JSON lines in a pipe or a `file`, coloured lines on a terminal.

    A file is moved aside at `_LOG_BYTES`, and the oldest of `_LOGS` of them deleted. Raises `UsageError`
    when it cannot be written.
    """
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
    if file is None and out.isatty():
        last = [_for_a_screen, structlog.dev.ConsoleRenderer()]
    handler = logging.StreamHandler(out) if file is None else _rotating(file)
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


class _Private(RotatingFileHandler):
    """Its files are for their user alone."""

    def _open(self) -> TextIOWrapper:
        opened = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )
        assert isinstance(opened, TextIOWrapper)
        return opened


def _rotating(file: Path) -> logging.Handler:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _Private(file, maxBytes=_LOG_BYTES, backupCount=_LOGS - 1, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: the log cannot be written there ({error.strerror})") from error


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
