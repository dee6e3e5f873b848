"""Views of the store: written whole, when something in them changed, and only then."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from engine.bot.exports import VIEWS
from engine.bot.exports.writing import Writing
from tests.systems.scoring.scene import Scene, ms


class Files:
    """A folder, and scores that are written into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scene = Scene()
        engine: Any = SimpleNamespace(core=self.scene.core)
        self.writing = Writing(folder, engine, VIEWS, guilds=lambda: [1], clock=lambda: ms(60))

    def names(self) -> list[str]:
        return [each.name for each in self.folder.iterdir()]

    def read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "threat_scores.json").read_text("utf-8"))
        return found


async def test_scores_are_written_with_their_reasons(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.scene.say(0, "critical", id="s:first")

    assert await files.writing.write() == ["threat_scores", "anomaly_detection"]

    told = files.read()["guilds"]["1"]
    assert (told["levels"], told["entities"]) == ({"HIGH": 4}, 4)
    actor = next(each for each in told["scores"] if each["scope"] == "actor")
    assert (actor["id"], actor["level"], actor["reasons"][0]["signal"]) == ("7", "HIGH", "s:first")
    assert actor["reasons"][0]["share"] == 1
    assert files.read()["at"] == "2027-01-15T08:01:00.000Z"


async def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.scene.say(0)
    await files.writing.write()

    assert await files.writing.write() == []

    files.scene.say(1)
    assert await files.writing.write() == ["threat_scores"]
    assert sorted(files.names()) == ["anomaly_detection.json", "threat_scores.json"]


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    files = Files(tmp_path / "later")

    assert await files.writing.write() == []

    (tmp_path / "later").mkdir()
    assert await files.writing.write() == ["threat_scores", "anomaly_detection"]
