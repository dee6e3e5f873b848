"""A library says what its files say, whatever it said before."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.systems.library import Library
from tests.documents.test_load import write

RULE = """\
title: A rule
name: {name}
logsource: {{product: discord, category: member_ban}}
detection: {{s: {{actor: {actor}}}, condition: s}}
"""


def rule(name: str, actor: int = 1) -> str:
    return RULE.format(name=name, actor=actor)


def test_nothing_changed_is_the_same_edition(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": rule("a")})])

    first = library.load()

    assert not library.sweep()
    assert library.load() is first


def test_a_sweep_before_the_first_load_finds_news(tmp_path: Path) -> None:
    assert Library([tmp_path]).sweep()


def test_an_edit_is_news_until_it_is_loaded(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": rule("a")})])
    first = library.load()
    write(tmp_path, {"p/a.yml": rule("a", 2)})

    assert library.sweep()
    assert library.sweep()
    second = library.load()

    assert not library.sweep()
    assert second.rulebook.hash != first.rulebook.hash


def test_what_was_refused_is_no_news_again(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": "title: ["})])

    assert library.load().refused == ("p",)
    assert not library.sweep()


def test_a_change_of_the_same_length_and_time_is_seen(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": rule("a", 1)})])
    library.load()
    path = tmp_path / "p" / "a.yml"
    before = path.stat()
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        mapped[mapped.find(b"actor: 1") + 7] = ord("2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert library.sweep()


def test_a_look_that_was_taken_before_is_what_is_loaded(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": rule("a", 1)})])
    look = library.look()
    write(tmp_path, {"p/a.yml": rule("a", 2)})

    assert "actor: 1" in library.load(look).texts[f"{tmp_path}/p/a.yml"]
    assert library.sweep()


def test_a_folder_that_is_gone_is_told_and_its_return_is_news(tmp_path: Path) -> None:
    library = Library([tmp_path / "rules"])

    with pytest.raises(UsageError, match="no such file or folder"):
        library.load()
    assert not library.sweep()
    write(tmp_path / "rules", {"p/a.yml": rule("a")})

    assert library.sweep()
    assert list(library.load().compiled) == ["p/detection/a"]


def test_a_link_to_a_folder_that_is_set_anew_is_the_same_pack(tmp_path: Path) -> None:
    write(tmp_path, {"one/a.yml": rule("a", 1), "two/a.yml": rule("a", 2)})
    (tmp_path / "now").symlink_to("one")
    library = Library([tmp_path / "now"])
    first = library.load()
    (tmp_path / "next").symlink_to("two")
    (tmp_path / "next").rename(tmp_path / "now")

    assert library.sweep()
    assert list(library.load().compiled) == list(first.compiled) == ["now/detection/a"]


COUNT = """\
title: Many
name: many
correlation: {type: event_count, rules: [a], group-by: [actor], timespan: 10s, condition: {gte: 3}}
"""
FILTER = """\
title: Not them
name: not_them
logsource: {product: discord}
filter: {rules: [a], selection: {actor: 9}, condition: not selection}
"""


def test_what_an_edit_does_not_concern_stays_the_same_object(tmp_path: Path) -> None:
    write(tmp_path, {"p/a.yml": rule("a"), "p/b.yml": rule("b"), "p/c.yml": COUNT, "p/f.yml": FILTER})
    library = Library([tmp_path])

    def made_anew(**files: str) -> set[str]:
        before = library.load().compiled
        write(tmp_path, {f"p/{name}.yml": text for name, text in files.items()})
        after = library.load().compiled
        return {each for each in before.keys() | after.keys() if before.get(each) is not after.get(each)}

    assert made_anew(a="# moved down\n" + rule("a")) == set()
    assert made_anew(b=rule("b", 2)) == {"p/detection/b"}
    assert made_anew(a=rule("a", 2)) == {"p/detection/a", "p/correlation/many"}
    assert made_anew(f=FILTER.replace("9", "8")) == {
        "p/filter/not_them", "p/detection/a", "p/correlation/many",
    }  # fmt: skip
    assert made_anew(d="title: [") == {*library.load().compiled} | {
        "p/detection/a", "p/detection/b", "p/correlation/many", "p/filter/not_them",
    }  # fmt: skip
    assert library.load().compiled == {}


def test_what_comes_back_with_its_pack_is_not_made_again(tmp_path: Path) -> None:
    library = Library([write(tmp_path, {"p/a.yml": rule("a"), "p/b.yml": rule("b")})])
    before = library.load().compiled["p/detection/a"]

    write(tmp_path, {"p/b.yml": "title: ["})
    assert library.load().refused == ("p",)
    write(tmp_path, {"p/b.yml": rule("b")})

    assert library.load().compiled["p/detection/a"] is before
