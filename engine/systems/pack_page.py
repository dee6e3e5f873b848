"""The page of the rules that ship: what each notices, in the words of its own document.

`python -m engine.systems.pack_page rules docs/rules.md` makes it from the files of the packs. A
section is a file, and the comment at its top says what the file is about.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from engine.documents.document import Document
from engine.systems.list.kind import ListKind
from engine.systems.loading import load_rulebook

PACKS: Final = {
    "antinuke": "Somebody with power destroys: a stolen staff account, a rogue bot, a moderator gone mad.",
    "automod": "Members, newcomers and stolen accounts: floods, scams, raids.",
    "baselines": "What is far from normal here: learned from what happens, quiet until it has learned.",
    "permissions": "Powers that are given, taken and left over, one change at a time.",
    "scoring": "How bad it is, from what all the others find. [Threat score](threat-score.md) explains it.",
}
"""The packs that ship, in the order of the page, and what each is for."""

_TOP: Final = """\
# The rules that ship

<!-- Made by `python -m engine.systems.pack_page rules docs/rules.md` from rules/; not edited by hand. -->

All of them are loaded by default, and none of them acts: in the mode `propose` a rule alerts and asks. The
thresholds are meant to be quiet on ordinary days in communities of ten to a million members. Whoever has a
moderation role is left out where staff does such things all day (floods, mentions, invitations), and nowhere
else, because accounts of staff are stolen, too.

Each rule has tests in its own file, for what it must notice and for what it must not: `tocsin test rules`.
[Detections](detections.md) and [Correlations](correlations.md) say how to read and change one. What is known
to be good in your community is best left out by a [filter](filters.md) of your own.

How bad a rule finds what it sees is its level. Alerts begin at `medium`, unless your
[settings](settings.md) say otherwise; what is below is written down.
"""
_LISTS: Final = "| list | holds | values |\n| --- | --- | --- |\n"
_HEAD: Final = "| level | rule | what happened | what else looks like this |\n| --- | --- | --- | --- |\n"


def page(rules: Path) -> str:
    """The whole page, which ends with a line break; `rules` is the folder of the packs."""
    parts = [_TOP]
    for pack, purpose in PACKS.items():
        documents = load_rulebook([rules / pack]).rulebook.documents
        shown = [*(each for each in documents if each.kind == ListKind.name), *alerting(documents)]
        parts.append(f"\n## {pack}\n\n{purpose}\n")
        for path in sorted((rules / pack).glob("*.yml")):
            parts += _section(path, [each for each in shown if Path(each.path).name == path.name])
    return "".join(parts)


def _section(path: Path, documents: Sequence[Document]) -> Iterator[str]:
    about = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#").strip()
    yield f"\n### {path.stem}\n\n{about}\n"
    yield from _table(_LISTS, [_list(each) for each in documents if each.kind == ListKind.name])
    yield from _table(_HEAD, [_rule(each) for each in documents if each.is_rule])


def _table(head: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield f"\n{head}{''.join(rows)}"


def _list(document: Document) -> str:
    body = document.body
    return f"| `{body['name']}` | {body['description']} | {len(body['values'])} |\n"


def _rule(document: Document) -> str:
    body = document.body
    mistaken = " ".join(body.get("falsepositives", ()))
    name = f"**{body['title']}** (`{body['name']}`)"
    return f"| {body['level']} | {name} | {body['description']} | {mistaken} |\n"


def alerting(documents: Sequence[Document]) -> list[Document]:
    """Those that speak themselves, as they stand in their files: not what a correlation counts."""
    counted = {
        name
        for each in documents
        if not each.body.get("correlation", {}).get("generate")
        for name in each.body.get("correlation", {}).get("rules", ())
    }
    speaking = [each for each in documents if each.is_rule and each.body.get("name") not in counted]
    return sorted(speaking, key=lambda each: (each.path, each.line or 0))


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(page(Path(sys.argv[1])), encoding="utf-8")
