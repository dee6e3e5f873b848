"""What is wrong with the REST side just now: answers that stand in for the right ones, so many times."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from aiohttp import web

from tests.support.loopback.answers import as_json, refused


@dataclass
class Fault:
    """`path` is a regular expression over the path after `/api`. `then_works`: it is carried out all the
    same, and only the answer is wrong. `holds_s` is how long the answer takes."""

    path: str
    method: str = ""
    status: int = 0
    times: int = 10**9
    retry_after: float = 0.05
    via: bool = True
    code: int = 0
    then_works: bool = False
    holds_s: float = 0.0

    def fits(self, method: str, path: str) -> bool:
        """Whether it concerns a request, as long as it lasts."""
        return self.times > 0 and self.method in {"", method} and re.search(self.path, path) is not None

    def answer(self) -> web.Response:
        """What it answers with."""
        if self.status != 429:
            return refused(self.status, f"{self.status}: injected", self.code)
        headers = {"Via": "1.1 google"} if self.via else {}
        body = {"message": "You are being rate limited.", "retry_after": self.retry_after, "global": False}
        return as_json(body, status=429, headers=headers)


@dataclass
class Faults:
    """Those that are on; the first that fits counts."""

    on: list[Fault] = field(default_factory=list)

    def add(self, path: str, **fields: object) -> Fault:
        """Another one; it stays until it was met so many times, or is taken out."""
        fault = Fault(path, **fields)  # type: ignore[arg-type]
        self.on.append(fault)
        return fault

    def clear(self) -> None:
        """All is well again."""
        self.on.clear()

    async def meet(self, method: str, path: str) -> Fault | None:
        """The fault that a request meets, after it has been held up."""
        for fault in self.on:
            if fault.fits(method, path):
                fault.times -= 1
                if fault.holds_s:
                    await asyncio.sleep(fault.holds_s)
                return fault if fault.status else None
        return None
