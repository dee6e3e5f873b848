"""Why nothing came of a test, or why something did: what was met, and which condition did not hold.

Reads the compiled documents and what the loop recorded; for a detection each condition is asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from engine.documents.cases.offsets import spell_offset
from engine.matching.candidates import concerns
from engine.matching.event import Event
from engine.matching.explanation import Line, as_lines
from engine.matching.interpreter import Explanation, explain
from engine.runtime.trial.play import Input, Played
from engine.runtime.trial.stage import Stage
from engine.systems.kind import Compiled, Key

_MOST: Final = 3
"""Groups that are told of, and rules."""


def why_quiet(played: Played, stage: Stage, about: Input | None = None) -> Iterator[str]:
    """Why what is judged stayed quiet; `about` one signal, or the test as a whole."""
    inputs = played.inputs if about is None else [about]
    for identity in stage.judged[:_MOST]:
        compiled = stage.program.documents[identity]
        meant = stage.program.meant
        every = (hit for row in played.rows for hit in row.hits)
        hits = [hit.key for hit in every if identity in meant(hit.document, hit.key[0])]
        if hits and about is None:
            yield from _counted(hits, compiled, _called(identity, stage))
        elif compiled.over:
            for source in compiled.over[:_MOST]:
                yield from _unmet(stage.program.documents[source], inputs, stage)
        else:
            yield from _unmet(compiled, inputs, stage)


def why_hit(stage: Stage, about: Input) -> Iterator[str]:
    """The conditions that made a signal match that should not."""
    for identity in stage.judged[:_MOST]:
        yield from map(_spelt, _asked(identity, about, stage))


def _counted(hits: Sequence[Key], compiled: Compiled, own: str) -> Iterator[str]:
    """How often each group of a windowed document was hit."""
    for key, count in Counter(hits).most_common(_MOST):
        group = ", ".join(f"{name} {value}" for name, value in zip(compiled.group_by, key[1:], strict=False))
        of = f" of {group}" if group else ""
        yield f"{own} was hit {'once' if count == 1 else f'{count} times'}{of}"


def _unmet(compiled: Compiled, inputs: Sequence[Input], stage: Stage) -> Iterator[str]:
    """The signal that came nearest to a detection, and what it lacks."""
    own = _called(compiled.identity, stage)
    if compiled.over:
        yield f"{own} stayed quiet"
        return
    asked = [
        each for each in inputs if any(concerns(pattern, each.signal.type) for pattern in compiled.types)
    ]
    if not asked:
        types = " or ".join(f"`{each}`" for each in compiled.types)
        yield f"no signal is of the type that {own} is about: {types}"
        return
    if compiled.guilds is not None and not any(each.signal.guild in compiled.guilds for each in asked):
        yield f"{own} is for other guilds"
        return
    found = [(lines, each) for each in asked if (lines := _asked(compiled.identity, each, stage))]
    if found:
        lines, each = min(found, key=lambda one: (len(one[0]), one[1].at))
        yield f"{own} is not met by the signal at {spell_offset(each.at)}:"
        yield from map(_spelt, lines)


def _called(identity: str, stage: Stage) -> str:
    """What a document is called where its title would be too long."""
    document = next(each for each in stage.program.rulebook.documents if each.identity == identity)
    return f"`{document.body.get('name') or document.title}`"


def _asked(identity: str, about: Input, stage: Stage) -> list[Line]:
    """The conditions of a detection that decided about a signal; none for any other kind."""
    condition = stage.program.documents[identity].condition
    if condition is None:
        return []
    told = explain(condition, Event(about.signal.fields()))
    return [line for leaf in _deciding(told) for line in as_lines(leaf)]


def _deciding(node: Explanation) -> Iterator[Explanation]:
    """The leaves that made a condition hold or not: those with its result, or what `not` turns round."""
    if not node["children"]:
        yield node
        return
    alike = [child for child in node["children"] if child["result"] == node["result"]]
    for child in alike or node["children"]:
        yield from _deciding(child)


def _spelt(line: Line) -> str:
    saw = "" if line.value is None else f"  saw {line.value}"
    return f"{'yes' if line.result else 'no ':5}{line.text}{saw}"
