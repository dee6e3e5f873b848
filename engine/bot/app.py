"""The bot as a program: loads the rules, opens the store, and runs until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import msgspec
import structlog

from engine.bot.assembly import Assembly
from engine.bot.attempt import attempt_of
from engine.bot.collector import TURN_S, look_seldom, make_for_good
from engine.bot.loading import last_good, load
from engine.bot.logs import configure
from engine.bot.news import news_of
from engine.bot.options import Options
from engine.bot.pulse import Beating
from engine.bot.supervisor import Stopped, Supervisor, Unusable
from engine.errors import TocsinError, UsageError
from engine.instants import wall_clock
from engine.runtime.commits import checkout_of
from engine.store.sqlite import SqliteStore
from engine.systems.library import Library

EXIT_STOPPED: Final = 1
EXIT_UNUSABLE: Final = 2
"""To start again would not help; a service is told not to."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""A terminal that closes ends it in order, too; where SIGHUP is ignored, as under `nohup`, it stays so.
Under a service, which has no terminal, SIGHUP asks to look at the rules."""
_log = structlog.get_logger()


Beside = Callable[[Assembly], AbstractContextManager[object]]
"""Something that runs as long as the bot does, such as what serves its figures."""


def run(options: Options, echo: Callable[[str], None], beside: Beside = nullcontext) -> int:
    """Run the bot; returns the exit code. What a person must know is one line to `echo`.

    Raises `UsageError` for what it is told and cannot be, such as paths that are not there.
    """
    configure([options.token], file=options.log)
    try:
        asyncio.run(_run(options, echo, beside))
    except UsageError:
        raise
    except Unusable as error:
        echo(str(error))
        return EXIT_UNUSABLE
    except TocsinError as error:
        echo(str(error))
        return EXIT_STOPPED
    except Exception as error:  # noqa: BLE001 - the last one who can turn it into a line
        _log.critical("bot.failed", error=type(error).__name__, exc_info=error)
        echo(f"stopped by a fault of its own ({type(error).__name__}); please report it with the log above")
        return EXIT_STOPPED
    return 0


async def _run(options: Options, echo: Callable[[str], None], beside: Beside = nullcontext) -> None:
    loop = asyncio.get_running_loop()
    sys.setswitchinterval(TURN_S)
    look_seldom()
    stop: asyncio.Future[None] = loop.create_future()

    def failed(line: str) -> None:
        if not stop.done():
            stop.set_exception(Stopped(line))

    def asked() -> None:
        if not stop.done():
            stop.set_result(None)

    library = Library(options.rules)
    _refuse_nothing(library, options)
    store = SqliteStore(options.store)
    try:
        good = last_good(store)
        proposal = make_for_good(lambda: load(library, good, echo))
    except BaseException:
        store.close()
        raise
    assembly = Assembly(
        store,
        proposal.rulebook,
        library=library,
        attempt=msgspec.structs.replace(
            attempt_of(proposal, wall_clock(), checkout=checkout_of(options.rules)),
            news=news_of(good, proposal.rulebook),
        ),
        data=options.data,
        owner=options.owner,
        failed=failed,
    )
    _listen(loop, asked, assembly)
    _log.info(
        "bot.starting", rulebook=proposal.rulebook.hash[:10], documents=len(proposal.rulebook.documents)
    )
    assembly.watch()
    beating = loop.create_task(_beating(assembly, options).run())
    try:
        with beside(assembly):
            await Supervisor(assembly.client).run(options.token, stop)
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        await assembly.close()
    _log.info("bot.stopped")


def _beating(assembly: Assembly, options: Options) -> Beating:
    return Beating(
        options.data, assembly.engine.status, lambda: assembly.client.desk.attempt.held, clock=wall_clock
    )


def _refuse_nothing(library: Library, options: Options) -> None:
    """A path that is not there ends a first start before any file is made; later the last good rules run."""
    if not options.store.exists():
        library.look().refuse_missing()


def _listen(loop: asyncio.AbstractEventLoop, asked: Callable[[], None], assembly: Assembly) -> None:
    """What the operating system may ask for. Without a terminal SIGHUP asks to look at the files."""
    for each in _ENDING:
        if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
            loop.add_signal_handler(each, asked)
    if assembly.reloading is not None and not _has_terminal():
        loop.add_signal_handler(signal.SIGHUP, assembly.reloading.ask)


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
