"""Passwords on the command line: given by a file, by the environment, or typed; and what every command does with a locked office."""
from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from partydesk.cli import main
from partydesk.cli.unlocking import CODE, NEW, PASSWORD
from partydesk.office import Office, keys, proving
from partydesk.records import slot

pytestmark = pytest.mark.files("an office on a server has no key of its own")
WORD, OTHER = "一句好记的话不说", "另一句好记的话呀"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot, "MEMORY", 64)
    monkeypatch.setattr(tempfile, "tempdir", tempfile.tempdir)       # an office with a key puts it in memory
    for name in (CODE, NEW, PASSWORD):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def place(empty_place: Path, tmp_path: Path) -> Path:
    path = tmp_path / "某单位.partydesk"
    shutil.copyfile(empty_place, path)
    return path


def said(capsys: pytest.CaptureFixture[str], *argv: Any) -> tuple[int, str, str]:
    status = main(list(map(str, argv)))
    out = capsys.readouterr()
    return status, out.out, out.err


def word(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "口令.txt"
    path.write_text(f"\ufeff{text}\r\n第二行不算\n", "utf-8")
    return path


def test_from_the_first_password_to_the_code_that_mends_a_forgotten_one(
        place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, _ = said(capsys, "password", place, "set", "--operator", "王五", "--new-password-file", word(tmp_path, WORD))
    assert status == 0
    code = re.search(r"([2-9A-Z]{3}-){8}[2-9A-Z]{3}", out)
    assert code, out
    assert keys.names(place) == ("王五",)

    status, _, err = said(capsys, "figures", place, "--period", "2025H1")
    assert (status, "--password-file" in err, PASSWORD in err) == (2, True, True)
    status, out, _ = said(capsys, "figures", place, "--period", "2025H1", "--password-file", word(tmp_path, WORD))
    assert status == 0
    monkeypatch.setenv(PASSWORD, WORD + "错")
    status, _, err = said(capsys, "undo", place)
    assert (status, "口令不对" in err) == (2, True)
    monkeypatch.setenv(PASSWORD, WORD)
    status, out, _ = said(capsys, "add", place, "branch", "name=第一党支部")
    assert status == 0, out

    monkeypatch.setenv(NEW, OTHER)
    assert said(capsys, "password", place, "set", "--for", "李四")[0] == 0
    status, _, err = said(capsys, "undo", place)
    assert (status, "--operator" in err, "王五、李四" in err) == (2, True, True)
    monkeypatch.setenv(PASSWORD, OTHER)
    assert said(capsys, "undo", place, "--operator", "李四")[0] == 0

    monkeypatch.delenv(PASSWORD)
    monkeypatch.setenv(CODE, code[0])
    assert said(capsys, "password", place, "change", "--operator", "王五", "--code")[0] == 0
    with keys.unlock(place, "王五", OTHER) as office:
        assert office.setting("office")


def test_somebody_leaves(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keys.protect(place, "王五", WORD)
    with keys.unlock(place, "王五", WORD) as office:
        keys.set_password(office, "李四", OTHER)
        keys.set_password(office, "赵六", OTHER)
    monkeypatch.setenv(PASSWORD, WORD)
    status, out, _ = said(capsys, "password", place, "remove", "--for", "李四", "--operator", "王五")
    assert (status, keys.names(place)) == (0, ("王五", "赵六"))
    monkeypatch.setenv(NEW, WORD + "新")
    sheet = tmp_path / "恢复码.pdf"
    status, out, _ = said(capsys, "password", place, "renew", "--operator", "王五", "--out", sheet)
    assert (status, "要重新设口令的：赵六" in out, sheet.read_bytes()[:4]) == (0, True, b"%PDF")
    monkeypatch.setenv(PASSWORD, WORD + "新")
    assert said(capsys, "password", place, "remove")[0] == 0
    Office.open(place).close()


def test_a_backup_of_a_locked_office_is_restored_with_its_password(
        place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    keys.protect(place, "王五", WORD)
    monkeypatch.setenv(PASSWORD, WORD)
    status, out, _ = said(capsys, "backup", place)
    assert status == 0
    made = re.search(r"已备份：(.+?\.partydesk)（", out)
    assert made
    assert said(capsys, "verify", place)[0] == 0
    to = tmp_path / "恢复的.partydesk"
    assert said(capsys, "restore", made[1], "--to", to)[0] == 0
    with keys.unlock(to, "王五", WORD) as office:
        assert proving.faults(office) == []


def test_passwords_are_typed_unseen_and_twice(
        place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter([WORD, OTHER, WORD, WORD, WORD])
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    monkeypatch.setattr("getpass.getpass", lambda says: (asked.append(says), next(answers))[1])
    status, _, err = said(capsys, "password", place, "set", "--operator", "王五")
    assert (status, "两遍输入的不一样" in err, keys.names(place)) == (2, True, ())
    assert said(capsys, "password", place, "set", "--operator", "王五")[0] == 0
    assert said(capsys, "undo", place)[0] == 0
    assert asked == ["王五的新口令：", "再输一遍："] * 2 + ["王五的口令："]


@pytest.mark.parametrize(("argv", "says"), [
    (("set",), "至少 8 个字"), (("change",), "没有加密"), (("code",), "没有加密"), (("renew",), "没有加密"), (("remove",), "没有加密")])
def test_what_cannot_be_is_told(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                argv: tuple[str, ...], says: str) -> None:
    monkeypatch.setenv(NEW, "short")
    monkeypatch.setenv(PASSWORD, WORD)
    status, _, err = said(capsys, "password", place, *argv)
    assert (status, says in err) == (2, True), err
