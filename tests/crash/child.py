"""A warm parent: forks a process for each order it reads from its standard input, and says how it ended.

`play FOLDER PORT SEED POINT TURN` answers `killed`, or `passed` and how often each point was passed;
`verify FOLDER` answers `equal N` or what differs; `state FOLDER` what a start would find, as JSON. Run
under a PYTHONHASHSEED of its own: nothing may depend on it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
from pathlib import Path

import structlog

from engine.runtime import outbox
from tests.crash.scenario import Death, play, replayed, state_of


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    outbox.BACKOFF_S = 0.005  # a lost answer is asked for again at once: the waits are no part of the test
    for line in sys.stdin:
        order, folder, *rest = line.split()
        if order == "verify":
            report = replayed(Path(folder))
            answer = f"equal {report.signals}" if report.is_equal else f"differs {report.differences[0]}"
        elif order == "state":
            answer = json.dumps(state_of(Path(folder)))
        else:
            port, seed, point, turn = rest
            answer = fork(Path(folder), int(port), int(seed), Death(point, int(turn)))
        print(answer, flush=True)


def fork(folder: Path, port: int, seed: int, death: Death) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os._exit(live(folder, port, seed, death, writer))
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return said or ("killed" if os.WIFSIGNALED(status) else f"failed {status}")


def live(folder: Path, port: int, seed: int, death: Death, pipe: int) -> int:
    try:
        asyncio.run(play(folder, port, seed, death))
    except Exception:  # noqa: BLE001 - whatever it is, the parent hears of it
        traceback.print_exc()
        return 1
    os.write(pipe, f"passed {json.dumps(death.passed)}".encode())
    return 0


if __name__ == "__main__":
    main()
