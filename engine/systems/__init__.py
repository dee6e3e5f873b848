"""The one list of kinds of documents, in the order in which their steps run for a signal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.systems.baseline.kind import BaselineKind
from engine.systems.correlation.kind import CorrelationKind
from engine.systems.detection.kind import DetectionKind
from engine.systems.filter.kind import FilterKind
from engine.systems.kind import Kind
from engine.systems.list.kind import ListKind
from engine.systems.scoring.kind import ScoringKind
from engine.systems.settings.kind import SettingsKind

_RULES: Final[Mapping[str, Kind]] = {
    kind.name: kind for kind in (DetectionKind(), CorrelationKind(), BaselineKind(), ScoringKind())
}
"""Those whose documents settings can tune."""

KINDS: Final[Mapping[str, Kind]] = {
    **_RULES,
    **{kind.name: kind for kind in (FilterKind(), ListKind(), SettingsKind(_RULES))},
}
