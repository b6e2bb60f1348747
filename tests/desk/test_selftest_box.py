"""自检 in the window: from the menu and from the start page; shown, printed, saved; and that a bare desktop can be read."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from partydesk.desk import files, printing, work
from partydesk.desk.seen import lacking, seen
from partydesk.desk.selftest_box import SelftestBox
from partydesk.desk.start import StartPage
from partydesk.desk.window import Window


def shown(qtbot: QtBot) -> SelftestBox:
    """The box that was opened, with its lines."""
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, SelftestBox) and box.isVisible())
    qtbot.waitUntil(lambda: bool(box.lines), timeout=30_000)
    return box


def test_it_is_reached_from_the_start_page_and_looks_at_the_computer_alone(blank_window: Window, qtbot: QtBot) -> None:
    page = blank_window.stack.currentWidget()
    assert isinstance(page, StartPage)
    next(one for one in page.findChildren(QPushButton) if one.text() == "自检…").click()
    box = shown(qtbot)
    assert "办公室文件" not in box.view.toPlainText()
    assert box.told.text().startswith(f"共 {len(box.lines)} 项")
    box.accept()


def test_every_line_is_numbered_and_what_helps_stands_below_it(window: Window, qtbot: QtBot) -> None:
    next(one for one in window.menu_button.menu().actions() if one.text() == "自检…").trigger()
    box = shown(qtbot)
    words = box.view.toPlainText()
    assert "办公室文件在" in words
    for at, line in enumerate(box.lines, 1):
        assert f"\n{at}\n" in words
        assert line.says in words
        assert line.do in words
    before = box.lines
    box.again.click()
    assert not box.print.isEnabled()
    qtbot.waitUntil(lambda: bool(box.lines), timeout=30_000)
    assert len(box.lines) == len(before)
    box.accept()


def test_it_is_saved_as_text_and_as_a_page_and_printed(window: Window, qtbot: QtBot, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    window.menu.test()
    box = shown(qtbot)
    monkeypatch.setattr(files, "to_save", lambda *_: tmp_path / "自检.txt")
    box.text.click()
    qtbot.waitUntil(lambda: "已存为" in window.bar.text, timeout=10_000)
    assert "一、程序" in (tmp_path / "自检.txt").read_text("utf-8-sig")
    given: list[bytes] = []
    monkeypatch.setattr(printing, "ask", lambda _, pdf, _title: given.append(pdf))
    monkeypatch.setattr(printing, "save", lambda _, pdf, _title: given.append(pdf))
    box.print.click()
    box.page.click()
    qtbot.waitUntil(lambda: len(given) == 2, timeout=20_000)
    assert all(pdf.startswith(b"%PDF") for pdf in given)
    box.accept()


def test_what_only_the_window_knows_is_handed_in(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen()
    assert found.screens[0].width == dressed.primaryScreen().size().width()
    assert (found.lacking, found.face) == ("", QGuiApplication.font().resolve(QFont()).family())
    assert "offscreen" in found.library
    assert lacking(QGuiApplication.font(), "党\U0003ff00") == "\U0003ff00"


# ── a bare desktop ───────────────────────────────────────────────────────────────────────────────

BARE = """
import json, os
from partydesk.desk.application import opened, prepare
app = prepare()
from partydesk.desk.seen import seen
window = opened(None)
app.processEvents()
found = seen()
print(json.dumps([found.own, found.lacking, found.face, window.isVisible()]), flush=True)
window.close()
os._exit(0)
"""
EMPTY = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><cachedir>{cache}</cachedir></fontconfig>'
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="typefaces come through fontconfig")


@linux
def test_the_window_can_be_read_where_the_system_has_no_typeface_at_all(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text(EMPTY.format(cache=tmp_path))
    told = bare(BARE, tmp_path, FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    own, lacks, face, visible = json.loads(told.splitlines()[-1])
    assert (own, lacks, visible) == (True, "", True)
    assert face == "Noto Sans CJK SC"        # Hei.ttf, by the name that it has inside


WORKS = """
import os, sys
from pathlib import Path
from partydesk.desk.application import opened, prepare
from partydesk.office import Office, backups
app = prepare()
place = Path.home() / "文 档" / "张 三的 办公室.partydesk"
Office.create(place, "试验 单位").close()
window = opened(str(place))
app.processEvents()
window.office.save("branch", {"name": "第一 党支部"})
made = backups.make(window.office).backup
assert Path.home() in made.path.parents and made.path.is_file(), made.path
assert str(Path.home()) in str(place) and window.windowTitle().startswith("试验 单位"), window.windowTitle()
window.close()
with Office.open(place) as office:
    print([record.values["name"] for record in office.records("branch")], flush=True)
os._exit(0)
"""


@linux
def test_a_user_and_folders_named_in_chinese_with_blanks_are_like_any_others(tmp_path: Path) -> None:
    told = bare(WORKS, tmp_path / "用 户" / "张 三")
    assert told.splitlines()[-1] == "['第一 党支部']"


def bare(script: str, home: Path, **more: str) -> str:
    """What a program of this checkout says that has nothing but a home of its own."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False, encoding="utf-8",
                          env=kept | {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"} | more)
    assert done.returncode == 0, done.stderr
    return done.stdout


Idle = Callable[[Window], None]


def test_a_box_that_is_shut_while_it_looks_hears_nothing_more(window: Window, idle: Idle) -> None:
    box = SelftestBox(window.office, window)
    box.open()
    box.accept()
    work.wait()
    idle(window)
