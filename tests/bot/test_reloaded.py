"""What one guild is told of a look at the files: nothing of rules that are for others alone."""

from __future__ import annotations

from pathlib import Path

from engine.bot.attempt import attempt_of
from engine.bot.reloaded import seen_in
from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.runtime.proposal import propose
from engine.systems import KINDS
from engine.systems.library import Library
from tests.documents.test_load import write
from tests.runtime.test_proposal import rule

OURS, THEIRS = 11, 22


def test_errors_in_a_file_for_another_guild_are_counted_for_the_bots_owner_alone(
    tmp_path: Path,
) -> None:
    files = {
        "packs/ours.yml": rule("ours") + f'tocsin: {{guilds: ["{OURS}"]}}\n',
        "packs/theirs.yml": rule("theirs") + f'tocsin: {{guilds: ["{THEIRS}"]}}\n',
        "packs/all.yml": rule("all"),
    }
    write(tmp_path, files)
    library = Library([tmp_path])
    good = propose(library.load(), Rulebook(())).rulebook
    assert len(good.documents) == 3
    write(
        tmp_path, {name: text.replace("condition:", "condition: nosuch and") for name, text in files.items()}
    )
    attempt = attempt_of(propose(library.load(), good), 0)
    program = Programs(KINDS, Catalogue.load()).add(good)

    seen = seen_in(attempt, program, OURS, is_operator=False)

    assert sorted({Path(each.path).name for each in seen.errors}) == ["all.yml", "ours.yml"]
    assert seen.hidden == 0
    asked = seen_in(attempt, program, OURS, is_operator=True)
    assert sorted({Path(each.path).name for each in asked.errors}) == ["all.yml", "ours.yml"]
    assert asked.hidden == 1
