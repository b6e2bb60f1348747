"""The command line as other programs use it: what it prints, what it refuses, and how it exits."""
from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partydesk.cli import main
from partydesk.cli.main import parser
from partydesk.office import Office
from partydesk.records import migrating
from partydesk.records.engine import engine_of


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = tmp_path / "办公室.partydesk"
    with Office.create(path, "试验委员会", desk="d") as office:
        branch = office.save("branch", {"name": "第一党支部"})
        for name in ("张三", "李四", "王五"):
            office.save("staff", {"name": name, "body": branch, "party": "member", "signs": name == "张三"})
    return str(path)


class Said:
    """What one command said, and its exit status."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *argv: str):
        try:
            self.status = main(argv)
        except SystemExit as left:
            self.status = int(left.code or 0)
        self.out, self.err = capsys.readouterr()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Any:
    return lambda *argv: Said(capsys, *argv)


def add_study(say: Any, place: str, **more: str) -> Said:
    values = {"date": "2025-03-06", "title": "学习", "form": "collective", "bodies": "第一党支部"} | more
    said: Said = say("add", place, "study", *(f"{name}={text}" for name, text in values.items()))
    return said


def test_a_record_moves_its_figure_and_the_summary_and_removing_it_moves_them_back(say: Any, place: str) -> None:
    added = add_study(say, place, present="全体", leave="李四")
    assert (added.status, added.err) == (0, "")
    figures = {row["id"]: row for row in say("figures", place, "--period", "2025H1", "--format", "json").json}
    assert len(figures) == 156
    sessions = figures["study.group_sessions"]
    assert {key: sessions[key] for key in ("text", "amount", "unit", "period", "stated", "missing", "records")} == {
        "text": "1次", "amount": 1, "unit": "次", "period": "2025H1", "stated": False, "missing": False, "records": 1}
    assert figures["study.attendees"]["amount"] == 2
    traced = say("trace", place, "study.group_sessions", "--period", "2025H1", "--format", "json").json
    assert [(record["title"], record["amount"]) for record in traced["records"]] == [("学习", 1)]
    assert say("remove", place, "study", str(traced["records"][0]["id"])).status == 0
    again = say("figures", place, "--period", "2025H1", "--format", "csv")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(again.out))}
    assert rows["study.group_sessions"]["text"] == "0次"
    assert "已撤销：删除集中学习与研讨" in say("undo", place).out


def test_a_line_of_csv_ends_once_on_windows_too(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the stream makes two characters of each end of a line; a blank row after each one would stand in a sheet."""
    stream = io.TextIOWrapper(raw := io.BytesIO(), encoding="gbk", newline="\r\n")
    monkeypatch.setattr(sys, "stdout", stream)
    assert main(["figures", place, "--period", "2025H1", "--format", "csv"]) == 0
    stream.flush()
    assert raw.getvalue().count(b"\r\n") == 157
    assert b"\r\r" not in raw.getvalue()


def test_the_trace_is_readable(say: Any, place: str) -> None:
    add_study(say, place, present="全体")
    told = say("trace", place, "study.coverage_rate", "--period", "2025H1").out
    for words in ("学习覆盖率（study.coverage_rate） = 100%", "公式：", "张三", "2025年上半年"):
        assert words in told


@pytest.mark.parametrize(("argv", "words"), [
    (("add", "@", "studdy", "date=2025-01-01"), "没有“studdy”这类记录（是不是 study"),
    (("add", "@", "study", "date=2025-01-01", "title=会", "form=collective", "colour=红"), "没有“colour”这一栏"),
    (("add", "@", "study", "date=2025-02-30", "title=会", "form=collective"), "不是存在的日期：“2025-02-30”"),
    (("add", "@", "study", "date=2025-01-01", "title=会", "form=collective", "lecturers=三个"), "应填数字，现为“三个”"),
    (("add", "@", "study", "title"), "栏目=值"), (("add", "@", "study", "title=甲", "title=乙"), "写了两次"),
    (("add", "@", "study", "date=2025-01-01", "title=会", "form=collective", "bodies=第九党支部"), "没有“第九党支部”"),
    (("add", "@", "study", "date=2025-01-01", "title=会", "form=collective", "leave=赵六"), "没有“赵六”"),
    (("remove", "@", "study", "99"), "没有第 99 号"),
    (("figures", "@", "--period", "2025H3"), "不是统计期"),
    (("figures", "@", "--period", "2025H1", "--scope", "第九党支部"), "没有“第九党支部”"),
    (("trace", "@", "study.sesions", "--period", "2025H1"), "没有“study.sesions”这个数据项"),
    (("paper", "@", "half_year", "--period", "2025H1", "--out", "x.docx"), "没有“half_year”这种文书"),
    (("paper", "@", "half_year_summary", "--period", "2025H1", "--out", "x.odt"), "不能导出为“.odt”"),
    (("paper", "@", "half_year_summary", "--period", "2025H1", "--for", "张三", "--out", "x.pdf"), "不分人印制"),
    (("paper", "@", "responsibility_letter", "--period", "2025H1", "--out", "x.pdf"), "印不出"),
    (("state", "@", "base.members", "320名", "--period", "2025H1"), "要写明依据"),
    (("export", "@", "study", "--out", "x.csv"), "只能导出为 .xlsx"),
    (("import", "@", "study", "no.xlsx"), "没有这个文件"),
    (("forms", "add", "@", "no.toml"), "没有这个"), (("forms", "check", "no-such-folder"), "没有这个文件夹"),
    (("figures", "no.partydesk", "--period", "2025H1"), "没有这个文件"),
    (("figures", "mysql://x/y", "--period", "2025H1"), "不支持"), (("figures", "@"), "缺少参数"),
    (("add", "@", "study", "title=会", "form=collective", "present=全体"), "要先写明日期"),
    (("add", "@", "staff", "name=赵六", "present=全体"), "不设签到"),
    (("add", "@", "study", "date=2025-01-01", "title=会", "form=collective", "leave=张三", "absent=张三"), "两种签到"),
    (("remove", "@", "study", "9" * 30), "应为数字编号"), (("remove", "@", "study", "abc"), "应为数字编号"),
    (("figures", "@", "--period", "1900"), "不是统计期"), (("figures", "@", "--period", "2025-06-01..2025-01-01"), "开始晚于结束"),
    (("paper", "@", "half_year_summary", "--period", "2025H1", "--out", "办公室.partydesk/x.pdf"), "没有"),
    (("paper", "@", "half_year_summary", "--period", "2025H1", "--out", "no/such/folder"), "请先建立文件夹"),
    (("sample", "@"), "已存在"), (("new", "@"), "已存在"), (("frobnicate",), "没有“frobnicate”")])
def test_what_is_wrong_is_said_in_chinese_with_exit_2_and_nothing_changes(
        say: Any, place: str, argv: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    said = say(*(place if word == "@" else word for word in argv))
    assert said.status == 2
    assert words in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("content", [b"", b"not an office", b"PK\x03\x04zip"])
def test_a_file_that_is_not_an_office_is_refused_whatever_the_command(say: Any, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "信.partydesk"
    path.write_bytes(content)
    for argv in (("figures", str(path), "--period", "2025H1"), ("check", str(path)), ("undo", str(path))):
        said = say(*argv)
        assert (said.status, "不是办公室文件" in said.err) == (2, True)
    assert path.read_bytes() == content


def test_an_office_of_a_newer_version_is_refused(say: Any, place: str) -> None:
    data = bytearray(Path(place).read_bytes())
    data[60:64] = (migrating.SCHEMA + 7).to_bytes(4, "big")
    Path(place).write_bytes(data)
    said = say("figures", place, "--period", "2025H1")
    assert (said.status, "更新版本" in said.err) == (2, True)
    assert Path(place).read_bytes() == bytes(data)


def test_excel_out_and_back_in_with_a_bad_row_named_by_row_and_column(say: Any, place: str, tmp_path: Path) -> None:
    add_study(say, place, title="=1+1 不是公式", lecturers="2", present="张三", leave="李四")
    out = tmp_path / "学习.xlsx"
    assert say("export", place, "study", "--out", str(out)).status == 0
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    row = [cell.value for cell in sheet[2]]
    assert row[heads.index("主题")] == "=1+1 不是公式"
    assert sheet.cell(2, heads.index("主题") + 1).data_type == "s"
    for number, (day, lecturers) in enumerate((("2025年3月13日", "１"), ("2025-02-30", "三"), ("2025-03-20", 4)), 3):
        for head, value in (("日期", day), ("主题", f"第{number}行"), ("学习形式", row[heads.index("学习形式")]),
                            ("外请授课人次", lecturers)):
            sheet.cell(number, heads.index(head) + 1, value)
    book.save(out)

    tried = say("import", place, "study", str(out), "--dry-run")
    assert tried.status == 2
    assert "第 4 行“日期”栏" in tried.err
    assert "第 4 行“外请授课人次”栏" in tried.err
    figures = say("figures", place, "--period", "2025H1", "--format", "json").json
    assert next(row for row in figures if row["id"] == "study.group_sessions")["amount"] == 1
    done = say("import", place, "study", str(out))
    assert (done.status, "已导入 2 条，已有相同记录、跳过 1 行，有问题 1 行" in done.out) == (2, True)
    figures = {row["id"]: row["amount"] for row in say("figures", place, "--period", "2025H1", "--format", "json").json}
    assert (figures["study.group_sessions"], figures["study.lecturer_times"], figures["study.attendees"]) == (3, 7, 1)
    assert "导入" in say("undo", place).out


@pytest.mark.parametrize(("content", "words"), [
    (b"not a zip", "找不到"), (b"\xd0\xcf\x11\xe0" + b"x" * 600, "另存为 .xlsx"), (b"", "是空的")])
def test_what_is_not_a_workbook_is_refused(say: Any, place: str, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    said = say("import", place, "study", str(path))
    assert (said.status, words in said.err) == (2, True)


def test_a_workbook_with_other_headings_is_refused_whole(say: Any, place: str, tmp_path: Path) -> None:
    for heads, words in ((("甲", "乙"), "找不到"), (("日期", "主题", "颜色"), "没有这些栏：颜色"), (("日期", "组织单位"), "缺少必填的栏"),
                         (("日期", "主题", "日期"), "表头重复")):
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(heads)
        book.save(tmp_path / "x.xlsx")
        said = say("import", place, "study", str(tmp_path / "x.xlsx"))
        assert (said.status, words in said.err) == (2, True), (heads, said.err)


def test_both_files_of_the_summary_are_written(say: Any, place: str, tmp_path: Path) -> None:
    for name in ("总结.docx", "总结.pdf"):
        said = say("paper", place, "half_year_summary", "--period", "2025H1", "--out", str(tmp_path / name))
        assert said.status == 0, said.err
        assert (tmp_path / name).stat().st_size > 10_000


def test_checks_say_what_is_wrong_and_exit_1(say: Any, place: str) -> None:
    assert say("check", place).status == 0
    say("state", place, "practice.forum_accepted", "28条", "--period", "2025H1", "--because", "原文")
    say("state", place, "practice.forum_progress", "70%", "--period", "2025H1", "--because", "原文")
    wrong = say("check", place, "--period", "2025H1")
    assert wrong.status == 1
    assert "19/28为68%" in wrong.out
    assert any(one["level"] == "error" for one in say("check", place, "--period", "2025H1", "--format", "json").json)


def test_a_wrong_number_in_the_journal_is_found(say: Any, place: str) -> None:
    engine = engine_of(Path(place))
    with engine.begin() as connection:
        connection.exec_driver_sql("update change set who = '别人' where seq = 2")
    engine.dispose()
    said = say("check", place)
    assert (said.status, "操作记录第 2 行" in said.out) == (1, True)


def test_a_damaged_file_is_said_to_be_damaged(say: Any, place: str) -> None:
    whole = Path(place).read_bytes()
    Path(place).write_bytes(whole[:4096 * 4] + b"\xff" * (len(whole) - 4096 * 4))
    for argv in (("figures", place, "--period", "2025H1"), ("export", place, "staff", "--out", f"{place}.xlsx")):
        said = say(*argv)
        assert (said.status, "已损坏" in said.err, "Traceback" in said.err) == (2, True, False), said.err


def test_a_negative_percentage_can_be_stated(say: Any, place: str) -> None:
    assert say("state", place, "enforce.petitions_yoy", "-5%", "--period", "2025H1", "--because", "据").status == 0
    figures = {row["id"]: row["text"] for row in say("figures", place, "--period", "2025H1", "--format", "json").json}
    assert figures["enforce.petitions_yoy"] == "-5%"


def test_forms_check_names_every_mistake(say: Any, tmp_path: Path) -> None:
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "x.toml").write_text('[kind]\nid = "X"\nshape = "thing"\ntab = "thought"\n', "utf-8")
    said = say("forms", "check", str(tmp_path))
    assert said.status == 2
    for words in ("“X”不是合格的编号", "不能是“thing”", "缺少这一项"):
        assert words in said.err
    assert say("forms", "check").status == 0


def test_it_runs_as_a_program_and_speaks_utf8_whatever_the_locale() -> None:
    done = subprocess.run([sys.executable, "-m", "partydesk", "figures", "没有.partydesk", "--period", "2025H1"],
                          capture_output=True, env=os.environ | {"LC_ALL": "C"}, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有这个文件" in done.stderr.decode("utf-8")


def test_an_office_alone_is_opened_in_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    monkeypatch.setattr("partydesk.desk.main", lambda office: opened.append(office) or 0)
    assert main(["我们的.partydesk"]) == 0
    assert [str(office) for office in opened] == ["我们的.partydesk"]


# ---- help -----------------------------------------------------------------------------------------------------------


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command, and what is below it."""
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


@pytest.mark.parametrize("made", list(parsers(parser())), ids=lambda made: made.prog.replace(" ", "-"))
def test_the_help_of_every_command_says_in_chinese_what_each_word_is_for(made: argparse.ArgumentParser) -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert chinese.search(made.description or "")
    silent = [action.metavar or action.dest for action in made._actions
              if not isinstance(action, argparse._SubParsersAction) and not chinese.search(action.help or "")]
    assert not silent
    assert not re.search(r"usage|options|positional|show ", made.format_help())
