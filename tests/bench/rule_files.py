"""Rules as files, as many as are wanted: of ten, nine are detections and the tenth counts one of them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from tests.bench.wire import LETTERS

PACKS: Final = 10
_DETECTION: Final = """\
title: Words of the family {n}
id: 6d0f0c1e-8a53-4a1e-9a0e-{n:012d}
name: words_{n}
status: experimental
description: |
  Somebody writes one of the words that came up together in the reports about the family {n},
  and is not one of those who have been here for long.
author: The bench
date: 2026-01-31
tags:
  - attack.t1566
logsource:
  product: discord
  category: message_create
detection:
  words:
    content|contains:
{words}
  known:
    account_age_days|gte: {age}
    actor:
      - {one}
      - {two}
  condition: words and not known
level: {level}
falsepositives:
  - somebody who quotes the report
tocsin:
  system: automod
  confidence: 0.7
"""
_CORRELATION: Final = """\
title: Many words of the family {n}
id: 6d0f0c1e-8a53-4a1e-9a0e-{n:012d}
name: many_{n}
description: The words of the family {below}, again and again.
correlation:
  type: event_count
  rules:
    - words_{below}
  group-by:
    - actor
  timespan: {span}s
  condition:
    gte: {least}
level: high
"""
_TESTS: Final = """\
tests:
  - name: somebody new writes a word
    signals: [{{type: discord.message.create, actor: 7, account_age_days: 0, content: "so {word} it is"}}]
    expect: [{{emits: threat.detected}}]
  - name: nobody writes one
    signals: [{{type: discord.message.create, actor: 7, account_age_days: 0, content: "all is well"}}]
    expect: []
"""


def write(folder: Path, count: int) -> list[Path]:
    """Write so many rules, each as a file, in ten packs; returns the files."""
    rng = random.Random(11)
    files = []
    for n in range(count):
        path = folder / f"pack{n % PACKS}" / f"rule{n:05d}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_correlation(rng, n) if n % 10 == 9 else detection(rng, n), encoding="utf-8")
        files.append(path)
    return files


def detection(rng: random.Random, n: int, *, tested: bool = False) -> str:
    """A detection of ten words; `tested` with a test for either side."""
    words = [word(rng) for _ in range(10)]
    text = _DETECTION.format(
        n=n,
        words="\n".join(f"      - {word}" for word in words),
        age=rng.randrange(30, 400),
        one=rng.randrange(10**17, 10**18),
        two=rng.randrange(10**17, 10**18),
        level=rng.choice(["low", "medium", "high"]),
    )
    return text + (_TESTS.format(word=words[0]) if tested else "")


def _correlation(rng: random.Random, n: int) -> str:
    return _CORRELATION.format(n=n, below=n - 1, span=rng.randrange(10, 90), least=rng.randrange(3, 9))


def word(rng: random.Random) -> str:
    """A word of small letters, hardly ever the same twice."""
    return "".join(rng.choices(LETTERS, k=rng.randint(6, 11)))
