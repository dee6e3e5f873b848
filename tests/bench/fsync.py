"""The yardstick of a disk: how long an append and its fdatasync take where the store is."""

from __future__ import annotations

import os
import time
from pathlib import Path

SAMPLES = 200
BLOCK = b"x" * 4096


def sample(folder: Path) -> list[float]:
    """Seconds of each of some appends that were made durable."""
    path = folder / "fsync"
    took = []
    file = os.open(path, os.O_WRONLY | os.O_CREAT)
    try:
        for _ in range(SAMPLES):
            began = time.perf_counter()
            os.write(file, BLOCK)
            os.fdatasync(file)
            took.append(time.perf_counter() - began)
    finally:
        os.close(file)
        path.unlink()
    return took
