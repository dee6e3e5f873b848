"""A warm parent: forks a process for each order it reads from its standard input, and says how it ended.

`play SCENARIO FOLDER PORT SEED POINT TURN` answers `killed`, or `passed` and how often each point was
passed; `verify SCENARIO FOLDER` answers `equal N` or what differs; `state SCENARIO FOLDER` what a start
would find, as JSON. Run under a PYTHONHASHSEED of its own: nothing may depend on it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from engine.runtime import outbox
from tests.crash.flood import FLOOD
from tests.crash.scenario import Death, play, replayed, state_of
from tests.crash.threats import THREATS

SCENARIOS = {"flood": FLOOD, "threats": THREATS}


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    outbox.BACKOFF_S = 0.005  # a lost answer is asked for again at once: the waits are no part of the test
    for line in sys.stdin:
        order, name, folder, *rest = line.split()
        scenario = SCENARIOS[name]
        if order == "verify":
            report = replayed(scenario, Path(folder))
            answer = f"equal {report.signals}" if report.is_equal else f"differs {report.differences[0]}"
        elif order == "state":
            answer = json.dumps(state_of(scenario, Path(folder)))
        else:
            port, seed, point, turn = rest
            death = Death(point, int(turn))
            answer = fork(partial(play, scenario, Path(folder), int(port), int(seed), death), death)
        print(answer, flush=True)


def fork(played: Callable[[], Coroutine[Any, Any, None]], death: Death) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os._exit(live(played, death, writer))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return said or ("killed" if os.WIFSIGNALED(status) else f"failed {status}")


def live(played: Callable[[], Coroutine[Any, Any, None]], death: Death, pipe: int) -> int:
    try:
        asyncio.run(played())
    except Exception:  # noqa: BLE001 - whatever it is, the parent hears of it
        traceback.print_exc()
        return 1
    os.write(pipe, f"passed {json.dumps(death.passed)}".encode())
    return 0


if __name__ == "__main__":
    main()
