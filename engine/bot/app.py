"""The bot as a program: loads the rules, opens the store, and runs until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from typing import Final

import structlog

from engine.bot.assembly import Assembly
from engine.bot.loading import load
from engine.bot.logs import configure
from engine.bot.options import Options
from engine.bot.supervisor import Stopped, Supervisor
from engine.errors import TocsinError, UsageError
from engine.store.sqlite import SqliteStore

EXIT_STOPPED: Final = 1
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""A terminal that closes ends it in order, too; where SIGHUP is ignored, as under `nohup`, it stays so."""
_log = structlog.get_logger()


def run(options: Options, echo: Callable[[str], None]) -> int:
    """Run the bot; returns the exit code. What a person must know is one line to `echo`.

    Raises `UsageError` for paths that are not there.
    """
    configure([options.token])
    try:
        asyncio.run(_run(options, echo))
    except UsageError:
        raise
    except TocsinError as error:
        echo(str(error))
        return EXIT_STOPPED
    except Exception as error:  # noqa: BLE001 - the last one who can turn it into a line
        _log.critical("bot.failed", error=type(error).__name__, exc_info=error)
        echo(f"stopped by a fault of its own ({type(error).__name__}); please report it with the log above")
        return EXIT_STOPPED
    return 0


async def _run(options: Options, echo: Callable[[str], None]) -> None:
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def failed(line: str) -> None:
        if not stop.done():
            stop.set_exception(Stopped(line))

    def asked() -> None:
        if not stop.done():
            stop.set_result(None)

    rulebook, loading = load(options.rules, echo)
    assembly = Assembly(
        SqliteStore(options.store),
        rulebook,
        loading=loading,
        data=options.data,
        owner=options.owner,
        failed=failed,
    )
    for each in _ENDING:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            loop.add_signal_handler(each, asked)
    _log.info("bot.starting", rulebook=rulebook.hash[:10], documents=len(rulebook.documents))
    try:
        await Supervisor(assembly.client).run(options.token, stop)
    finally:
        await assembly.engine.stop()
    _log.info("bot.stopped")
