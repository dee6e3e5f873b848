"""What the rules that ship cost: an ordinary message, and the worst text that fits into one.

The ordinary message is compared with what discord.py spends on receiving it. Each hostile text is met
once by rules that never saw its like, so what is worked out on first sight counts.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import discord

from engine.bot.sensors import Context, sense
from engine.bot.sensors.disguise import disguise
from engine.catalogue import Catalogue
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.loading import load_rulebook
from engine.systems.pack_page import PACKS
from tests.bench import wire
from tests.bench.ours import parsed
from tests.bench.result import Reached

RULES = Path(__file__).parents[2] / "rules"
LONGEST = 4_000
ROUNDS = 7
A_ROUND = 2_000
WARM_UP = 200
HOSTILE = {
    "dots": "." * LONGEST,
    "hosts": "ab.cd " * 666,
    "different hosts": " ".join(f"a{n}.cc" for n in range(590)),
    "deep hosts": ("a." * 125 + "cd ") * 15,
    "encoded dots": "ab.cd%2e " * 440,
    "links in links": "https://" * 500,
    "user signs": "a@b." * 1_000,
    "brackets": "[.](.)" * 666,
    "masked links": "".join(f"[a{n}.com](b{n}.com" for n in range(235)),
    "punycode": "xn--a9b8c7d6." * 307,
    "Chinese and full stops": "\u6f22\u5b57\u4eee\u540d\u3002" * 800,
    "marks": "\u0363\u0301" * 2_000,
    "signs never seen before": "".join(map(chr, range(0xA000, 0xA000 + LONGEST - 1_000))) + "\u2603" * 1_000,
    "phrases in a sign": ".\ufdfa" * (LONGEST // 2),
    "spoilers": "|" * LONGEST,
    "half words": "free nitr" * 444,
    "blanks": " " * LONGEST,
}


async def run(folder: Path) -> list[Reached]:
    theirs, ours = await _ordinary()
    texts = {**HOSTILE, "words of the rules": _own_words()}
    worst, name = max((_hostile(text), name) for name, text in texts.items())
    return [
        Reached(
            "sensor and the rules that ship, for an ordinary message / discord.py's receive path of it",
            ours / theirs, 3.0, 1.0, "x", f"{ours * 1e6:.1f} µs / {theirs * 1e6:.1f} µs CPU",
        ),
        Reached(
            "the worst text of 4,000 characters against the rules that ship",
            worst * 1e3, 5.0, 2.5, "ms", f"{name}; the worst of {len(texts)} kinds",
        ),
    ]  # fmt: skip


def _core() -> Core:
    programs = Programs(KINDS, Catalogue.load())
    loaded = load_rulebook([RULES / pack for pack in PACKS])
    return Core(programs.add(loaded.rulebook), programs.provide)


async def _ordinary() -> tuple[float, float]:
    """CPU seconds a message: theirs and ours, the middle of rounds that alternate."""
    loop = asyncio.get_running_loop()
    socket = wire.connect(discord.Client(intents=discord.Intents.all()), loop)
    frames = wire.Frames()
    core, context = _core(), Context(wire.BOT, lambda: time.time_ns() // 1_000_000)
    theirs, ours = [], []
    for n in range(ROUNDS + 1):
        payloads = list(wire.messages(A_ROUND, seed=n + 1))
        packed = [frames.frame("MESSAGE_CREATE", payload) for payload in payloads]
        gc.collect()
        began = time.process_time()
        for frame in packed:
            await socket.received_message(frame)
        theirs.append((time.process_time() - began) / A_ROUND)
        events = parsed(loop, payloads)
        gc.collect()
        began = time.process_time()
        for event, args in events:
            for signal in sense(event, args, context):
                core.take(signal, signal.time)
        ours.append((time.process_time() - began) / A_ROUND)
    return median(theirs[1:]), median(ours[1:])


def _hostile(content: str) -> float:
    """CPU seconds from the text to all rules asked, for the first such text."""
    core = _core()
    for n in range(WARM_UP):
        core.take(_message(n, "an ordinary word at example.com"), n)
    gc.collect()
    began = time.process_time()
    signal = _message(WARM_UP, content)
    core.take(signal, signal.time)
    return time.process_time() - began


def _own_words() -> str:
    """As many of the texts that the rules look for as fit: each finds rules that are then asked."""
    documents = load_rulebook([RULES / pack for pack in PACKS]).rulebook.documents
    found = (
        each for one in documents for name in ("detection", "values") for each in _texts(one.body.get(name))
    )
    return " ".join(dict.fromkeys(found))[:LONGEST]


def _texts(value: Any) -> Iterator[str]:
    """Every text below a detection or the values of a list, but for conditions."""
    if isinstance(value, str):
        yield value.strip("*")
    elif isinstance(value, dict):
        yield from _texts([each for name, each in value.items() if name != "condition"])
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _message(n: int, content: str) -> Signal:
    text = {"content": content, "actor_name": "Bo", "channel_name": "general"}
    data = {
        "message": n, "length": len(content), "links": content.count("://"), "mentions": 0,
        "role_mentions": 0, "mention_everyone": False, "attachments": 0, "embeds": 0, "is_bot": False,
        "is_system": False, "webhook": False, "account_age_days": 2.5, "member_age_hours": 3.5,
        **disguise(content),
    }  # fmt: skip
    return Signal(f"m{n}", "discord.message.create", n, guild=1, channel=2, actor=3, data=data, text=text)
