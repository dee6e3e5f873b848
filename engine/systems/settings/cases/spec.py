"""What settings say about alerts, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.signal import Severity

DEFAULT_LEAST: Final[Severity] = "medium"
DEFAULT_MENTION_FROM: Final[Severity] = "high"
DEFAULT_DIGEST: Final = "09:00"
NO_DIGEST: Final = "never"
DEFAULT_ZONE: Final = "UTC"


class Alerts(msgspec.Struct, frozen=True):
    """`channels`: where alerts go, to the next one when those before are gone. `mention` is a role.

    All are Discord ids. `digest` is the time of day (`09:00`, in `zone`) of the daily digest, None
    for none. `shared`: they are the operator's, and of one of several guilds perhaps.
    """

    channels: tuple[int, ...] = ()
    least: Severity = DEFAULT_LEAST
    mention: int | None = None
    mention_from: Severity = DEFAULT_MENTION_FROM
    digest: str | None = DEFAULT_DIGEST
    zone: str = DEFAULT_ZONE
    shared: bool = False


def read_alerts(alerts: Mapping[str, Any], zone: str, *, shared: bool) -> Alerts:
    """The spec of the block `alerts` of a document that its schema has passed; `zone` is of its times."""
    mention = alerts.get("mention")
    channels = [int(each) for each in (alerts.get("channel"), *alerts.get("then", ())) if each is not None]
    return Alerts(
        channels=tuple(dict.fromkeys(channels)),
        least=alerts.get("least", DEFAULT_LEAST),
        mention=None if mention is None else int(mention),
        mention_from=alerts.get("mention_from", DEFAULT_MENTION_FROM),
        digest=None if alerts.get("digest") == NO_DIGEST else alerts.get("digest", DEFAULT_DIGEST),
        zone=zone,
        shared=shared,
    )
