"""A small Discord on 127.0.0.1 with a real WebSocket and REST, one concern a module."""

from tests.support.loopback.answers import as_json
from tests.support.loopback.payloads import BOT, CHANNEL, GUILD, OWNER, guild
from tests.support.loopback.server import Loopback, loopback, served

__all__ = ["BOT", "CHANNEL", "GUILD", "OWNER", "Loopback", "as_json", "guild", "loopback", "served"]
