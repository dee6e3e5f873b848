"""Files and folders into packs, identities and references; what is good loads, and what is not is told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference
from engine.documents.load import Loaded, load
from engine.errors import UsageError
from tests.documents.kinds import KINDS, Sample


class Reading(Sample):
    """Refers to the document `n` of one kind."""

    def references(self, document: Document) -> list[Reference]:
        return [Reference((), "n", ("other",))]


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def identities(loaded: Loaded) -> list[str]:
    return [document.identity for document in loaded.rulebook.documents]


def told(loaded: Loaded) -> list[tuple[str, int, int, str]]:
    return [(Path(each.path).name, each.line, each.column, each.code) for each in loaded.diagnostics]


def doc(**keys: Any) -> str:
    return "kind: open\n" + "".join(f"{key}: {value}\n" for key, value in keys.items())


class TestPacks:
    def test_a_folder_in_a_folder_is_a_pack(self, tmp_path: Path) -> None:
        rules = write(
            tmp_path / "rules",
            {"raid/a.yml": doc(id="a"), "raid/deep/b.yaml": doc(id="b"), "c.yml": doc(id="c")},
        )

        assert identities(load([rules], KINDS)) == ["raid/open/a", "raid/open/b", "rules/open/c"]

    def test_a_file_belongs_to_the_pack_of_its_folder(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a")})

        assert identities(load([tmp_path / "raid" / "a.yml"], KINDS)) == ["raid/open/a"]

    def test_paths_are_spelt_as_given(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, {"raid/a.yml": "x: 1\n"})
        monkeypatch.chdir(tmp_path)

        assert [each.path for each in load(["./raid"], KINDS).diagnostics] == ["./raid/a.yml"]
        assert [each.path for each in load(["."], KINDS).diagnostics] == ["./raid/a.yml"]
        assert [each.path for each in load(["raid/a.yml"], KINDS).diagnostics] == ["raid/a.yml"]

    def test_other_files_and_hidden_ones_are_left_out(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {".a.yml": "[", ".git/b.yml": "[", "c.txt": "[", "raid/.d.yml": "[", "e.yml": doc(id="e")},
        )

        loaded = load([tmp_path], KINDS)

        assert loaded.diagnostics == ()
        assert loaded.files == 1

    def test_a_file_that_two_paths_name_is_loaded_once(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a")})
        (tmp_path / "raid" / "again.yml").symlink_to("a.yml")

        loaded = load([tmp_path, tmp_path / "raid", tmp_path / "raid" / "a.yml"], KINDS)

        assert loaded.diagnostics == ()
        assert identities(loaded) == ["raid/open/a"]

    def test_loops_of_links_end(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a")})
        (tmp_path / "raid" / "up").symlink_to(tmp_path)
        (tmp_path / "raid" / "self").symlink_to("self")

        assert identities(load([tmp_path], KINDS)) == ["raid/open/a"]

    def test_no_folder_is_looked_into_twice(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a"), "raid/deep/b.yml": doc(id="b")})
        for name in ("one", "two"):
            (tmp_path / "raid" / name).symlink_to(tmp_path / "raid")
        looked: list[str] = []
        scandir = os.scandir

        def counted(path: str) -> Any:
            looked.append(path)
            assert len(looked) < 50
            return scandir(path)

        monkeypatch.setattr(os, "scandir", counted)

        assert load([tmp_path], KINDS).files == 2
        assert len(looked) == 3

    def test_a_missing_path_is_an_unusable_call_that_names_each(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match=r"no such file or folder: `.*gone`, `.*away`"):
            load([tmp_path, tmp_path / "gone", tmp_path / "away"], KINDS)

    def test_a_path_that_no_file_can_have_is_missing(self) -> None:
        with pytest.raises(UsageError, match="no such file or folder"):
            load(["a\0b", "x" * 5_000], KINDS)

    def test_a_file_that_leads_nowhere_keeps_its_pack_out(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a"), "fine/b.yml": doc(id="b")})
        (tmp_path / "raid" / "gone.yml").symlink_to("nowhere")

        loaded = load([tmp_path], KINDS)

        assert told(loaded) == [("gone.yml", 1, 1, "TOC101")]
        assert loaded.refused == ("raid",)
        assert identities(loaded) == ["fine/open/b"]

    def test_what_is_not_a_file_is_not_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.yml")

        assert told(load([tmp_path], KINDS)) == [("pipe.yml", 1, 1, "TOC101")]

    def test_names_that_are_not_unicode_are_told(self, tmp_path: Path) -> None:
        name = os.fsdecode(b"a\xff.yml")
        (tmp_path / name).write_text("x: 1\n")

        (found,) = load([tmp_path], KINDS).diagnostics

        assert found.path.endswith("a\\xff.yml")

    def test_an_error_keeps_the_whole_pack_out_and_no_other(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": doc(id="a"), "raid/b.yml": "kind: opne\n", "fine/c.yml": doc(id="c")})

        loaded = load([tmp_path], KINDS)

        assert loaded.refused == ("raid",)
        assert identities(loaded) == ["fine/open/c"]
        assert [each.id for each in loaded.documents] == ["c", "a"]

    def test_a_warning_keeps_nothing_out(self, tmp_path: Path) -> None:
        write(tmp_path, {"raid/a.yml": "\ufeff" + doc(id="a"), "raid/b.yml": ""})

        loaded = load([tmp_path], KINDS)

        assert told(loaded) == [("a.yml", 1, 1, "TOC106"), ("b.yml", 1, 1, "TOC116")]
        assert loaded.errors == ()
        assert identities(loaded) == ["raid/open/a"]

    def test_no_more_than_two_hundred_problems_are_told_of_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, {"a.yml": "x: 1\n---\n" * 300})

        loaded = load([tmp_path], KINDS)

        assert len(loaded.diagnostics) == 201
        assert [each.code for each in loaded.diagnostics].count("TOC117") == 1

    def test_what_is_told_alike_with_and_without_advice_stays_in_order(self, tmp_path: Path) -> None:
        class Twice(Sample):
            def check(self, document: Document) -> list[Problem]:
                return [Problem("TOC210", (), "m", help=advice) for advice in (None, "h", None)]

        loaded = load([write(tmp_path, {"a.yml": "kind: open\n"})], {"open": Twice("open", {})})

        assert [each.help for each in loaded.diagnostics] == [None, "h"]


class TestIdentity:
    def test_it_is_the_id_else_the_name_else_the_place(self, tmp_path: Path) -> None:
        text = "---\n".join([doc(id="a", name="n"), doc(name="b"), doc(), "\n", doc()])
        write(tmp_path, {"raid/deep/x.yml": text})

        loaded = load([tmp_path], KINDS)

        assert [each.id for each in loaded.documents] == ["a", "b", "deep/x.yml#2", "deep/x.yml#4"]

    @pytest.mark.parametrize(("written", "id_"), [
        ("123456789012345678", "123456789012345678"), ("'1'", "1"), ("0123", "0123"), ("1.0", "1.0"),
        ("1e3", "1e3"),
    ])  # fmt: skip
    def test_an_id_keeps_its_spelling(self, written: str, id_: str, tmp_path: Path) -> None:
        write(tmp_path, {"raid/x.yml": doc(id=written)})

        assert [each.id for each in load([tmp_path], KINDS).documents] == [id_]

    @pytest.mark.parametrize("written", ["[a]", "", "''", "true"])
    def test_what_cannot_be_an_id_is_none(self, written: str, tmp_path: Path) -> None:
        write(tmp_path, {"raid/x.yml": doc(id=written)})

        assert [each.id for each in load([tmp_path], KINDS).documents] == ["x.yml#0"]

    def test_an_id_is_unique_over_all_packs(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(id="i"), "b/x.yml": doc(id="i"), "c/x.yml": doc(id="c")})

        loaded = load([tmp_path], KINDS)

        assert told(loaded) == [("x.yml", 2, 5, "TOC501")]
        assert f"{tmp_path}/a/x.yml:1" in loaded.diagnostics[0].message
        assert loaded.diagnostics[0].path == f"{tmp_path}/b/x.yml"
        assert identities(loaded) == ["a/open/i", "c/open/c"]

    def test_a_name_is_unique_in_its_pack_alone(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(name="n"), "b/x.yml": doc(name="n"), "b/y.yml": doc(name="n")})

        assert told(load([tmp_path], KINDS)) == [("y.yml", 2, 7, "TOC501")]


class TestReferences:
    def test_they_mean_an_id_or_a_name_of_any_pack(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(id="i", name="n"), "b/y.yml": doc(refers="[i, n]")})

        assert load([tmp_path], KINDS).diagnostics == ()

    def test_a_kind_judges_what_it_says_of_what_it_names(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(id="i", odd="1"), "b/y.yml": doc(refers="[i]")})

        loaded = load([tmp_path], KINDS)

        assert [(each.code, each.message) for each in loaded.diagnostics] == [("TOC210", "about i")]
        assert loaded.refused == ("b",)

    def test_the_own_pack_comes_first(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(name="n"), "b/x.yml": doc(name="n"), "b/y.yml": doc(refers="[n]")})

        loaded = load([tmp_path], KINDS)

        source = next(each for each in loaded.documents if "refers" in each.body)
        meant = loaded.rulebook.resolve(source, Reference(("refers", 0), "n"))
        assert loaded.diagnostics == ()
        assert meant is not None
        assert meant.pack == "b"

    def test_one_name_may_stand_for_documents_of_different_kinds(self, tmp_path: Path) -> None:
        other = Sample("other", {"type": "object"})
        reader = Reading("reader", {"type": "object"})
        text = doc(id="i", name="n") + "---\nkind: other\nname: n\n---\nkind: reader\nid: r\n"
        write(tmp_path, {"a/x.yml": text})

        loaded = load([tmp_path], {**KINDS, "other": other, "reader": reader})

        source = next(each for each in loaded.documents if each.kind == "reader")
        meant = loaded.rulebook.resolve(source, *reader.references(source))
        assert loaded.diagnostics == ()
        assert meant is not None
        assert meant.kind == "other"

    def test_a_near_name_is_suggested(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(name="member_ban"), "a/y.yml": doc(refers="[x, member_bam]")})

        loaded = load([tmp_path], KINDS)

        assert told(loaded) == [("y.yml", 2, 10, "TOC502"), ("y.yml", 2, 13, "TOC502")]
        assert [each.help for each in loaded.diagnostics] == [
            "if it stands in another folder, check both in one call: `tocsin check FOLDER FOLDER`",
            "did you mean `member_ban`?",
        ]

    def test_a_missing_one_may_stand_in_a_file_that_cannot_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": "name: n\nkind: [\n", "b/y.yml": doc(refers="[n]")})

        loaded = load([tmp_path], KINDS)

        assert [each.code for each in loaded.diagnostics] == ["TOC108", "TOC502"]
        assert loaded.diagnostics[1].help is not None
        assert "a/x.yml" in loaded.diagnostics[1].help

    def test_a_name_of_two_documents_is_told_where_it_is_used(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {"a/x.yml": doc(id=1, name="n"), "a/y.yml": doc(id=2, name="n"), "b/z.yml": doc(refers="[n]")},
        )

        loaded = load([tmp_path], KINDS)

        assert told(loaded) == [("z.yml", 2, 10, "TOC503")]
        assert loaded.refused == ("b",)

    def test_two_names_alike_that_nothing_refers_to_are_fine(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": doc(id=1, name="n"), "a/y.yml": doc(id=2, name="n")})

        assert load([tmp_path], KINDS).diagnostics == ()

    @pytest.mark.parametrize("length", [1, 2, 5])
    def test_a_circle_is_told_once(self, length: int, tmp_path: Path) -> None:
        write(
            tmp_path, {f"a/x{n}.yml": doc(id=f"d{n}", refers=f"[d{(n + 1) % length}]") for n in range(length)}
        )

        assert told(load([tmp_path], KINDS)) == [("x0.yml", 3, 10, "TOC504")]

    def test_two_ways_to_one_document_are_no_circle(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": "---\n".join([
            doc(id="top", refers="[left, right]"), doc(id="left", refers="[low]"),
            doc(id="right", refers="[low]"), doc(id="low"),
        ])})  # fmt: skip

        assert load([tmp_path], KINDS).diagnostics == ()

    @pytest.mark.parametrize(("length", "codes"), [(16, []), (17, ["TOC508"]), (500, ["TOC508"])])
    def test_a_chain_has_an_end(self, length: int, codes: list[str], tmp_path: Path) -> None:
        chain = [doc(id="d0"), *(doc(id=f"d{n}", refers=f"[d{n - 1}]") for n in range(1, length + 1))]
        write(tmp_path, {"a/x.yml": "---\n".join(chain)})

        assert [each.code for each in load([tmp_path], KINDS).diagnostics] == codes

    def test_a_pack_that_refers_into_a_refused_one_is_refused_and_so_on_each_said_once(
        self, tmp_path: Path
    ) -> None:
        write(tmp_path, {
            "a/x.yml": doc(id="a1", refers="[b1]"), "b/x.yml": doc(id="b1", refers="[c1, c1]"),
            "c/x.yml": doc(id="c1", trouble=1), "d/x.yml": doc(id="d1"),
        })  # fmt: skip

        loaded = load([tmp_path], KINDS)

        assert [each.code for each in loaded.diagnostics] == ["TOC505", "TOC505", "TOC210"]
        assert loaded.refused == ("a", "b", "c")
        assert identities(loaded) == ["d/open/d1"]

    def test_a_document_of_an_unknown_kind_is_there_to_be_referred_to(self, tmp_path: Path) -> None:
        write(tmp_path, {"a/x.yml": "kind: opne\nid: a1\n", "b/x.yml": doc(refers="[a1]")})

        assert [each.code for each in load([tmp_path], KINDS).diagnostics] == ["TOC203", "TOC505"]


class TestKinds:
    @pytest.mark.parametrize(("text", "code", "advice"), [
        ("kind: opne", "TOC203", "did you mean `open`?"),
        ("kind: zzz", "TOC203", "one of `open`"),
        ("kind: 5", "TOC203", "one of `open`"),
        ("kind: playbook", "TOC204", None),
        ("kind: filter", "TOC202", "write the key `filter:`, without `kind:`"),
        ("detection: {}", "TOC204", None),
        ("correlation: {}", "TOC204", None),
        ("filter: {}", "TOC204", None),
        ("knd: open", "TOC202", "did you mean `kind`?"),
    ])  # fmt: skip
    def test_what_is_not_known_is_told(
        self, text: str, code: str, advice: str | None, tmp_path: Path
    ) -> None:
        (found,) = load([write(tmp_path, {"a.yml": text})], KINDS).diagnostics

        assert (found.code, found.help) == (code, advice)

    def test_an_empty_document_is_none(self, tmp_path: Path) -> None:
        loaded = load([write(tmp_path, {"a.yml": "---\n---\nnull\n---\n" + doc(id="a")})], KINDS)

        assert loaded.diagnostics == ()
        assert [each.position for each in loaded.documents] == [2]
