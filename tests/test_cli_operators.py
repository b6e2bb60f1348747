"""Operators, the code of a state, and numbers in full, from the command line."""
from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from partydesk import places
from partydesk.cli import main
from partydesk.office import Office, proving

PHONE = "13812345678"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(places, "own", lambda: folder)
    with Office.create(tmp_path / "办公室.partydesk", "试验单位") as office:
        office.save("staff", {"name": "张三", "party": "member", "phone": PHONE, "since": date(2020, 1, 1)})
    return str(tmp_path / "办公室.partydesk")


def test_operators_are_listed_added_changed_and_leave(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["operators", place]) == 0
    assert "名单是空的" in capsys.readouterr().out
    assert main(["operators", place, "add", "李强"]) == 2
    assert "角色是“审核”" in capsys.readouterr().err
    for words in (("add", "王芳", "审核"), ("add", "李强"), ("add", "赵静", "只读"), ("role", "赵静", "录入")):
        assert main(["operators", place, *words, "--operator", "王芳"]) == 0
    assert main(["operators", place, "leave"]) == 2
    assert "要写明姓名" in capsys.readouterr().err
    assert main(["operators", place, "as", "李强"]) == 0
    assert main(["operators", place, "leave", "赵静"]) == 2
    assert "李强 的角色是“录入”" in capsys.readouterr().err
    assert main(["operators", place, "leave", "赵静", "--operator", "王芳"]) == 0
    capsys.readouterr()
    assert main(["operators", place, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["role"], one["left"] is None) for one in told] == [
        ("王芳", "review", True), ("李强", "enter", True), ("赵静", "enter", False)]
    assert main(["operators", place]) == 0
    assert re.search(r"李强\s+录入\s+\S+\s+现在", capsys.readouterr().out)


def test_a_code_is_held_against_the_journal(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Office.open(place) as office:
        code = proving.newest(office)
    assert main(["check", place, "--head", code]) == 0
    assert "之后没有改动" in capsys.readouterr().out
    assert main(["remove", place, "staff", "1"]) == 0
    assert main(["check", place, "--head", code.lower()]) == 0
    assert "之后又做了 1 步" in capsys.readouterr().out
    assert main(["check", place, "--head", "0000-0000-0000-0000"]) == 2
    assert "没有数据校验码为" in capsys.readouterr().err


def test_an_export_covers_numbers_unless_they_are_wanted_in_full(place: str, tmp_path: Path) -> None:
    from openpyxl import load_workbook
    out = tmp_path / "名册.xlsx"
    for more, shown in (([], "138****5678"), (["--full-ids"], PHONE)):
        assert main(["export", place, "staff", "--out", str(out), *more]) == 0
        cells = [cell.value for row in load_workbook(out).active.iter_rows() for cell in row]    # type: ignore[union-attr]
        assert shown in cells


def test_an_older_file_is_told(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    old = Path(place).read_bytes()
    assert main(["remove", place, "staff", "1"]) == 0
    Path(place).write_bytes(old)
    assert main(["check", place]) in (0, 1)
    assert "注意：这个文件比上次看到的旧：少了 1 处改动" in capsys.readouterr().err
