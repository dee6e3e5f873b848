"""What is wrong with `aliases`: one name for fields that are called otherwise in the signals of each rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.systems.correlation.spec import as_list, group_by, rule_names
from engine.systems.sections import section_of

ALIAS_OF_STRANGER: Final = "TOC415"
ALIAS_UNUSED: Final = "TOC416"
ALIAS_PARTIAL: Final = "TOC422"

_ALIASES: Final = ("correlation", "aliases")


def check_aliases(section: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems of each alias."""
    rules = list(dict.fromkeys(rule_names(section)))
    used = [*group_by(section), *map(str, as_list(section_of(section, "condition").get("field")))]
    for alias, fields in section_of(section, "aliases").items():
        where = (*_ALIASES, alias)
        if not isinstance(fields, Mapping):
            continue
        named = {str(rule): rule for rule in fields}
        for rule in [each for each in named if rules and each not in rules]:
            message = f"the alias `{alias}` names `{rule}`, which is none of `rules`"
            advice = did_you_mean(rule, rules) or "name a rule as it stands in `rules`"
            yield Problem(ALIAS_OF_STRANGER, (*where, named[rule]), message, on="key", help=advice)
        for rule in rules:
            if rule not in named:
                message = f"the alias `{alias}` leaves out `{rule}`: there the field `{alias}` itself is read"
                yield Problem(ALIAS_PARTIAL, where, message, on="key", help=f"add `{rule}: <its field>`")
        if str(alias) not in used:
            message = f"nothing uses the alias `{alias}`"
            advice = did_you_mean(str(alias), used) or "name it in `group-by`"
            yield Problem(ALIAS_UNUSED, where, message, on="key", help=advice)
