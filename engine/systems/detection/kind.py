"""The kind `detection`: its schema, checks and step, as the registry of kinds wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference
from engine.effects import Effect
from engine.matching import compile_detection
from engine.signal import Signal
from engine.systems.detection.spec import read_spec
from engine.systems.detection.step import step
from engine.systems.detection.unsupported import check_supported
from engine.systems.emission import check_emit
from engine.systems.kind import Compiled, Hit, Moment, Resolve

_SCHEMA: Final = files(__package__).joinpath("detection.schema.json")


class DetectionKind:
    """Sigma detections: stateless, hit once by each signal that meets their condition."""

    name = "detection"
    state = None

    def schema(self) -> Mapping[str, Any]:
        """Open at the top, where Sigma lets people add keys; `tocsin` is closed."""
        schema: Mapping[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        return schema

    def check(self, document: Document) -> Sequence[Problem]:
        """What the condition, the log source and the emitted type have wrong, and what is not done yet."""
        _, problems = compile_detection(document.body)
        emission = check_emit(_block(document).get("emit"), ("tocsin", "emit"))
        return [*problems, *emission, *check_supported(document.body)]

    def references(self, document: Document) -> Sequence[Reference]:  # noqa: ARG002 - refers to nothing
        """None: a detection stands alone."""
        return ()

    def compile(self, document: Document, resolve: Resolve) -> Compiled:  # noqa: ARG002 - refers to nothing
        """Make a document that `check` found no error in ready."""
        detection, problems = compile_detection(document.body)
        assert detection is not None, problems
        spec = read_spec(document.id, document.body)
        tocsin = _block(document)
        guilds = tocsin.get("guilds")
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            types=detection.types,
            test=detection.test,
            guilds=None if guilds is None else frozenset(map(int, guilds)),
            mode=tocsin.get("mode", "propose"),
            own=tocsin.get("own", False),
            emits=(spec.emit,),
        )

    def step(self, spec: Any, state: Any, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:  # noqa: ARG002
        """One emitted signal a hit."""
        return step(spec, signal)

    def prune(self, spec: Any, state: Any, moment: Moment) -> bool:  # noqa: ARG002 - there is no state
        """Nothing is ever left."""
        return True


def _block(document: Document) -> Mapping[str, Any]:
    block = document.body.get("tocsin")
    return block if isinstance(block, Mapping) else {}
