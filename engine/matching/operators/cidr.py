"""`field|cidr: network`: the value is an address of the network."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from engine.matching.event import Event, Test
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.text import Form, Text

_SENTENCE = "The value is an IPv4 or IPv6 address of this network, such as `10.0.0.0/8` or `2001:db8::/32`."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    networks: tuple[IPv4Network | IPv6Network, ...] = values

    def cidr(event: Event) -> bool:
        for text in event.texts[field]:
            try:
                address = ip_address(text)
            except ValueError:  # an attacker may write there what he likes
                continue
            for network in networks:
                if address in network:
                    return True
        return False

    return cidr


def _bind(text: Text) -> Comparison:
    return Comparison(CIDR, ip_network(str(text)))


def _refusal(text: Text) -> str | None:
    try:
        ip_network(str(text))
    except ValueError:
        return "an address or network without host bits, such as 10.0.0.0/8 or 2001:db8::/32"
    return None


CIDR = Operator(name="cidr", spelling="cidr", sentence=_SENTENCE, compile=_compile, cost_of_one=8)
CIDR_MODIFIER = Modifier(
    name="cidr", sentence=_SENTENCE, takes=frozenset({"text"}), apply=_bind, refusal=_refusal, alone=True
)
