"""Packages at the command line: invited, joined, packed, looked at, taken."""
from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from partydesk.cli import main
from partydesk.office import heads


def test_a_branch_is_invited_joins_reports_and_is_taken_in(empty_place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "kept", lambda _: {})
    monkeypatch.setattr(heads, "keep", lambda _uid, _seen: None)
    monkeypatch.chdir(tmp_path)
    shutil.copy(empty_place, "委.partydesk")
    assert main(["pack", "委.partydesk", "."]) == 2
    assert "还没有开始收发数据包" in capsys.readouterr().err
    assert main(["desks", "委.partydesk", "--invite", "一支部", "--out", "."]) == 0
    code = re.search(r"\d{4}(?:-\d{4}){3}", capsys.readouterr().out)
    assert code is not None
    assert main(["join", "支.partydesk", "邀请_一支部.partyinvite", "--code", code[0]]) == 0
    assert main(["add", "支.partydesk", "branch", "name=一支部"]) == 0
    assert main(["pack", "支.partydesk", "."]) == 0
    package, = tmp_path.glob("一支部*.partypack")
    capsys.readouterr()
    assert main(["take", "委.partydesk", package.name, "--look", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["new"]) == (False, {"党支部": 1})
    assert main(["take", "委.partydesk", package.name]) == 0
    assert "新增　党支部 1 条" in capsys.readouterr().out
    assert main(["take", "委.partydesk", package.name]) == 2
    assert "已经收取过" in capsys.readouterr().err
    assert main(["desks", "委.partydesk", "--format", "json"]) == 0
    assert [one["counts"]["roster"] for one in json.loads(capsys.readouterr().out)["desks"]] == [1]
