"""Secrets are found by what they are, and nothing shows them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from engine.diagnostics.reporters import REPORTERS, report_summary
from engine.documents.reading.reader import read_bytes
from engine.systems.loading import load_rulebook


def token(name: bytes = b"81384788765712384") -> str:
    return f"{urlsafe_b64encode(name).decode().rstrip('=')}.Gabc_e.{'k' * 38}"


WEBHOOK = "https://discord.com/api/webhooks/381870553235193857/" + "k" * 68


@pytest.mark.parametrize(("text", "column"), [
    (f"a: {token()}", 4),
    (f"# {token()}", 3),
    (f"a: 'Bot {token()}'", 9),
    (f"a: {WEBHOOK}", 56),
])  # fmt: skip
def test_one_is_told_where_it_stands_and_masked_sign_for_sign(text: str, column: int) -> None:
    read = read_bytes(text.encode())

    assert [(each.code, each.place) for each in read.findings if each.code == "TOC118"] == [
        ("TOC118", (1, column))
    ]
    assert read.shown is not None
    assert len(read.shown) == len(text)
    assert "kkk" not in read.shown
    assert "kkk" not in str([each.value for each in read.documents])


@pytest.mark.parametrize("text", [
    f"a: {token(b'not an id, but text')}",
    "a: aaaaaaaaaaaaaaaaaaaaaaaa.bbbbbb.ccccccccccccccccccccccccccc",
    "a: https://discord.com/api/webhooks/381870553235193857/short",
    "a: 'discord.com/api/webhooks/'",
    f"a: {token()[:-20]}",
])  # fmt: skip
def test_what_looks_a_little_like_one_is_none(text: str) -> None:
    assert [each.code for each in read_bytes(text.encode()).findings if each.code == "TOC118"] == []


def test_both_in_one_line_are_two() -> None:
    assert len(read_bytes(f"a: {token()} {WEBHOOK} {token()}".encode()).findings) == 3


@pytest.mark.parametrize(
    "body", ["kind: {0}\n", "kind: settings\n{0}: x\n", "{0}: [\n", "kind: settings\nalerts: {0}"]
)
def test_no_report_shows_it(tmp_path: Path, body: str) -> None:
    (tmp_path / "a.yml").write_text(body.format(token()))
    loaded = load_rulebook([tmp_path])

    told = [each(loaded.diagnostics, loaded.texts) for each in (*REPORTERS.values(), report_summary)]

    assert "TOC118" in {each.code for each in loaded.diagnostics}
    assert not any("kkk" in text or token()[:20] in text for text in told)
