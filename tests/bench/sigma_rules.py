"""Sigma rules as the public ones are, and process-like events: mostly text, and matches are rare. Seeded.

All words are made of the letters that the filler is made of: a word list of rare letters lets every
scanner skip, and flatters them all.
"""

from __future__ import annotations

import random
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIELDS = ("CommandLine", "Image", "ParentImage", "ParentCommandLine", "OriginalFileName", "User")
_FOLDERS = ("Windows", "System32", "Program Files", "Users", "AppData", "Temp", "ProgramData")


class Words:
    """A vocabulary: programs, options and rare fragments."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.common = [self._word(3, 9) for _ in range(2_000)]
        self.rare = [self._word(6, 14) for _ in range(6_000)]
        self.programs = [f"{self._word(4, 10)}.exe" for _ in range(600)]

    def _word(self, shortest: int, longest: int) -> str:
        return "".join(self.random.choices(LETTERS, k=self.random.randint(shortest, longest)))


def rules(words: Words, count: int) -> list[dict[str, Any]]:
    """Rules as parsed documents: what most say is which program it was and what stood on its command line."""
    return [_rule(words, number) for number in range(count)]


def _rule(words: Words, number: int) -> dict[str, Any]:
    pick = words.random
    detection: dict[str, Any] = {}
    shape = pick.random()
    program = "\\" + pick.choice(words.programs)
    fragments = pick.sample(words.rare, pick.randint(1, 16))
    if shape < 0.55:
        detection["img"] = [{"Image|endswith": program}, {"OriginalFileName": program[1:]}]
        detection["cli"] = {"CommandLine|contains": fragments}
        condition = "all of *"
    elif shape < 0.75:
        detection["selection"] = {
            "ParentImage|endswith": [program, "\\" + pick.choice(words.programs)],
            "CommandLine|contains|all": [pick.choice(words.common), pick.choice(words.rare)],
        }
        detection["filter_main"] = {"Image|startswith": f"C:\\{pick.choice(_FOLDERS)}\\"}
        condition = "selection and not 1 of filter_*"
    elif shape < 0.9:
        detection["selection"] = {"CommandLine|contains": fragments}
        condition = "selection"
    elif shape < 0.95:
        detection["selection"] = {"CommandLine|re": f"{pick.choice(words.rare)}\\s+[a-f0-9]{{8,}}"}
        condition = "selection"
    else:
        detection["selection"] = {"Image|endswith": program, "User": f"CORP\\{pick.choice(words.common)}"}
        condition = "selection"
    return {
        "title": f"Rule {number}",
        "name": f"rule_{number}",
        "logsource": {"product": "windows", "category": "process_creation"},
        "detection": {**detection, "condition": condition},
        "level": "medium",
    }


def events(words: Words, count: int) -> list[dict[str, Any]]:
    """Process starts with command lines of some 250 characters; a few hold a rare fragment."""
    return [_event(words) for _ in range(count)]


def _event(words: Words) -> dict[str, Any]:
    return {
        "CommandLine": _command(words),
        "Image": _path(words),
        "ParentImage": _path(words),
        "ParentCommandLine": _command(words),
        "OriginalFileName": words.random.choice(words.programs),
        "User": f"CORP\\{words.random.choice(words.common)}",
    }


def _command(words: Words) -> str:
    pick = words.random
    parts = [_path(words), *pick.choices(words.common, k=32)]
    if pick.random() < 0.3:
        parts[pick.randrange(len(parts))] = pick.choice(words.rare)
    return " ".join(parts)


def _path(words: Words) -> str:
    pick = words.random
    folders = "\\".join(pick.choices(_FOLDERS, k=pick.randint(1, 3)))
    return f"C:\\{folders}\\{pick.choice(words.programs)}"
