"""Backups: whole or not there, private, without the token; restoring loses neither the old nor the new."""

from __future__ import annotations

import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from engine.errors import StoreDamaged, StoreError, StoreInUse, StoreTooNew
from engine.store.backup import (
    MANIFEST,
    NOTE,
    back_up,
    last_backup,
    read_manifest,
    restore_folder,
    restore_store,
)
from engine.store.connection import VERSION
from engine.store.reader import SqliteReader
from engine.store.sqlite import SqliteStore
from tests.store.batches import T0, Writer


@pytest.fixture
def filled(path: Path) -> Path:
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        store.commit(writer.batch(writer.row(), writer.row("hit")))
    return path


@pytest.fixture
def archive(filled: Path, tmp_path: Path) -> Path:
    archive = tmp_path / "backup.zip"
    back_up(filled, archive, None, T0)
    return archive


def ids(path: Path) -> list[str]:
    with closing(SqliteStore(path)) as store:
        return [row.signal.id for rows in store.history(0) for row in rows]


def change(archive: Path, name: str, body: bytes) -> None:
    """Write the archive anew with one file in it changed."""
    with zipfile.ZipFile(archive) as packed:
        held = {each: packed.read(each) for each in packed.namelist()}
    with zipfile.ZipFile(archive, "w") as packed:
        for each, old in held.items():
            packed.writestr(each, body if each == name else old)


def test_the_last_backup_is_known_beside_the_store(filled: Path, tmp_path: Path) -> None:
    assert last_backup(filled) is None
    assert SqliteReader(filled).totals().backed_up is None

    back_up(filled, tmp_path / "one.zip", None, T0)
    back_up(filled, tmp_path / "two.zip", None, T0 + 5)

    noted = last_backup(filled)
    assert noted is not None
    assert (noted.made, noted.archive) == (T0 + 5, str(tmp_path / "two.zip"))
    assert SqliteReader(filled).totals().backed_up == T0 + 5


def test_a_backup_that_fails_is_not_the_last_one(archive: Path, filled: Path) -> None:
    with pytest.raises(StoreError):
        back_up(filled, archive, None, T0 + 5)
    noted = last_backup(filled)
    assert noted is not None
    assert noted.made == T0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"made": "yesterday"}', b"\xff"])
def test_a_note_that_says_nothing_is_none(filled: Path, body: bytes) -> None:
    filled.with_name(NOTE).write_bytes(body)
    assert last_backup(filled) is None


def test_a_backup_stands_where_nothing_can_be_noted(filled: Path, tmp_path: Path) -> None:
    filled.with_name(f"{NOTE}.part").mkdir()
    back_up(filled, tmp_path / "one.zip", None, T0)
    assert read_manifest(tmp_path / "one.zip").last_seq == 2
    assert last_backup(filled) is None


def test_a_backup_made_while_the_store_is_written_holds_what_was_committed(
    path: Path, tmp_path: Path
) -> None:
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        store.commit(writer.batch(writer.row(), writer.row("hit")))
        manifest = back_up(path, tmp_path / "one.zip", None, T0)
        store.commit(writer.batch(writer.row()))
    assert (manifest.last_seq, manifest.store_version) == (2, VERSION)

    fresh = tmp_path / "fresh" / "tocsin.db"
    assert restore_store(tmp_path / "one.zip", fresh) is None
    assert ids(fresh) == ["plain:1", "hit:2"]
    assert len(ids(path)) == 3


def test_it_is_for_its_user_alone_and_nothing_else_is_left(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    left = {each.name for each in archive.parent.iterdir() if "backup" in each.name}
    assert left == {"backup.zip", NOTE}


def test_no_backup_is_written_over(archive: Path, filled: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(StoreError, match="is there already"):
        back_up(filled, archive, None, T0)
    assert archive.read_bytes() == before


def test_the_folder_goes_along_without_token_repository_and_data(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    for name in ("settings.yml", "rules/a.yml", ".env", ".git/config", "data/tocsin.db", ".github/w.yml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "link.yml").symlink_to(folder / ".env")
    back_up(filled, tmp_path / "b.zip", folder, T0)

    assert restore_folder(tmp_path / "b.zip", tmp_path / "again") == 3
    found = {str(each.relative_to(tmp_path / "again")) for each in (tmp_path / "again").rglob("*.yml")}
    assert found == {"settings.yml", "rules/a.yml", ".github/w.yml"}
    assert (tmp_path / "again/rules/a.yml").read_text() == "rules/a.yml"


def test_a_folder_with_something_in_it_stays_as_it_is(filled: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.yml").write_text("mine")
    back_up(filled, tmp_path / "b.zip", own, T0)
    (own / "mine.yml").write_text("newer")
    with pytest.raises(StoreError, match="is not empty"):
        restore_folder(tmp_path / "b.zip", own)
    assert (own / "mine.yml").read_text() == "newer"


def test_what_was_there_is_kept_whole(archive: Path, path: Path) -> None:
    writer = Writer()
    writer.seq = 2
    with closing(SqliteStore(path)) as store:
        store.commit(writer.batch(writer.row()))
    aside = restore_store(archive, path)

    assert aside is not None
    assert ids(path) == ["plain:1", "hit:2"]
    assert ids(aside) == ["plain:1", "hit:2", "plain:3"]
    assert restore_store(archive, path) not in {None, aside}


def test_nothing_is_restored_under_a_running_bot(archive: Path, path: Path) -> None:
    with closing(SqliteStore(path)), pytest.raises(StoreInUse):
        restore_store(archive, path)
    assert ids(path) == ["plain:1", "hit:2"]


def test_a_damaged_store_is_set_aside_with_its_log(archive: Path, path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(4096))
    Path(f"{path}-wal").write_bytes(b"what is left of a log")
    aside = restore_store(archive, path)

    assert aside is not None
    assert aside.read_bytes().endswith(bytes(4096))
    assert Path(f"{aside}-wal").read_bytes() == b"what is left of a log"
    assert ids(path) == ["plain:1", "hit:2"]


def test_a_changed_byte_is_found_and_nothing_is_replaced(archive: Path, path: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        body = bytearray(packed.read("tocsin.db"))
    body[-1] ^= 1
    change(archive, "tocsin.db", bytes(body))
    with pytest.raises(StoreDamaged, match=r"tocsin\.db in it is damaged"):
        restore_store(archive, path)
    assert ids(path) == ["plain:1", "hit:2"]
    assert [each.name for each in path.parent.iterdir() if each.name.endswith(".part")] == []


def test_half_an_archive_is_no_backup(archive: Path, path: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(StoreDamaged, match="is no backup of Tocsin, or its end is missing"):
        restore_store(archive, path)


@pytest.mark.parametrize("body", [b"{}", b"[", b'{"files": {}}', b"\xff"])
def test_another_archive_is_no_backup(archive: Path, body: bytes) -> None:
    change(archive, MANIFEST, body)
    with pytest.raises(StoreDamaged, match="is no backup of Tocsin"):
        read_manifest(archive)


def test_a_backup_of_a_newer_program_is_refused(archive: Path) -> None:
    newer = msgspec.structs.replace(read_manifest(archive), store_version=VERSION + 1)
    change(archive, MANIFEST, msgspec.json.encode(newer))
    with pytest.raises(StoreTooNew, match="update Tocsin first"):
        read_manifest(archive)


@pytest.mark.parametrize("name", ["../evil.yml", "folder/../../evil.yml", "/etc/evil", "folder\\..\\evil"])
def test_no_name_leads_out_of_the_folder(archive: Path, name: str) -> None:
    manifest = read_manifest(archive)
    evil = msgspec.structs.replace(manifest, files={**manifest.files, name: "0"})
    change(archive, MANIFEST, msgspec.json.encode(evil))
    with pytest.raises(StoreDamaged):
        read_manifest(archive)


def test_a_store_that_is_not_there_leaves_no_archive(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        back_up(tmp_path / "none.db", tmp_path / "b.zip", None, T0)
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be_is_one_line(filled: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        back_up(filled, filled / "b.zip", None, T0)


def test_a_restored_store_has_no_page_of_the_old_one(archive: Path, path: Path) -> None:
    restore_store(archive, path)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
