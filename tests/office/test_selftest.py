"""自检: every topic says what it finds, nobody's data is in it, and what falls over is a line like any other."""
from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlcipher3.dbapi2 import DatabaseError

from partydesk import places as folders
from partydesk.cli import main
from partydesk.errors import Refusal, Trouble
from partydesk.office import Office, backups, clock, cups, input_method, selftest
from partydesk.office.input_method import Chosen
from partydesk.office.selftest import (
    GOOD,
    NOTE,
    WRONG,
    Line,
    Screen,
    Seen,
    database,
    disk,
    fonts,
    moment,
    printers,
    screen,
    typed,
)
from partydesk.office.selftest.places import told
from partydesk.office.selftest.topics import TOPICS
from partydesk.records import medium, round_trip
from partydesk.records.key import Key
from partydesk.records.medium import Medium

SEEN = Seen((Screen(1920, 1080),), "Noto Sans CJK SC", own=False, lacking="", printers=("HP-1108",), usual=True, library="Qt 6.8.3，xcb",
            typing=Chosen(("fcitx5",), frozenset({"fcitx", "ibus"}), ("fcitx",), "fcitx", "runs"))
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the system sees to typing")


def moods(lines: Sequence[Line]) -> list[str]:
    return [line.mood for line in lines]


@pytest.mark.files("where it lies on the disk is looked at")
def test_every_topic_has_its_lines_and_whatever_is_not_well_says_what_to_do(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cups, "here", lambda: False)
    lines = selftest.run(office, SEEN)
    assert list(dict.fromkeys(line.topic for line in lines)) == list(TOPICS)
    assert all(line.do for line in lines if line.mood != GOOD)
    assert all(len(line.says) <= 70 for line in lines), "short enough to be read aloud"
    assert not [line for line in lines if "没有查完" in line.says]


@pytest.mark.files("where it lies on the disk is looked at")
def test_nobodys_data_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home" / "诸葛青"
    place = home / "文档" / "青禾县政法委的东西" / "青禾县委政法委.partydesk"
    place.parent.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(home / ".config"))
    monkeypatch.setattr(cups, "here", lambda: False)
    with Office.create(place, "中共青禾县委政法委员会", who="诸葛青", desk="desk-one") as office:
        office.save("branch", {"name": "青禾第一党支部"})
        backups.make(office)
        text = selftest.text(selftest.run(office, replace(SEEN, printers=("诸葛青办公室的打印机-HP1108",))))
    for word in ("诸葛", "青禾", "第一党支部", str(tmp_path)):
        assert word not in text
    assert "办公室文件在 ~/文档/…，本机硬盘" in text
    assert "设置和日志在 ~/.config/partydesk" in text
    assert "HP1108" in text


@pytest.mark.parametrize(("path", "said"), [
    (Path.home(), "~"), (Path.home() / "文档", "~/文档"), (Path.home() / "张三的" / "东西" / "backups", "~/…/backups"),
    (Path("/media/zhang/U盘"), "/media/…"), (Path("/opt/apps/partydesk"), "/opt/apps/partydesk")])
def test_a_folder_is_told_without_names(path: Path, said: str) -> None:
    assert told(path) == said


def test_what_falls_over_is_a_line_and_the_others_are_asked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def falls() -> list[Line]:
        raise ZeroDivisionError("张三")

    def troubled() -> list[Line]:
        raise Trouble("张三的文件夹没有了")

    monkeypatch.setattr(database, "lines", falls)
    monkeypatch.setattr(printers, "lines", lambda _: troubled())
    lines = selftest.run(None, SEEN)
    [fell] = [line for line in lines if line.topic == "数据库"]
    assert (fell.mood, "ZeroDivisionError" in fell.says) == (WRONG, True)
    [said] = [line for line in lines if line.topic == "打印机"]
    assert said.mood == WRONG
    assert "张三" not in said.says
    assert lines[-1].topic == "时间"


# ── the topics ───────────────────────────────────────────────────────────────────────────────────

def test_a_screen_that_is_too_small_for_the_window_is_noted() -> None:
    assert moods(list(screen.lines(SEEN))) == [GOOD]
    several = replace(SEEN, screens=(Screen(3840, 2160, 2.0), Screen(1366, 768, 1.25)))
    assert [(line.says[:4], line.mood) for line in screen.lines(several)] == [("屏幕 1", GOOD), ("屏幕 2", NOTE)]
    assert moods(list(screen.lines(replace(SEEN, screens=())))) == [NOTE]
    assert moods(list(screen.lines(None))) == [NOTE]


def test_a_window_that_cannot_be_read_is_wrong_and_one_in_our_own_face_is_not() -> None:
    assert fonts.window(SEEN).mood == GOOD
    lent = fonts.window(replace(SEEN, own=True))
    assert (lent.mood, "用程序自带的" in lent.says) == (GOOD, True)
    assert fonts.window(replace(SEEN, lacking="党")).mood == WRONG


def test_papers_are_printed_in_whatever_there_is_and_it_is_said_what_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.papers import faces
    monkeypatch.setattr(faces, "folders", lambda: [tmp_path])            # no typeface on the system
    lines = list(fonts.lines(None, None))
    assert lines[0].says.startswith("标题：方正小标宋")
    assert [line.says for line in lines if line.mood == NOTE][:1] == ["上面有 5 处用相近的字体代替"]
    assert [line for line in lines if "常用字 6763 个都印得出" in line.says]
    monkeypatch.setattr(folders, "fonts", lambda: tmp_path)              # nor of the program's own
    assert moods(list(fonts.lines(None, None))) == [WRONG]


def test_a_typeface_that_lacks_characters_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "RARE", "\U0003ff00堃")
    monkeypatch.setattr(fonts, "gb2312", lambda: "党\U0003ff01")
    lines = list(fonts.lines(None, None))
    assert [line.mood for line in lines if line.says.startswith("常用字")] == [WRONG]
    assert [line.says for line in lines if line.says.startswith("人名生僻字")] == ["人名生僻字 2 个里印不出 1 个：\U0003ff00"]
    monkeypatch.undo()
    assert len(set(fonts.gb2312())) == 6763



@linux
@pytest.mark.parametrize(("found", "words", "expected"), [
    (Chosen(("fcitx5",), frozenset({"fcitx"}), (), "fcitx", "runs"), "程序用的是 fcitx", [GOOD, GOOD]),
    (Chosen(("fcitx5", "ibus"), frozenset({"fcitx", "ibus"}), (), "ibus", "runs"), "有两种输入法，程序用的是 ibus", [GOOD, GOOD, NOTE]),
    (Chosen(("fcitx4",), frozenset({"ibus"}), ("fcitx",), "", "nothing"), "程序里没有与它相通的部件", [WRONG]),
    (Chosen(("fcitx5", "ibus"), frozenset({"ibus"}), (), "ibus", "runs"), "程序里没有与它相通的部件", [NOTE, GOOD, NOTE]),
    (Chosen((), frozenset({"ibus"}), (), "", "nothing"), "没有发现正在运行的输入法", [NOTE]),
    (Chosen((), frozenset({"ibus"}), ("fcitx",), "", "nothing"), "系统指定了 fcitx", [NOTE, WRONG]),
    (Chosen((), frozenset({"fcitx"}), ("fcitx",), "fcitx", "named"), "照系统的设置用 fcitx", [NOTE, NOTE]),
    (Chosen(("ibus",), frozenset({"ibus"}), (), "fcitx", "set"), "可是程序里没有它", [GOOD, WRONG]),
    (Chosen(("ibus",), frozenset({"ibus"}), (), "none", "set"), "指定 none", [GOOD, GOOD]),
    (Chosen(("ibus",), frozenset({"ibus"}), (), None, "set"), "照系统的设置", [GOOD, GOOD]),
])
def test_the_input_method_is_told_with_what_helps(found: Chosen, words: str, expected: list[str]) -> None:
    lines = list(typed.lines(replace(SEEN, typing=found)))
    assert moods(lines) == expected
    assert any(words in line.says for line in lines)


@linux
def test_from_the_command_line_and_without_a_screen_it_is_said_where_to_look() -> None:
    assert moods(list(typed.lines(None))) == moods(list(typed.lines(replace(SEEN, typing=None)))) == [NOTE]
    assert set(input_method.CALLED) == set(input_method.MODULES)


def test_printers_none_of_them_and_a_service_that_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cups, "here", lambda: True)
    monkeypatch.setattr(cups, "running", lambda: True)
    assert [line.says for line in printers.lines(SEEN)] == ["打印机 1 台", "第 1 台：HP-1108（默认）"]
    assert moods(list(printers.lines(replace(SEEN, printers=(), usual=False)))) == [NOTE]
    many = list(printers.lines(replace(SEEN, printers=tuple(f"P{n}" for n in range(8)), usual=False)))
    assert many[0].mood == NOTE
    assert many[-1].says == "另有 3 台"
    monkeypatch.setattr(cups, "printers", lambda: (("A", "B"), True))
    assert [line.says for line in printers.lines(None)] == ["打印机 2 台", "第 1 台：A（默认）", "第 2 台：B"]
    monkeypatch.setattr(cups, "running", lambda: False)
    assert [line.says for line in printers.lines(SEEN)] == ["打印服务（CUPS）没有运行"]
    monkeypatch.setattr(cups, "here", lambda: False)
    assert moods(list(printers.lines(None))) == [NOTE]


def test_a_folder_that_takes_nothing_or_lies_badly_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert moods(list(disk.kept("备份", tmp_path))) == [GOOD, GOOD]
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(disk, "LITTLE", 2**40)
    assert moods(list(disk.kept("备份", tmp_path))) == [GOOD, NOTE]
    monkeypatch.setattr(disk, "TOO_LITTLE", 2**40)
    assert moods(list(disk.kept("备份", tmp_path))) == [GOOD, WRONG]
    gone = list(disk.kept("备份", tmp_path / "没有"))
    assert (gone[-1].mood, "写不了" in gone[-1].says) == (WRONG, True)
    monkeypatch.setattr(medium, "of", lambda _: Medium("share", "//host/张三"))
    assert next(line.mood for line in disk.kept("办公室文件", tmp_path, of_office=True)) == WRONG
    monkeypatch.setattr(medium, "of", lambda _: Medium("stick", "/dev/sdb1"))
    assert next(line.do for line in disk.kept("办公室文件", tmp_path, of_office=True)).startswith("办公室文件请放在本机硬盘")


@pytest.mark.parametrize("key", [None, Key.new()])
def test_the_trip_through_a_small_database_is_made_and_leaves_nothing(tmp_path: Path, key: Key | None) -> None:
    assert 0 < round_trip.tried(tmp_path, key) < 30
    assert list(tmp_path.iterdir()) == []
    sqlite, cipher = round_trip.versions()
    assert re.fullmatch(r"3\.\d+\.\d+", sqlite)
    assert re.match(r"4\.", cipher)


def test_a_trip_that_fails_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "backups", lambda: tmp_path / "没有")
    assert [line.mood for line in database.lines()].count(WRONG) == 2
    for error in (DatabaseError("disk I/O error"), Trouble("写进去的和读出来的不一样")):
        def falls(*_: object, error: Exception = error) -> float:
            raise error
        monkeypatch.setattr(round_trip, "tried", falls)
        assert [line.mood for line in database.lines()].count(WRONG) == 2
    monkeypatch.setattr(round_trip, "tried", lambda *_: 3.0)
    assert [line.mood for line in database.lines()].count(NOTE) == 2
    monkeypatch.setattr(round_trip, "versions", lambda: ("3.45.0", ""))
    assert [line.mood for line in database.lines()].count(WRONG) == 1
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert database.server_driver().mood == NOTE


def test_something_else_that_comes_back_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(round_trip, "settle", lambda path: path.write_bytes(b""))        # what was written is lost
    with pytest.raises(DatabaseError):
        round_trip.tried(tmp_path)
    monkeypatch.setattr(round_trip, "settle", lambda _: None)
    monkeypatch.setattr(round_trip, "_opens", lambda _: True)
    with pytest.raises(Trouble, match="没有钥匙也能打开"):
        round_trip.tried(tmp_path, Key.new())
    assert list(tmp_path.iterdir()) == []


def test_the_clock_is_held_against_the_zone_the_journal_and_the_backups(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    eight = datetime(2026, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert moment.zone(eight).mood == GOOD
    assert moment.zone(eight.astimezone(UTC)).says == "时区是 UTC+0，不是北京时间"
    office.save("branch", {"name": "第一党支部"})
    assert "晚于最近一次保存，对得上" in [line.says for line in moment.lines(office)]
    monkeypatch.setattr(clock, "wrong", lambda _: "电脑时间可能不对")
    assert [line.mood for line in moment.lines(office)].count(WRONG) == 1


@pytest.mark.files("backups are of files")
def test_the_newest_backup_tells_of_a_clock_that_went_back(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    with Office.create(tmp_path / "试.partydesk", "试验单位", who="测试员", desk="desk-one") as office:
        backups.make(office)
        assert moment.backed(now).says == "最近的备份是今天做的"
        assert moment.backed(now - timedelta(days=2)).mood == WRONG
        assert moment.backed(now + timedelta(days=3)).mood == GOOD
        assert moment.backed(now + timedelta(days=90)).mood == NOTE


# ── told to others ───────────────────────────────────────────────────────────────────────────────

LINES = [Line("程序", "党务工作台 1.0"), Line("打印机", "没有打印机", NOTE, "添加一台"), Line("时间", "慢了", WRONG, "校准")]


def test_the_text_is_numbered_through_and_says_first_how_much_is_not_well() -> None:
    said = selftest.text(LINES, datetime(2026, 3, 1, 9, 5)).splitlines()
    assert said[1] == "2026年3月1日 09:05　共 3 项：有问题 1，留意 1，正常 1"
    assert [line for line in said if re.match(r" ?\d+\. ", line)] == [
        " 1. [正常] 党务工作台 1.0", " 2. [留意] 没有打印机", " 3. [有问题] 慢了"]
    assert "    办法：添加一台" in said
    assert selftest.counted(LINES[:1]) == "共 1 项，都正常"


def test_it_is_saved_as_text_that_windows_reads_and_as_a_page(tmp_path: Path) -> None:
    selftest.save(LINES, tmp_path / "自检.txt")
    assert (tmp_path / "自检.txt").read_bytes().startswith("\ufeff党务工作台自检\r\n".encode())
    selftest.save(LINES, tmp_path / "自检.PDF")
    import pypdfium2
    document = pypdfium2.PdfDocument(tmp_path / "自检.PDF")
    words = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    document.close()
    for word in ("党务工作台自检", "没有打印机", "办法：添加一台", "有问题"):
        assert word in words.replace("\r\n", "")
    with pytest.raises(Refusal, match="txt 或 .pdf"):
        selftest.save(LINES, tmp_path / "自检.doc")


@pytest.mark.files("a file is named on the command line")
def test_the_command_tells_it_or_writes_it_and_ends_with_one_where_something_is_wrong(
        tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "试.partydesk"
    Office.create(place, "试验单位").close()
    assert main(["selftest"]) == 0
    assert "六、磁盘" in capsys.readouterr().out
    assert main(["selftest", str(place), "--out", str(tmp_path / "自检.txt")]) == 0
    assert "办公室文件在" in (tmp_path / "自检.txt").read_text("utf-8-sig")
    monkeypatch.setattr(round_trip, "versions", lambda: ("3.45.0", ""))
    assert main(["selftest"]) == 1
