"""Figures for Prometheus: true, without names of people or servers, and gone when the bot is."""

from __future__ import annotations

import asyncio
import socket
import urllib.error
import urllib.request
from contextlib import closing

import pytest
from prometheus_client.parser import text_string_to_metric_families

from engine.errors import UsageError
from engine.integrations.metrics import Metrics
from tests.support.loop import GUILD, running, signal, until


def read(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    assert f'"{GUILD}"' not in text
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_figures_are_those_of_the_moment() -> None:
    async with running() as engine:
        with closing(Metrics(engine, "127.0.0.1", 0, lambda: 0.25)) as metrics:
            before = await asyncio.to_thread(read, metrics.port)
            engine.ingest(signal("a", "test.one"))
            engine.ingest(signal("a", "test.one"))
            engine.ingest(signal("b", "command.used"))
            await engine.journal.durable()
            await until(lambda: metrics._figures._counts)  # counted on a thread of its own
            after = await asyncio.to_thread(read, metrics.port)

    assert after["tocsin_signals_total"] == before["tocsin_signals_total"] + 2
    assert after["tocsin_duplicates_total"] == 1
    assert after["tocsin_noted_total[command.used]"] == 1
    assert "tocsin_noted_total[test.one]" not in after
    assert (after["tocsin_is_open"], after["tocsin_gateway_latency_seconds"]) == (1, 0.25)
    assert after["process_resident_memory_bytes"] > 0


async def test_nothing_listens_once_it_is_closed() -> None:
    async with running() as engine:
        metrics = Metrics(engine, "127.0.0.1", 0, lambda: 0.0)
        metrics.close()
        with pytest.raises(urllib.error.URLError):
            await asyncio.to_thread(read, metrics.port)
        assert engine.bus.subscriptions == []


async def test_an_address_that_is_taken_is_one_line() -> None:
    async with running() as engine:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port} is not to be had"):
                Metrics(engine, "127.0.0.1", port, lambda: 0.0)
        assert engine.bus.subscriptions == []
