"""`field|imitates: example.com`: the value names a host that looks like one of this domain and is none."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.hosts import likeness
from engine.matching.lookup import Lookup, for_any_host
from engine.matching.operators.domain import bound, needs_domain
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.text import Form, Text

_SENTENCE = (
    "A link or a bare host in the text looks like one of this domain and is not: `exarnple.com`, "
    "`examp1e.com`, `ex-ample.com`, or letters of another script."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    domains_of = view(field, form=form)
    genuine = frozenset(values)
    looks = frozenset(map(likeness, values))
    depths = frozenset(value.count(".") for value in values)

    def imitates(event: Event) -> bool:
        for domain in event.texts[domains_of]:
            if domain.count(".") in depths and domain not in genuine and likeness(domain) in looks:
                return True
        return False

    return imitates


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup:
    del values  # what looks like them has too many spellings to be looked up; most texts name no host
    return for_any_host(view(field, form=form))


def _bind(text: Text) -> Comparison:
    return bound(IMITATES, text)


IMITATES = Operator(
    name="imitates", spelling="imitates", sentence=_SENTENCE, compile=_compile, lookup=_lookup, cost_of_one=1
)
IMITATES_MODIFIER = Modifier(
    name="imitates",
    sentence=_SENTENCE,
    takes=frozenset({"text"}),
    apply=_bind,
    refusal=needs_domain,
    refuses_empty=True,
    ours=True,
)
