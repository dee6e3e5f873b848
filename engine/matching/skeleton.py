"""What a text looks like: letters that look alike become one, what cannot be seen is left out.

Two texts that a reader takes for each other have one skeleton: `Frее Nіtrо` with Cyrillic
letters, `𝗙𝗿𝗲𝗲 𝗡𝗶𝘁𝗿𝗼`, `F͟r͟e͟e͟ N1tr0`. It is worked out character by character, so the
skeleton of a piece of a text is a piece of the skeleton of the text, and searching may be
done in it. It is for comparing, not for reading: `l` and `1` come out as `i`. Knows no rules.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Final

_LOOKS_LIKE: Final = {
    "a": "αаᎪꓮⲁɑ⍺",
    "b": "βьвъбᏏᏴꓐⲃ₿",
    "c": "сҫҁᏟꓚⲥɔ¢",
    "d": "ԁᎠꓒꓓð∂",
    "e": "εеєҽэᎬꓰⲉə∈∊℮€",
    "f": "ғꓝ",
    "g": "ԍցᏀᏳꓖ",
    "h": "ΗһнћђհᎻꓧⲏ",
    "i": "ιіӏᎥꓲⲓɩ∣ǀ׀⍳¡וןاٱ١۱ߊⵏᛁ",
    "j": "ϳјյᎫꓙ",
    "k": "κкҝқᏦꓗⲕᛕ",
    "l": "ԼᏞꓡ£",
    "m": "ΜмᎷꓟⲙᛖ",
    "n": "Νηпңҥոռꓠⲛ∩",
    "o": "οσςоөօꓳⲟ○●◯⭕ס٥۵०০੦૦௦౦೦൦๐໐၀ဝഠටⵔⵙ",
    "p": "ρрքᏢꓑⲣ⍴",
    "q": "ԛգզ",
    "r": "гґᎡᏒꓣꭇ",
    "s": "ѕՏᏕᏚꓢƨƽ",
    "t": "τтᎢᏆꓔⲧ",
    "u": "υцնսᏌꓴ∪",
    "v": "νѵᏉᏙꓦ∨",
    "w": "ωԝшщѡաᎳᏔꓪ⍵",
    "x": "χхҗҳꓫⲭ×✕✖⨯❌ⵣᚷ",
    "y": "ΥγуүұᎩᎽꓬⲩɣ¥",
    "z": "ΖᏃꓜⲍʒ",
}
"""Letters and signs of other scripts by the letter of ours that a reader takes them for: Greek,
Cyrillic, Armenian, Cherokee, Lisu, Coptic and some strokes and rings. In small, save where the
capital looks like another letter than the small one, as Greek Η, Ν and Υ do."""
_SIGNS: Final = {sign: letter for letter, signs in _LOOKS_LIKE.items() for sign in signs}
_LETTERS: Final = {
    **{case: letter for sign, letter in _SIGNS.items() for case in (sign.lower(), sign.upper())},
    **_SIGNS,
}

_WITHIN_ASCII: Final = {"0": "o", "1": "i", "l": "i", "|": "i", "@": "a", "$": "s"}
"""Only what looks the same. Digits that merely stand for a letter (`3` for e) stay themselves:
otherwise every number would be a word."""

_NAMED: Final = re.compile(
    r"(?:(?:CROSSED )?NEGATIVE )?(?:CIRCLED |SQUARED |PARENTHESIZED )?"
    r"LATIN (?:CAPITAL |SMALL )?(?:LETTER )?"
    r"(?:SMALL CAPITAL |TURNED |REVERSED |INVERTED |SIDEWAYS |INSULAR |SCRIPT |OPEN |LONG |DOTLESS )?"
    r"([A-Z])(?: WITH .*)?|REGIONAL INDICATOR SYMBOL LETTER ([A-Z])"
)
"""Names that say which letter it is a variant of, such as LATIN SMALL LETTER O WITH STROKE."""

_VARIANTS: Final = frozenset(
    chain(
        *(range(0x00C0, 0x02B0), range(0x1D00, 0x1D9A), range(0x1E00, 0x1F00), range(0x2100, 0x2189)),
        *(range(0x249C, 0x24EA), range(0x2C60, 0x2C80), range(0xA720, 0xA800), range(0xAB30, 0xAB70)),
        *(range(0x1_DF00, 0x1_DF20), range(0x1_F110, 0x1_F200)),
    )
)
"""Where Unicode has such characters: elsewhere no name is looked at, which is what costs most here."""

_UNSEEN: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
_BLANK: Final = frozenset("\u115f\u1160\u2065\u2800\u3164\uffa0")
"""What shows nothing although Unicode calls it a letter or a symbol, or nothing yet."""
_SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
_WHITE: Final = "\t\n\v\f\r"
_NOT_TOLD: Final = frozenset({"Cn", "Co", "Cs"})
"""Categories of code points of which nobody says what they look like."""


def skeleton(text: str) -> str:
    """The text as it looks, in small letters. Equal skeletons: a reader may take one for the other."""
    if text.isascii():
        return text.encode().translate(_ASCII_BYTES, _ASCII_UNSEEN).decode()
    return text.translate(_TABLE)


class _Table(dict[int, str]):
    """What each character becomes, worked out when first met; no larger than what Unicode has named."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if _is_ideograph(code):
            become = character
        elif unicodedata.category(character) in _NOT_TOLD and character not in _BLANK:
            return character  # not worth remembering, and there are a million of them
        else:
            become = _become(character)
        self[code] = become
        return become


def _is_ideograph(code: int) -> bool:
    """Whether it is of the large blocks in which every character is only itself: Chinese, Korean, Tangut."""
    return (
        0x3400 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0x1_7000 <= code <= 0x1_8CFF
        or 0x2_0000 <= code <= 0x3_FFFF
    )


def _become(character: str) -> str:
    """What one character looks like, piece by piece where Unicode says that it is put together."""
    if (letter := _letter(character)) is not None:
        return letter
    category = unicodedata.category(character)
    if category in _SPACES or character in _WHITE:
        return " "
    if category in _UNSEEN or character in _BLANK:
        return ""
    pieces = unicodedata.normalize("NFKD", character).lower()
    if pieces != character:
        return "".join(map(_become, pieces))
    return _WITHIN_ASCII.get(character, character)


def _letter(character: str) -> str | None:
    """The letter that a character of another script or shape is taken for, be it small or a capital."""
    looks = _LETTERS.get(character)
    if looks is None and ord(character) in _VARIANTS:
        looks = _letter_named(character.lower()) or _letter_named(character.upper())
    return None if looks is None else _WITHIN_ASCII.get(looks, looks)


def _letter_named(character: str) -> str | None:
    named = _NAMED.fullmatch(unicodedata.name(character, "")) if len(character) == 1 else None
    return None if named is None else (named[1] or named[2]).lower()


_ASCII: Final = {code: _become(chr(code)) for code in range(128)}
_ASCII_BYTES: Final = bytes(ord(_ASCII.get(code) or "\0") for code in range(256))
_ASCII_UNSEEN: Final = bytes(code for code, become in _ASCII.items() if not become)
"""The same for a text of nothing else, in less time: each becomes one of them, or nothing."""
_TABLE: Final = _Table(_ASCII)
