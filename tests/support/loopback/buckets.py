"""Rate limits as Discord has them: told in headers, enforced by 429, for each bucket by itself."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.support.loopback.answers import as_json


@dataclass
class Bucket:
    """`limit` requests in `per` seconds for the paths that fit; each path that differs counts alone."""

    name: str
    method: str
    path: str
    limit: int
    per: float
    used: dict[str, list[float]] = field(default_factory=dict)


@dataclass
class Buckets:
    """`exceeded` counts requests that came in spite of what they were told."""

    known: list[Bucket] = field(default_factory=list)
    exceeded: int = 0

    def limit(self, method: str, path: str, limit: int, per: float) -> None:
        """From now on requests are counted. `path` is a regular expression over the path after `/api`."""
        self.known.append(Bucket(f"b{len(self.known)}", method, path, limit, per))

    def take(self, method: str, path: str) -> tuple[web.Response | None, Mapping[str, str]]:
        """A refusal when the bucket is empty, and the headers of the answer."""
        for bucket in self.known:
            if bucket.method == method and re.search(bucket.path, path):
                return self._take(bucket, path)
        return None, {}

    def _take(self, bucket: Bucket, path: str) -> tuple[web.Response | None, Mapping[str, str]]:
        now = time.monotonic()
        used = [each for each in bucket.used.get(path, []) if each > now - bucket.per]
        bucket.used[path] = used
        if len(used) >= bucket.limit:
            self.exceeded += 1
            after = used[0] + bucket.per - now
            body = {"message": "You are being rate limited.", "retry_after": after, "global": False}
            return as_json(body, status=429, headers={"Via": "1.1 google", **_headers(bucket, 0, after)}), {}
        used.append(now)
        return None, _headers(bucket, bucket.limit - len(used), used[0] + bucket.per - now)


def _headers(bucket: Bucket, remaining: int, after: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.limit), "X-RateLimit-Remaining": str(remaining),
        "X-RateLimit-Reset-After": f"{after:.3f}", "X-RateLimit-Reset": f"{time.time() + after:.3f}",
        "X-RateLimit-Bucket": bucket.name,
    }  # fmt: skip
