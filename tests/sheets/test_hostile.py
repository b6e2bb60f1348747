"""The hostile files, read in this process: each ends in a clear sentence, or in exactly the rows and people that it must."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, guiding
from partydesk.sheets import child, foreign

from .hostile import Case, cases, judged
from .reached import became

SMALL = [case for case in cases() if not case.large]


@pytest.fixture
def begun(office: Office) -> Office:
    guiding.enter(office, {"committee": ["机关党委"], "branch": ["第一党支部", "第二党支部"]})
    return office


def here(path: Path, told: Any = None) -> Iterator[dict[str, Any]]:
    """What the reader says, without a process of its own."""
    said: list[dict[str, Any]] = []
    try:
        child.read(str(path), said.append)
    except Refusal as refusal:
        raise Refusal(f"{path.name}：{refusal}") from None
    yield from said


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 150


def test_each_small_one_becomes_what_it_must(begun: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "answers", here)
    wrong = [said for case in SMALL if (said := judged(case, became(begun, case, case.put(tmp_path))))]
    assert wrong == []


@pytest.mark.parametrize("name", ["大笑.xlsx", "旧合并.xls", "支部合并.xlsx", "空.csv", "增补字gb18030.csv"])
def test_so_it_does_through_the_process(begun: Office, tmp_path: Path, name: str) -> None:
    case: Case = next(case for case in SMALL if case.name == name)
    assert judged(case, became(begun, case, case.put(tmp_path))) == ""


@pytest.mark.parametrize(("dies", "says"), [
    (["-c", "import os; os.abort()"], "读这个文件时出了错"), (["-c", "print('[1]')"], "读这个文件时出了错"),
    (["-c", "import sys; sys.stdout.write('x' * 100)"], "读这个文件时出了错"),
    (["-c", "import time; time.sleep(60)"], "没有进展")])
def test_a_reader_that_dies_or_hangs_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies: list[str], says: str) -> None:
    import sys

    from partydesk.sheets import limits, watched
    monkeypatch.setattr(watched, "_command", lambda: [sys.executable, *dies])
    monkeypatch.setattr(limits, "SECONDS", 0.5)
    with pytest.raises(Refusal, match=says):
        list(watched.answers(tmp_path / "名册.xlsx"))


def test_whoever_stops_it_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess
    import sys

    from partydesk.sheets import watched
    started: list[subprocess.Popen[bytes]] = []
    real: Callable[..., Any] = subprocess.Popen

    def popen(*given: Any, **how: Any) -> Any:
        started.append(real(*given, **how))
        return started[-1]

    monkeypatch.setattr(watched.subprocess, "Popen", popen)
    monkeypatch.setattr(watched, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])

    def told(done: int, of: int) -> None:
        if len(asked) > 2:
            raise Refusal("停下")
        asked.append(done)

    asked: list[int] = []
    with pytest.raises(Refusal, match="停下"):
        list(watched.answers(tmp_path / "名册.xlsx", told))
    assert started[0].returncode is not None


def test_a_folder_and_a_missing_file_are_said_to_be_so(tmp_path: Path) -> None:
    for path, says in ((tmp_path, "文件夹"), (tmp_path / "没有.xlsx", "没有这个文件")):
        with pytest.raises(Refusal, match=says):
            foreign.sheets(path)


def test_the_packaged_program_is_its_own_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from partydesk.sheets import watched
    case = next(case for case in SMALL if case.name == "编码gbk.csv")
    monkeypatch.setattr(watched, "_command", lambda: [sys.executable, "-m", "partydesk", child.ARGUMENT])
    assert tuple(line.texts for line in foreign.sheets(case.put(tmp_path))[0].lines) == case.rows
    monkeypatch.undo()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert watched._command() == [sys.executable, child.ARGUMENT]
