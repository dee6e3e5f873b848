"""The outside of the crash tests: a small server on 127.0.0.1 that outlives the processes that call it.

It counts what was really done under each key. Some of its actions take a repeated key as the same
action, some can be asked whether they were done, some do neither. Now and then it does what it was
asked and closes the line without an answer, or refuses.
"""

from __future__ import annotations

import asyncio
import json
import socketserver
import threading
import zlib
from collections import Counter
from typing import Any, Self

from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

HONOURS, CHECKED, PLAIN = "ledger.honours", "ledger.checked", "ledger.plain"


class Ledger:
    """What was done, by key. A context manager: the server lives as long as the block."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()
        ledger = self

        class Line(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                request = self.rfile.readline()
                if request:
                    answer = ledger.answer(json.loads(request))
                    if answer is not None:
                        self.wfile.write(json.dumps(answer).encode() + b"\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Line)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: dict[str, Any]) -> dict[str, Any] | None:
        key, action = request["key"], request["action"]
        with self._lock:
            if request["op"] == "check":
                return {"done": self.done[key] > 0}
            self.calls[key] += 1
            mood = zlib.crc32(key.partition(":")[2].encode()) % 16
            if mood == 0:
                return {"refused": "not allowed"}
            if not (action == HONOURS and self.done[key]):
                self.done[key] += 1
            lost = mood == 1 and self.calls[key] == 1
            return None if lost else {"ok": True}


class LedgerAction:
    """An action on the ledger, as the outbox sees it. Ids repeat in each run of a seed: keys name the run."""

    deadline = 5.0

    def __init__(self, name: str, port: int, run: str) -> None:
        self.name = name
        self.honours_key = name == HONOURS
        self._port = port
        self._run = run

    async def perform(self, row: OutboxRow) -> Outcome:
        answer = await self._ask("do", row)
        if "refused" in answer:
            return Outcome(OutboxState.REFUSED, answer["refused"])
        return Outcome(OutboxState.SENT)

    async def check(self, row: OutboxRow) -> bool | None:
        if self.name != CHECKED:
            return None
        return bool((await self._ask("check", row))["done"])

    async def _ask(self, op: str, row: OutboxRow) -> dict[str, Any]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(
                json.dumps({"op": op, "action": self.name, "key": f"{self._run}:{row.id}"}).encode() + b"\n"
            )
            line = await reader.readline()
        finally:
            writer.close()
        if not line:
            raise ConnectionResetError("the line closed without an answer")
        answer: dict[str, Any] = json.loads(line)
        return answer
