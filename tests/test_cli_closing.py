"""Closing, its differences and a Word file read back, from the command line."""
from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from partydesk.cli import main
from partydesk.office import Office

PAPER = "half_year_summary"


@pytest.fixture
def place(tmp_path: Path) -> str:
    """An office with one session of two people."""
    with Office.create(tmp_path / "办公室.partydesk", "试验单位") as office, office.together("准备"):
        branch = office.save("branch", {"name": "第一党支部"})
        people = [office.save("staff", {"name": name, "body": branch, "since": date(2020, 1, 1)}) for name in ("张三", "李四")]
        office.save("study", {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed",
                              "bodies": (branch,)}, roll=dict.fromkeys(people, "present"))
    return str(tmp_path / "办公室.partydesk")


def test_a_period_is_closed_and_its_changes_are_told(place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = [place, PAPER, "--period", "2025H1"]
    assert main(["changes", *at]) == 2
    assert "还没有定稿" in capsys.readouterr().err
    assert main(["close", *at]) == 2
    assert "写明原因" in capsys.readouterr().err
    assert main(["close", *at, "--because", "先报一稿"]) == 0
    assert "第1次定稿" in capsys.readouterr().out
    assert main(["changes", *at]) == 0
    assert "之后没有变化" in capsys.readouterr().out
    file, new = tmp_path / "领导改.docx", tmp_path / "新.docx"
    assert main(["paper", *at, "--out", str(file)]) == 0
    assert main(["remove", place, "study", "1"]) == 0
    capsys.readouterr()
    assert main(["changes", *at, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["because"] == "先报一稿"
    change = next(one for one in told["figures"] if one["id"] == "study.group_sessions")
    assert (change["old"], change["new"], change["printed"]) == ("1次", "0次", True)
    assert [(cause["kind"], cause["id"]) for cause in change["causes"]] == [("study", 1)]
    assert main(["changes", *at, "--number", "1"]) == 0
    assert "组织集中学习（study.group_sessions）：1次 → 0次" in capsys.readouterr().out
    assert main(["changes", *at, "--number", "2"]) == 2
    capsys.readouterr()
    assert main(["refresh", place, PAPER, str(file), "--period", "2025H1", "--out", str(new)]) == 0
    out = capsys.readouterr().out
    assert "对照第1次定稿" in out
    assert "已更新　组织集中学习：1次 → 0次" in out
    assert new.exists()
    assert main(["refresh", place, PAPER, str(file), "--period", "2025H1", "--out", str(file)]) == 2
    assert "原文件" in capsys.readouterr().err
    assert main(["refresh", place, PAPER, str(file), "--period", "2024H1", "--out", str(new)]) == 2
