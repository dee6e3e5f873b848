"""The one registry of operators and modifiers: adding one is its file, one line here and its cases."""

from __future__ import annotations

from typing import Final

from engine.matching.operators.all import ALL_MODIFIER
from engine.matching.operators.base64 import BASE64_MODIFIER
from engine.matching.operators.base64offset import BASE64OFFSET_MODIFIER
from engine.matching.operators.cased import CASED_MODIFIER
from engine.matching.operators.cidr import CIDR, CIDR_MODIFIER
from engine.matching.operators.contains import CONTAINS, CONTAINS_MODIFIER
from engine.matching.operators.day import DAY_MODIFIER
from engine.matching.operators.domain import DOMAIN, DOMAIN_MODIFIER
from engine.matching.operators.dotall import DOTALL_MODIFIER
from engine.matching.operators.endswith import ENDSWITH, ENDSWITH_MODIFIER
from engine.matching.operators.equals import EQUALS
from engine.matching.operators.exists import EXISTS, EXISTS_MODIFIER
from engine.matching.operators.expand import EXPAND_MODIFIER
from engine.matching.operators.fieldref import FIELDREF, FIELDREF_MODIFIER
from engine.matching.operators.fuzzy import FUZZY, FUZZY_MODIFIER
from engine.matching.operators.gt import GT, GT_MODIFIER
from engine.matching.operators.gte import GTE, GTE_MODIFIER
from engine.matching.operators.hour import HOUR_MODIFIER
from engine.matching.operators.ignorecase import IGNORECASE_MODIFIER
from engine.matching.operators.imitates import IMITATES, IMITATES_MODIFIER
from engine.matching.operators.lookalike import LOOKALIKE_MODIFIER
from engine.matching.operators.lt import LT, LT_MODIFIER
from engine.matching.operators.lte import LTE, LTE_MODIFIER
from engine.matching.operators.minute import MINUTE_MODIFIER
from engine.matching.operators.month import MONTH_MODIFIER
from engine.matching.operators.multiline import MULTILINE_MODIFIER
from engine.matching.operators.neq import NEQ_MODIFIER
from engine.matching.operators.null import NULL
from engine.matching.operators.operator import Modifier, Operator
from engine.matching.operators.re import RE, RE_MODIFIER
from engine.matching.operators.startswith import STARTSWITH, STARTSWITH_MODIFIER
from engine.matching.operators.time_part import TIME_PART
from engine.matching.operators.utf16 import UTF16_MODIFIER
from engine.matching.operators.utf16be import UTF16BE_MODIFIER
from engine.matching.operators.week import WEEK_MODIFIER
from engine.matching.operators.wide import WIDE_MODIFIER
from engine.matching.operators.wildcard import WILDCARD
from engine.matching.operators.windash import WINDASH_MODIFIER
from engine.matching.operators.word import WORD, WORD_MODIFIER
from engine.matching.operators.year import YEAR_MODIFIER

OPERATORS: Final[tuple[Operator, ...]] = (
    EQUALS,
    CONTAINS,
    STARTSWITH,
    ENDSWITH,
    WILDCARD,
    LT,
    LTE,
    GT,
    GTE,
    EXISTS,
    CIDR,
    DOMAIN,
    IMITATES,
    WORD,
    FUZZY,
    RE,
    TIME_PART,
    FIELDREF,
    NULL,
)

MODIFIERS: Final[dict[str, Modifier]] = {
    name: modifier
    for modifier in (
        CONTAINS_MODIFIER,
        STARTSWITH_MODIFIER,
        ENDSWITH_MODIFIER,
        LT_MODIFIER,
        LTE_MODIFIER,
        GT_MODIFIER,
        GTE_MODIFIER,
        EXISTS_MODIFIER,
        CIDR_MODIFIER,
        FIELDREF_MODIFIER,
        EXPAND_MODIFIER,
        RE_MODIFIER,
        IGNORECASE_MODIFIER,
        MULTILINE_MODIFIER,
        DOTALL_MODIFIER,
        MINUTE_MODIFIER,
        HOUR_MODIFIER,
        DAY_MODIFIER,
        WEEK_MODIFIER,
        MONTH_MODIFIER,
        YEAR_MODIFIER,
        WIDE_MODIFIER,
        UTF16_MODIFIER,
        UTF16BE_MODIFIER,
        BASE64_MODIFIER,
        BASE64OFFSET_MODIFIER,
        WINDASH_MODIFIER,
        CASED_MODIFIER,
        LOOKALIKE_MODIFIER,
        DOMAIN_MODIFIER,
        IMITATES_MODIFIER,
        WORD_MODIFIER,
        FUZZY_MODIFIER,
        NEQ_MODIFIER,
        ALL_MODIFIER,
    )
    for name in (modifier.name, *modifier.aliases)
}
