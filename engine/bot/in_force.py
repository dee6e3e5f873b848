"""What holds in a guild: its settings, laid over the operator's, as the program in force has them."""

from __future__ import annotations

from engine.runtime.program import Program
from engine.systems.settings.spec import SettingsSpec


def settings_of(program: Program, guild: int | None) -> SettingsSpec:
    """The settings in force for a guild; where there are none, what they say by default."""
    found = program.community(guild)
    return SettingsSpec(guild) if found is None else found.spec
