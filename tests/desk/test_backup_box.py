"""Backups in the window: made by themselves, looked at, and brought back; the office is closed meanwhile and opened again."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from partydesk.desk import files, keeping, work
from partydesk.desk.backup_box import BackupBox
from partydesk.desk.damage_box import DamageBox
from partydesk.desk.restore_box import RestoreBox
from partydesk.desk.start import StartPage
from partydesk.desk.window import Window
from partydesk.errors import Trouble
from partydesk.office import backups

Idle = Callable[[Window], None]


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def automatic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AUTOMATIC", True)
    monkeypatch.setattr(keeping, "SOON", 10)


def box(window: Window, sort: type[QDialog]) -> QDialog:
    return next(one for one in QApplication.topLevelWidgets() if type(one) is sort and one.isVisible())


def seen(box: BackupBox, qtbot: QtBot) -> None:
    qtbot.waitUntil(box.back.isEnabled, timeout=20_000)


def branches(window: Window) -> list[str]:
    assert window.office is not None
    return [one.values["name"] for one in window.office.records("branch")]


def whys(window: Window) -> list[str]:
    assert window.office is not None
    return [one.why for one, _ in backups.listed(window.office.uid)]


def test_one_is_made_at_start_and_one_at_exit_if_something_changed(
        automatic: None, blank_window: Window, place: Path, qtbot: QtBot, idle: Idle) -> None:
    window = blank_window
    window.keeping._soon.setInterval(10)
    assert window.open(str(place))
    qtbot.waitUntil(lambda: whys(window) == ["启动"], timeout=20_000)
    idle(window)
    assert window.office is not None
    uid = window.office.uid
    window.leave()
    assert [one.why for one, _ in backups.listed(uid)] == ["启动"], "nothing changed"
    assert window.open(str(place))
    assert window.office is not None
    window.office.save("branch", {"name": "第三党支部"})
    window.close()
    assert [one.why for one, _ in backups.listed(uid)] == ["退出", "启动"]


def test_a_failing_one_is_told_once_and_stops_nothing(
        automatic: None, window: Window, qtbot: QtBot, idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise Trouble("没有备份：磁盘只剩 1 MB")

    window.keeping._soon.stop()
    idle(window)                              # the first one may have been made by now
    assert window.office is not None
    window.office.save("branch", {"name": "第三党支部"})
    monkeypatch.setattr(backups, "made_of", full)
    window.keeping._back_up("每小时")
    qtbot.waitUntil(lambda: "磁盘只剩" in window.bar.text, timeout=20_000)
    window.bar.hide()
    window.keeping._back_up("每小时")
    idle(window)
    assert window.bar.isHidden()
    window.office.save("branch", {"name": "第四党支部"})


def test_a_long_task_at_the_end_says_what_is_going_on(dressed: QApplication) -> None:
    shown = []

    def task() -> None:
        QTest.qWait(0)
        for _ in range(8):
            QTest.qSleep(100)
        shown.append("done")

    from PySide6.QtCore import QTimer
    QTimer.singleShot(0, lambda: shown.extend(one.text() for one in QApplication.topLevelWidgets()
                                              if one.objectName() == "splash" and one.isVisible()))
    work.through(task, "正在备份…")
    assert shown == ["正在备份…", "done"]


def test_the_chosen_backup_says_what_it_would_bring_back_and_brings_it(window: Window, qtbot: QtBot, idle: Idle) -> None:
    assert window.office is not None
    backups.make(window.office)
    window.office.save("branch", {"name": "第三党支部"})
    place, before = window.office.place, window.office.desk
    window.menu.show_backups()
    listed = box(window, BackupBox)
    assert isinstance(listed, BackupBox)
    assert listed.table.rowCount() == 1
    seen(listed, qtbot)
    cells = [[listed.changes.item(row, column).text() for column in range(3)] for row in range(listed.changes.rowCount())]
    assert cells[0] == ["党支部", "3", "2"]
    assert cells[1][0] == "会丢掉的 1 步"
    assert cells[2][2] == "新增党支部"
    qtbot.mouseClick(listed.back, Qt.MouseButton.LeftButton)
    asked = box(window, RestoreBox)
    assert isinstance(asked, RestoreBox)
    asked._go()
    assert asked.isVisible(), "nothing was typed"
    asked.typed.setText("少1条")
    asked._go()
    qtbot.waitUntil(lambda: window.office is not None and "已恢复" in window.bar.text, timeout=30_000)
    idle(window)
    assert branches(window) == ["第一党支部", "第二党支部"]
    assert window.office.place == place
    assert window.office.desk != before
    assert whys(window) == ["恢复前", "手动"]


def test_what_fails_is_said_and_the_office_is_open_as_it_was(window: Window, qtbot: QtBot, idle: Idle, told: list[str]) -> None:
    from partydesk.desk.restore_box import bring_back
    assert window.office is not None
    made = backups.make(window.office).backup
    window.office.save("branch", {"name": "第三党支部"})
    made.path.chmod(0o600)
    made.path.write_bytes(b"x" * made.size)
    bring_back(window, made, Path(window.office.place), "少1条")
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    idle(window)
    assert "不能用" in told[0]
    assert len(branches(window)) == 3


def test_buttons_make_one_try_one_and_choose_a_second_place(
        window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert window.office is not None
    window.menu.show_backups()
    listed = box(window, BackupBox)
    assert isinstance(listed, BackupBox)
    assert not listed.back.isEnabled()
    listed.now.click()
    qtbot.waitUntil(lambda: "已备份" in listed.said.text(), timeout=20_000)
    listed.drill.click()
    qtbot.waitUntil(lambda: "能恢复：记录" in listed.said.text(), timeout=20_000)
    assert "上次试着恢复：" in listed.standing.text()
    stick = tmp_path / "U盘"
    stick.mkdir()
    monkeypatch.setattr(files, "folder", lambda *_: stick)
    listed._choose_second()
    qtbot.waitUntil(lambda: "每次备份都会存一份" in listed.said.text(), timeout=20_000)
    assert listed.table.item(0, 4).text() == "本机、第二处"
    assert str(stick) in listed.standing.text()
    seen(listed, qtbot)
    listed.close()


def test_from_the_start_page_a_stick_is_enough(
        window: Window, qtbot: QtBot, idle: Idle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert window.office is not None
    stick, new = tmp_path / "U盘", tmp_path / "新" / "办公室.partydesk"
    backups.bring(backups.make(window.office).backup, stick)
    window.leave()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another"))
    start = window.stack.currentWidget()
    assert isinstance(start, StartPage)
    start.restored.emit()
    listed = box(window, BackupBox)
    assert isinstance(listed, BackupBox)
    assert listed.table.rowCount() == 0
    monkeypatch.setattr(files, "folder", lambda *_: stick)
    listed._search()
    assert listed.table.rowCount() == 1
    seen(listed, qtbot)
    monkeypatch.setattr(files, "to_save", lambda *_: new)
    listed._back()
    qtbot.waitUntil(lambda: any(type(one) is RestoreBox for one in QApplication.topLevelWidgets()), timeout=20_000)
    asked = box(window, RestoreBox)
    assert isinstance(asked, RestoreBox)
    asked._go()
    qtbot.waitUntil(lambda: window.office is not None, timeout=30_000)
    idle(window)
    assert window.office is not None
    assert window.office.place == str(new)
    assert branches(window) == ["第一党支部", "第二党支部"]


def test_of_a_damaged_office_the_newest_good_backup_stands_first(window: Window, qtbot: QtBot) -> None:
    assert window.office is not None
    backups.make(window.office)
    DamageBox(window.office.place, "第 3 页读不出来", window)._back()
    listed = box(window, BackupBox)
    assert isinstance(listed, BackupBox)
    assert listed.table.rowCount() == 1
    seen(listed, qtbot)
    listed.close()
