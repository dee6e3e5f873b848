"""Commands that look at the store: what a bot journalled is what they say, also while it runs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import orjson
import pytest

from engine.bot.pulse import Pulse
from engine.catalogue import Catalogue
from engine.cli.app import main
from engine.instants import DAY_MS, wall_clock
from engine.runtime.checkpoint import checkpoint_of
from engine.runtime.core import Core
from engine.runtime.engine import Engine
from engine.runtime.programs import Programs
from engine.runtime.replay import effect_lines
from engine.signal import Signal
from engine.store.frozen import frozen
from engine.store.reader import SqliteReader
from engine.store.retention import save_checkpoint, thin
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from engine.systems.loading import load_rulebook
from engine.systems.settings.retention import Retention

START = 1_767_632_400_000
GUILD, OTHER = 1_200_000_000_000_000_001, 1_200_000_000_000_000_002
ACTOR = 1_200_000_000_000_000_017
RULES = """\
title: A ban
id: ban
logsource: {product: discord, category: member_ban}
detection:
  selection: {action: ban}
  condition: selection
---
title: Many bans
id: burst
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 3}}
---
title: "A word\\e[31m"
id: word
logsource: {product: discord, category: message_create}
detection:
  selection: {content|contains: "free nitro\\e[31m"}
  condition: selection
"""

Said = Callable[[str], tuple[int, str, str]]


def bans() -> Iterator[Signal]:
    for n in range(8):
        yield Signal(
            f"audit:{n + 1}",
            "discord.member.ban",
            START + 1_000 * n,
            guild=GUILD if n % 4 else OTHER,
            actor=ACTOR,
            target=ACTOR + n,
            data={"action": "ban"},
        )
    text = {"content": "Free nitro\x1b[31m here"}
    yield Signal("message:99", "discord.message.create", START + 9_000, guild=GUILD, actor=ACTOR, text=text)


async def _live(path: Path) -> None:
    store = SqliteStore(path)
    now = START
    programs = Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook)
    engine = Engine(store, programs, clock=lambda: now)
    await engine.start(load_rulebook(["rules"]).rulebook)
    for signal in bans():
        now = signal.time + 40
        engine.ingest(signal)
    await engine.stop()


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Said:
    """Runs a command in a folder in which a bot has run: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("rules/a.yml").write_text(RULES, encoding="utf-8")
    asyncio.run(_live(Path("data/tocsin.db")))

    def run(command: str) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = main(command.split())
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_status_counts_what_was_taken_in(said: Said) -> None:
    code, out, err = said("status")
    assert (code, err) == (0, "")
    figures = {line[:15].strip(): line[15:].strip() for line in out.splitlines()}
    assert figures["signals"] == f"{SqliteReader(Path('data/tocsin.db')).totals().signals}"
    assert figures["last signal"].startswith("2026-01-05T17:00:09.040Z (")
    assert figures["rulebook"] == load_rulebook(["rules"]).rulebook.hash


def test_signals_are_listed_oldest_first_with_ids_as_text(said: Said) -> None:
    code, out, err = said("signals discord.member --format json")
    found = [orjson.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert [each["id"] for each in found] == [f"audit:{n + 1}" for n in range(8)]
    assert found[1]["time"] == "2026-01-05T17:00:01.000Z"
    assert found[1]["seen"] == "2026-01-05T17:00:01.040Z"
    assert (found[1]["guild"], found[1]["actor"]) == (str(GUILD), str(ACTOR))


def test_signals_of_one_server_are_those_alone(said: Said) -> None:
    _, out, _ = said(f"signals --guild {OTHER} --format json")
    assert {orjson.loads(line)["guild"] for line in out.splitlines()} == {str(OTHER)}


def test_a_type_means_all_below_it(said: Said) -> None:
    _, out, _ = said("signals threat --format json")
    assert {orjson.loads(line)["type"] for line in out.splitlines()} == {"threat.detected"}


def test_hours_count_back_from_now(said: Said) -> None:
    assert said("signals --hours 1") == (0, "", "no such signals\n")


def test_a_limit_is_said(said: Said) -> None:
    _, out, err = said("signals --limit 2 --format json")
    assert len(out.splitlines()) == 2
    assert err == "the newest 2 are shown; --limit shows more\n"


def test_the_table_obeys_nothing_that_people_wrote(said: Said) -> None:
    code, out, _ = said("signals")
    assert code == 0
    assert "A word\\x1b[31m" in out
    assert "\x1b" not in out
    assert len(out.splitlines()) == len(said("signals --format json")[1].splitlines()) + 1


def test_the_own_journal_replays_the_same(said: Said) -> None:
    code, out, err = said("replay")
    assert (code, err) == (0, "")
    assert out.endswith(" effects: the same again\n")


def test_the_rules_of_the_journal_match_what_they_matched(said: Said) -> None:
    code, out, err = said("replay --rematch")
    assert (code, err) == (0, "")
    assert out.endswith(" signals: 0 rules match otherwise, 3 as they did\n")


def test_one_rule_that_matches_otherwise_is_one(said: Said) -> None:
    Path("rules/a.yml").write_text(RULES.replace("gte: 3", "gte: 4"))
    assert said("replay --rematch")[1].endswith(" signals: 1 rule matches otherwise, 2 as they did\n")


def test_other_rules_say_what_is_new_and_what_is_gone(said: Said) -> None:
    Path("rules/a.yml").write_text(RULES.replace("gte: 3", "gte: 4").replace("action: ban", "target: 1"))
    code, out, _ = said("replay --rematch")
    assert code == 0
    assert "A ban: 8 then, 0 now; 0 new, 8 gone\n  - 2026-01-05T17:00:00.000Z audit:1\n" in out
    assert "  - and 3 more\n" in out
    assert "Many bans: 1 then, 0 now; 0 new, 1 gone" in out
    assert out.endswith(" signals: 2 rules match otherwise, 1 as they did\n")


def test_signals_without_text_are_said_to_be_unjudged(said: Said) -> None:
    with closing(sqlite3.connect("data/tocsin.db")) as db:
        db.execute("DELETE FROM texts")
        db.commit()
    _, _, err = said("replay --rematch")
    assert err == "1 signals could not be judged: their text is gone\n"


def test_a_rematch_takes_no_file(said: Said) -> None:
    code, _, err = said("replay some.jsonl --rematch")
    assert code == 2
    assert "--rematch reads the bot's own journal: leave FILE out" in err


def test_a_journal_that_was_tampered_with_replays_otherwise(said: Said) -> None:
    with closing(sqlite3.connect("data/tocsin.db")) as db:
        effects = db.execute("SELECT seq, effects FROM signals WHERE effects IS NOT NULL").fetchall()
        seq, body = next((seq, body) for seq, body in effects if body and b"Many bans" in body)
        db.execute("UPDATE signals SET effects = ? WHERE seq = ?", (body.replace(b"Many", b"Some"), seq))
        db.commit()
    code, out, _ = said("replay")
    assert code == 1
    assert out.endswith("1 came out otherwise\n")
    assert any(line.startswith("- {") and "Some bans" in line for line in out.splitlines())
    assert any(line.startswith("+ {") and "Many bans" in line for line in out.splitlines())


def test_signals_that_were_exported_replay_as_they_went_live(said: Said) -> None:
    reader = SqliteReader(Path("data/tocsin.db"))
    programs = Programs(KINDS, Catalogue.load(), salt=reader.salt(), stored=reader.rulebook)
    program = programs.provide(reader.totals().rulebook or "")
    live = [line for rows in reader.history() for row in rows for line in effect_lines(row, program)]
    _, exported, _ = said("signals --format json --limit 1000")
    Path("signals.jsonl").write_text(exported, encoding="utf-8")
    code, out, _ = said("replay signals.jsonl")
    assert code == 0
    assert out.splitlines()[: len(live)] == live
    assert any('"Many bans"' in line for line in live)


def test_the_store_is_read_while_a_bot_holds_it(said: Said) -> None:
    store = SqliteStore(Path("data/tocsin.db"))
    try:
        assert said("status")[0] == 0
        assert said("signals --format json")[0] == 0
        assert said("replay")[0] == 0
    finally:
        store.close()


def test_looking_changes_nothing(said: Said) -> None:
    before = Path("data/tocsin.db").read_bytes()
    for command in ("status", "signals", "replay"):
        said(command)
    assert Path("data/tocsin.db").read_bytes() == before


@pytest.mark.parametrize("command", ["status", "signals", "replay"])
def test_a_store_of_a_newer_version_is_one_line(said: Said, command: str) -> None:
    with closing(sqlite3.connect("data/tocsin.db")) as db:
        db.execute("PRAGMA user_version = 999")
    code, out, err = said(command)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "newer Tocsin" in err


@pytest.mark.parametrize("command", ["status", "signals", "replay"])
def test_a_truncated_store_is_one_line(said: Said, command: str) -> None:
    path = Path("data/tocsin.db")
    path.write_bytes(path.read_bytes()[:5000])
    code, out, err = said(command)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "its end is missing" in err


def test_a_backup_is_restored_elsewhere_and_replays_the_same(said: Said) -> None:
    code, out, err = said("backup one.zip --folder rules")
    assert (code, err) == (0, "")
    assert out.startswith("one.zip: the journal up to signal ")
    assert " and 1 file of rules\nNot in it: the token. " in out

    code, out, err = said("restore one.zip --data there --folder yaml")
    assert (code, err) == (0, "")
    assert out.startswith("yaml: 1 file\nthere/tocsin.db: the journal up to signal ")
    assert Path("yaml/a.yml").read_text(encoding="utf-8") == RULES
    assert said("replay --data there")[1].endswith(" effects: the same again\n")


def test_a_backup_has_a_place_and_a_name_of_its_own(said: Said) -> None:
    code, out, _ = said("backup")
    assert code == 0
    assert out.startswith("data/backups/tocsin-2")
    assert "your YAML (--folder DIR puts that in)" in out
    assert len(list(Path("data/backups").iterdir())) == 1


def test_restoring_over_a_journal_must_be_asked_for(said: Said) -> None:
    said("backup one.zip")
    code, out, err = said("restore one.zip")
    assert (code, out) == (2, "")
    assert err.endswith("is there already; --replace restores, and keeps this one beside it\n")

    code, out, _ = said("restore one.zip --replace")
    assert code == 0
    assert "data/tocsin.db.before-2026-01-05T17-00-09Z: what was there before\n" in out


def test_a_backup_without_yaml_gives_none(said: Said) -> None:
    said("backup one.zip")
    code, _, err = said("restore one.zip --data there --folder yaml")
    assert (code, err) == (2, "tocsin: one.zip: holds no YAML: it was made without --folder\n")
    assert not Path("there/tocsin.db").exists()


def test_check_says_whether_a_bot_does_its_work(said: Said) -> None:
    assert said("status --check") == (1, "data: no bot is running here, or it was stopped in order\n", "")

    pulse = Pulse(wall_clock(), 7, is_open=True, blind_since=None, lag=0, rulebook="c0ffee", held=["house"])
    Path("data/pulse.json").write_bytes(msgspec.json.encode(pulse))
    held = "house: its files have errors, the rules of before go on\n"
    assert said("status --check") == (0, f"{held}watching, process 7, rulebook c0ffee\n", "")

    closed = msgspec.structs.replace(pulse, is_open=False, held=[])
    Path("data/pulse.json").write_bytes(msgspec.json.encode(closed))
    code, out, _ = said("status --check")
    assert code == 1
    assert out.startswith("the journal cannot be written: ")


def test_a_person_sees_all_that_names_them_and_is_forgotten(said: Said) -> None:
    code, out, err = said(f"privacy export {ACTOR}")
    found = [orjson.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "")
    assert {each["type"] for each in found} == {
        "discord.member.ban",
        "discord.message.create",
        "threat.detected",
    }
    assert "Free nitro" in out

    code, out, _ = said(f"privacy delete {ACTOR}")
    assert code == 0
    assert out.startswith("forgotten: 0 signals that met no rule, the text of 1\n")
    assert "Free nitro" not in said(f"privacy export {ACTOR}")[1]
    assert said("replay")[1].endswith(" effects: the same again\n")


def test_what_met_no_rule_is_gone(said: Said) -> None:
    code, out, _ = said(f"privacy export {ACTOR + 7}")
    assert (code, len(out.splitlines())) == (0, 1)
    Path("rules/a.yml").unlink()
    assert said("privacy export 1200000000000000999") == (0, "", "nothing in the journal names this person\n")


def test_who_is_nobody_is_told_how_to_find_an_id(said: Said) -> None:
    code, _, err = said("privacy delete ana")
    assert code == 2
    assert err.startswith("tocsin: ana: is no Discord id; copy it in Discord")


def test_a_replay_begins_where_the_journal_is_whole(said: Said) -> None:
    path = Path("data/tocsin.db")
    reader = SqliteReader(path)
    programs = Programs(KINDS, Catalogue.load(), salt=reader.salt(), stored=reader.rulebook)
    with frozen(path) as moment:
        core = Core(programs.empty(), programs.provide)
        save_checkpoint(path, checkpoint_of(moment, core, programs.provide))
    thin(path, Retention(1, 1, 1), START + DAY_MS)

    code, out, err = said("replay")
    assert (code, out) == (0, "0 signals, 0 effects: the same again\n")
    assert err == "from 2026-01-05T17:00:09.040Z on: what came before is kept in part, as `retention` says\n"
    assert said("signals") == (0, "", "no such signals\n")
