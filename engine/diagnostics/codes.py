"""The one list of diagnostic codes. A code is for ever: its meaning never changes, it is never reused.

TOC1xx YAML and files, TOC2xx documents and their schema, TOC3xx detections and conditions,
TOC4xx correlations, TOC5xx the rulebook as a whole, TOC6xx tests in documents, packs, tunings, the
folders of guilds and baselines. Each has a page in `pages/`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.diagnostics.diagnostic import DiagnosticLevel


class Code(msgspec.Struct, frozen=True):
    """A kind of problem: its level and a title of a few words."""

    level: DiagnosticLevel
    title: str


CODES: Final[dict[str, Code]] = {
    # YAML and files: TOC1xx
    "TOC101": Code("error", "A file or folder that cannot be read"),
    "TOC102": Code("error", "A file that is too large"),
    "TOC103": Code("error", "A file that is not UTF-8"),
    "TOC104": Code("error", "A control character"),
    "TOC105": Code("error", "A hidden character"),
    "TOC106": Code("warning", "A byte order mark"),
    "TOC107": Code("error", "A tab outside of text"),
    "TOC108": Code("error", "Broken YAML"),
    "TOC109": Code("error", "A key that stands twice"),
    "TOC110": Code("error", "An anchor or an alias"),
    "TOC111": Code("error", "A merge key"),
    "TOC112": Code("error", "A tag or a directive"),
    "TOC113": Code("error", "A key that is not a scalar"),
    "TOC114": Code("error", "Too deeply nested"),
    "TOC115": Code("error", "Too many keys and values"),
    "TOC116": Code("warning", "A file without a document"),
    "TOC117": Code("error", "Too many problems in one file"),
    "TOC118": Code("error", "A secret in a file"),
    # Documents and their schema: TOC2xx
    "TOC201": Code("error", "A document that is not a mapping"),
    "TOC202": Code("error", "A document without a kind"),
    "TOC203": Code("error", "An unknown kind"),
    "TOC204": Code("error", "A kind that is not supported yet"),
    "TOC205": Code("error", "An unknown key"),
    "TOC206": Code("warning", "An unknown key in a Sigma document"),
    "TOC207": Code("error", "A missing key"),
    "TOC208": Code("error", "A value of the wrong type"),
    "TOC209": Code("error", "A value that is not one of those allowed"),
    "TOC210": Code("error", "A value of the wrong form"),
    "TOC211": Code("error", "A value out of bounds"),
    # Detections and conditions: TOC3xx
    "TOC301": Code("error", "A detection without a condition"),
    "TOC302": Code("error", "A condition that cannot be read"),
    "TOC303": Code("error", "A condition names an unknown selection"),
    "TOC304": Code("error", "A pattern in a condition matches no selection"),
    "TOC305": Code("warning", "A selection that no condition uses"),
    "TOC306": Code("error", "A selection of the wrong shape"),
    "TOC307": Code("error", "An unknown modifier"),
    "TOC309": Code("error", "A value of the wrong kind for its modifier"),
    "TOC310": Code("error", "Modifiers that do not go together"),
    "TOC311": Code("error", "Looking for an empty text"),
    "TOC312": Code("error", "Not a value to compare with"),
    "TOC314": Code("warning", "An empty list of values"),
    "TOC315": Code("error", "An aggregation in a detection"),
    "TOC316": Code("error", "A log source that names nothing"),
    "TOC317": Code("error", "A rule that is not a mapping"),
    "TOC318": Code("error", "Two rules with one identity"),
    "TOC319": Code("error", "A detection that emits a type it may not"),
    "TOC320": Code("error", "A key that is not supported yet"),
    "TOC321": Code("warning", "A key that changes nothing"),
    "TOC322": Code("warning", "An unknown key in a log source"),
    "TOC323": Code("error", "A condition that is too large"),
    "TOC324": Code("warning", "A log source of no known signal"),
    "TOC325": Code("warning", "A placeholder without a list"),
    "TOC326": Code("warning", "A filter that changes nothing of a rule it names"),
    "TOC327": Code("error", "A regular expression that cannot be used"),
    "TOC328": Code("error", "A filter of the wrong shape"),
    "TOC329": Code("warning", "A regular expression that can be slow"),
    "TOC340": Code("error", "A field that no such signal has"),
    "TOC341": Code("warning", "A value that its field never has"),
    "TOC342": Code("warning", "A value that stands twice"),
    "TOC343": Code("warning", "A number that is compared as another text"),
    "TOC344": Code("warning", "A field with nothing after it"),
    "TOC345": Code("warning", "A text that ends in a line break"),
    "TOC346": Code("warning", "A condition that asks for nothing"),
    "TOC347": Code("warning", "A condition that never holds"),
    "TOC360": Code("warning", "A rule that is asked about every signal"),
    # The correlations: TOC4xx
    # 401 to 403 said of types, conditions over names and aliases that they were not supported yet
    "TOC404": Code("error", "A correlation without the condition it needs"),
    "TOC405": Code("error", "A condition that its type of correlation cannot have"),
    "TOC406": Code("warning", "A condition that is never true"),
    "TOC407": Code("error", "A duration that is too long, or nothing"),
    "TOC408": Code("warning", "A duration in months"),
    "TOC409": Code("error", "A condition over rules that cannot be read"),
    "TOC410": Code("error", "A condition names a rule that is not read"),
    "TOC411": Code("error", "A rule that its condition does not name"),
    "TOC412": Code("error", "A condition over names for a type that counts"),
    "TOC413": Code("error", "A percentile that is missing or out of range"),
    "TOC414": Code("error", "A condition over several fields"),
    "TOC415": Code("error", "An alias for a rule that is not read"),
    "TOC416": Code("warning", "An alias that nothing uses"),
    "TOC417": Code("warning", "A rule that is named twice"),
    "TOC418": Code("warning", "Rules together, and only one of them"),
    "TOC419": Code("error", "An order in which a rule comes twice"),
    "TOC420": Code("error", "A correlation that reads no rules"),
    "TOC421": Code("error", "A condition over rules that is too large"),
    "TOC422": Code("warning", "An alias that leaves out a rule"),
    # The rulebook as a whole: TOC5xx
    "TOC501": Code("error", "Two documents with one identity"),
    "TOC502": Code("error", "A reference to a document that is not there"),
    "TOC503": Code("error", "A name that means two documents"),
    "TOC504": Code("error", "References that lead in a circle"),
    "TOC505": Code("error", "A reference into a pack with errors"),
    "TOC506": Code("error", "Documents that would emit and match without end"),
    "TOC507": Code("error", "Two settings for one guild"),
    "TOC508": Code("error", "A chain of references that is too long"),
    "TOC520": Code("error", "A change that waits for a pack with errors"),
    "TOC521": Code("error", "Rules that are gone all at once"),
    # The tests in documents: TOC6xx
    "TOC601": Code("error", "A test with a signal that nobody sends"),
    "TOC602": Code("error", "A test with a field that its signal does not have"),
    "TOC603": Code("error", "A test with a time that is none"),
    "TOC604": Code("error", "A test with a value of the wrong type"),
    "TOC605": Code("error", "A test without an expectation"),
    "TOC606": Code("error", "An expectation that is not clear"),
    "TOC607": Code("error", "A test that expects what its document never emits"),
    "TOC608": Code("error", "A test with too many signals"),
    "TOC609": Code("warning", "Two tests of one name"),
    "TOC610": Code("error", "A test that fails"),
    # Packs, tunings and the folders of guilds: TOC611 to TOC629
    "TOC611": Code("error", "A tuning of a document that is not there"),
    "TOC612": Code("error", "A tuning of what a document does not have"),
    "TOC613": Code("error", "A tuning that its document refuses"),
    "TOC614": Code("error", "A document that is tuned twice"),
    "TOC615": Code("error", "A pack that does not ship"),
    "TOC616": Code("error", "Packs that are named where they do not count"),
    "TOC617": Code("error", "An exception that signals say nothing of"),
    "TOC618": Code("error", "Another server in a server's own folder"),
    "TOC619": Code("error", "A folder of a server that is not called by its id"),
    "TOC620": Code("warning", "A rule that reads one that is off"),
    # What a community decides: TOC63x
    "TOC630": Code("error", "Access for everybody"),
    "TOC631": Code("error", "What only the operator's settings may say"),
    "TOC632": Code("warning", "Settings above the operator's ceiling"),
    "TOC633": Code("error", "A time zone that does not exist"),
    "TOC634": Code("warning", "An id that nothing on Discord can have"),
    "TOC650": Code("error", "A pattern of signal types that is none"),
    # Baselines: TOC670 to TOC699
    "TOC670": Code("error", "A season that its bucket cannot have"),
    "TOC671": Code("error", "A bucket that does not divide a day"),
    "TOC672": Code("error", "A baseline without time to learn"),
    "TOC673": Code("error", "A baseline over a field that no signal has"),
    "TOC674": Code("error", "A baseline of what is no number"),
    "TOC675": Code("error", "A key that means nothing for what is measured"),
    # Threat scores: TOC651-669
    "TOC651": Code("error", "Levels out of order"),
    "TOC652": Code("error", "A time that is none"),
    "TOC653": Code("error", "Severities that weigh too much or too little"),
    "TOC654": Code("error", "Tops out of order"),
    "TOC655": Code("error", "A level that is never left"),
    "TOC656": Code("error", "A pattern that looks for nothing, or for two things"),
    "TOC657": Code("warning", "A sequence that names nothing"),
    "TOC658": Code("error", "Two patterns of one name"),
    "TOC659": Code("error", "Types of evidence that are none"),
    "TOC660": Code("error", "Scores that feed themselves"),
}

RETIRED: Final = frozenset({"TOC308", "TOC313"})
"""Codes of what was not supported once; nothing else is ever called so."""
