"""`field|domain: example.com`: the value names a host of this domain, however disguised."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.hosts import as_domain
from engine.matching.lookup import OF_A_HOST, Lookup, for_values
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.text import CASED, FOLDED, HOSTS, Form, Text, in_form

_SENTENCE = (
    "A link or a bare host in the text is of this domain or of one below it, however it is disguised; "
    "`notexample.com` and `example.com.evil.net` are not of `example.com`."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    domains_of = view(field, form=form)
    wanted = frozenset(values)

    def domain(event: Event) -> bool:
        return not wanted.isdisjoint(event.texts[domains_of])

    return domain


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup:
    return for_values(view(field, form=form), values, most=OF_A_HOST)


def _bind(text: Text) -> Comparison:
    return bound(DOMAIN, text)


def bound(operator: Operator, text: Text) -> Comparison:
    """An operator and a domain."""
    return Comparison(operator, in_form(_written(text), HOSTS), HOSTS)


def needs_domain(text: Text) -> str | None:
    """What a text lacks to be a domain; None if it is one."""
    if text.has_wildcards:
        return "a domain without wildcards: those below it are meant anyway"
    if text.form != FOLDED:
        other = "cased" if text.form == CASED else "lookalike"
        return f"text without `{other}`: a domain is what a browser opens"
    if as_domain(_written(text)) is None:
        return "a domain such as example.com, without scheme, port and path"
    return None


def _written(text: Text) -> str:
    return "".join(map(str, text.parts))


DOMAIN = Operator(name="domain", spelling="domain", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
DOMAIN_MODIFIER = Modifier(
    name="domain",
    sentence=_SENTENCE,
    takes=frozenset({"text"}),
    apply=_bind,
    refusal=needs_domain,
    refuses_empty=True,
    ours=True,
)
