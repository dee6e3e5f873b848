"""Answers of the fake Discord as discord.py reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web


def as_json(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """discord.py reads JSON only under exactly this content type."""
    body = json.dumps(data).encode()
    said = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=body, status=status, headers=said)


def refused(status: int, message: str, code: int = 0) -> web.Response:
    """An error as Discord words it; `code` is its own number."""
    return as_json({"code": code, "message": message}, status=status)
