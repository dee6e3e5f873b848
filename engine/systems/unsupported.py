"""What a rule may say and this version does not do: said to its author, never passed over in silence.

Knows the keys of a document, nothing of conditions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.systems.sections import section_of

NOT_SUPPORTED: Final = "TOC320"
CHANGES_NOTHING: Final = "TOC321"

_OWN_TAXONOMY: Final = "sigma"
_RETIRED: Final = ("deprecated", "unsupported")


def check_supported(body: Mapping[str, Any]) -> list[Problem]:
    """Problems for keys that are valid, and are not acted upon."""
    problems: list[Problem] = []
    if section_of(body, "tocsin").get("scope") == "network":
        message = "`scope: network` is not supported yet: everything counts within one guild"
        advice = "take `scope` away, or write `scope: guild`; docs/decisions/network-scope.md says why"
        problems.append(Problem(NOT_SUPPORTED, ("tocsin", "scope"), message, help=advice))
    if body.get("taxonomy", _OWN_TAXONOMY) != _OWN_TAXONOMY:
        message = "`taxonomy` changes nothing: fields are looked up by the names that the rule gives"
        problems.append(Problem(CHANGES_NOTHING, ("taxonomy",), message, help="take `taxonomy` away"))
    if body.get("status") in _RETIRED:
        message = f"`status: {body['status']}` changes nothing: the rule runs"
        problems.append(Problem(CHANGES_NOTHING, ("status",), message, help="delete the rule, or its status"))
    return problems
