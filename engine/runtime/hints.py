"""Hints from the operating system that something below some folders may have changed. Never the whole truth.

What happens behind a link, through a memory map or on another machine gives none, and when much
happens at once some are lost: whoever listens looks for himself from time to time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import Final

import structlog
import watchfiles
from watchfiles import Change

STEP_MS: Final = 25
DEBOUNCE_MS: Final = 400
_FIRST_MS: Final = 500
"""By then at the latest it is said that the watch stands: what happened before that gave no hint."""
_log = structlog.get_logger()


class Hints:
    """Watches from a thread of its own until it is stopped. `hint` is called there.

    `is_lost`: a folder itself was deleted. One that is made again in its place may even have its
    number, and gives no hints.
    """

    def __init__(self, paths: Sequence[str], hint: Callable[[], None], *, below: bool = True) -> None:
        """`below`: also of what happens in the folders inside."""
        self.is_lost = False
        self._below = below
        self._paths = [os.path.realpath(path) for path in paths]
        self._hint = hint
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rules-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hint no more. Does not wait: the thread ends by itself within a step."""
        self._stop.set()

    def _run(self) -> None:
        try:
            stands = False
            for changes in watchfiles.watch(
                *self._paths,
                watch_filter=None,
                step=STEP_MS,
                debounce=DEBOUNCE_MS,
                rust_timeout=_FIRST_MS,
                yield_on_timeout=True,
                stop_event=self._stop,
                force_polling=False,
                recursive=self._below,
                raise_interrupt=False,
            ):
                self.is_lost = self.is_lost or any((Change.deleted, path) in changes for path in self._paths)
                if changes or not stands:
                    self._hint()
                stands = True
        except FileNotFoundError:
            self.is_lost = True
        except (OSError, RuntimeError) as error:  # such as too many watches
            _log.warning("rules.not_watched", reason=str(error))
