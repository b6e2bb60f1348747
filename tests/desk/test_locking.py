"""The desk before an encrypted office: asked for, locked with what was being typed, made and unmade."""
from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from partydesk.desk import mistakes, saying, settings
from partydesk.desk.code_box import CodeBox
from partydesk.desk.damage_box import DamageBox
from partydesk.desk.guide import GuidePage
from partydesk.desk.keys_box import KeysBox, SureBox
from partydesk.desk.password_box import PasswordBox
from partydesk.desk.start import NewBox
from partydesk.desk.unlock_page import UnlockPage
from partydesk.desk.window import Window
from partydesk.office import Office, backups, keys
from tests.desk.keys import typed

PASSWORD = "春天里的第一场雨"


@pytest.fixture
def encrypted(tmp_path: Path) -> tuple[str, str]:
    """An encrypted office and its recovery code."""
    place = str(tmp_path / "密.partydesk")
    Office.create(place, "保密单位").close()
    return place, keys.protect(place, "王小明", PASSWORD)


def shown(of: type[QDialog]) -> QDialog:
    return next(box for box in QApplication.topLevelWidgets() if isinstance(box, of) and box.isVisible())


def anew(field: QLineEdit, text: str) -> None:
    """Typed in the place of what stands there."""
    field.setText("")
    typed(field, text)


def asked(window: Window) -> UnlockPage:
    page = window.stack.currentWidget()
    assert isinstance(page, UnlockPage)
    return page


def enter(page: UnlockPage, password: str) -> None:
    page.password.line.setText(password)
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)


def test_an_encrypted_office_opens_with_its_password(blank_window: Window, encrypted: tuple[str, str], qtbot: QtBot) -> None:
    window, (place, _) = blank_window, encrypted
    assert window.open(place)
    page = asked(window)
    assert window.office is None
    assert not page.name.isVisible(), "only one can open it"
    enter(page, "不是这个口令")
    qtbot.waitUntil(page.said.isVisible, timeout=10_000)
    assert "口令" in page.said.text()
    assert window.office is None
    enter(page, PASSWORD)
    qtbot.waitUntil(lambda: window.office is not None, timeout=10_000)
    assert window.office is not None
    assert window.office.who == "王小明"
    assert window.header.isVisible()


def test_a_bug_while_it_opens_gives_the_blanks_back(
        blank_window: Window, encrypted: tuple[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Office:
        raise KeyError("a mistake of ours")
    told: list[Exception] = []
    monkeypatch.setattr(keys, "unlock", broken)
    monkeypatch.setattr(saying, "failed", lambda _, error: told.append(error))
    window, (place, _) = blank_window, encrypted
    assert window.open(place)
    page = asked(window)
    enter(page, PASSWORD)
    assert page.waiting.isVisible()
    qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    assert page.ways.isEnabled()
    assert not page.waiting.isVisible()


@pytest.mark.parametrize(("at", "says"), [
    (3, "钥匙"), (17, "文件开头读不出来"), (2000, "文件开头读不出来"), (-100, "最后一页残缺"), (-5000, "有的页")])
def test_damage_of_an_encrypted_office_brings_the_box_that_a_plain_one_has(
        blank_window: Window, encrypted: tuple[str, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, at: int, says: str) -> None:
    window, (place, _) = blank_window, encrypted
    for hook in (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"):
        monkeypatch.setattr(*hook, getattr(*hook))
    mistakes.catch(lambda: window)            # as the program does
    with keys.unlock(place, "王小明", PASSWORD) as office:
        office.save("branch", {"name": "第一党支部"})
        backups.make(office)
    path, data = Path(place), bytearray(Path(place).read_bytes())
    data[at] ^= 1
    path.write_bytes(data if at != -100 else data[:at])
    if window.open(place):
        enter(asked(window), PASSWORD)
    qtbot.waitUntil(lambda: window.findChild(DamageBox) is not None, timeout=10_000)
    box = window.findChild(DamageBox)
    assert any(says in said.text() for said in box.findChildren(QLabel))
    qtbot.waitUntil(lambda: "正在看" not in box.read.toPlainText(), timeout=30_000)
    assert box.view.isEnabled() == (at < 0), "behind a page that is gone nothing can be read; the rest can"
    if at < 0:
        assert "能读出：" in box.read.toPlainText()
    else:
        assert window.stack.currentWidget() is window.start
    box.close()


def test_a_file_that_begins_like_no_office_is_damaged_where_it_has_backups(blank_window: Window, place: Path, qtbot: QtBot) -> None:
    with Office.open(place) as office:
        backups.make(office)
    whole = place.read_bytes()
    for spoilt in (b"", bytes(4096), b"?" + whole[1:], whole[:69] + b"?" + whole[70:], whole[:61] + b"?" + whole[62:]):
        place.write_bytes(spoilt)
        assert not blank_window.open(str(place))
        box = blank_window.findChild(DamageBox)
        assert box is not None, spoilt[:20]
        qtbot.waitUntil(lambda box=box: "正在看" not in box.read.toPlainText(), timeout=30_000)
        box.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    place.with_name("别的.partydesk").write_bytes(b"?" * 500)
    assert not blank_window.open(str(place.with_name("别的.partydesk")))
    assert blank_window.findChild(DamageBox) is None
    assert "不是办公室文件" in blank_window.bar.text


def test_a_forgotten_password_is_replaced_by_the_code(blank_window: Window, encrypted: tuple[str, str], qtbot: QtBot) -> None:
    window, (place, code) = blank_window, encrypted
    window.open(place)
    page = asked(window)
    page.forgot.click()
    page.code.setText("AAAA-BBBB")
    page.go_code.click()
    qtbot.waitUntil(page.said.isVisible, timeout=10_000)
    page.code.setText(code.lower().replace("-", " "))
    QTest.keyClick(page.code, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(KeysBox)), timeout=10_000)
    assert window.office is not None
    window.office.work_as("王小明")           # the name that this computer knows him by is the one whose password is forgotten
    box, = window.findChildren(KeysBox)
    box._draw()
    next(tool for tool in box.findChildren(QToolButton) if tool.accessibleName() == "改王小明的口令" and tool.isVisibleTo(box)).click()
    asks = shown(PasswordBox)
    assert isinstance(asks, PasswordBox)
    assert not asks.old.isVisible(), "who has forgotten it is not asked for it"
    for field in (asks.fields.new, asks.fields.again):
        field.line.setText("秋天的第一场霜降")
    asks.go.click()
    qtbot.waitUntil(lambda: not isValid(asks), timeout=10_000)
    box.reject()
    keys.prove(window.office, "王小明", "秋天的第一场霜降")


def test_locked_with_what_is_typed_and_unlocked_with_it(blank_window: Window, encrypted: tuple[str, str], qtbot: QtBot) -> None:
    window, (place, _) = blank_window, encrypted
    window.take(keys.unlock(place, "王小明", PASSWORD))
    window.going.to_kind("study")
    page = window.stack.currentWidget()
    page.add()
    typed(page.form.editors["title"].core(), "学习党章")
    window.menu.passwords()
    [box] = window.findChildren(KeysBox)
    window.locking.lock()
    assert isinstance(window.stack.currentWidget(), UnlockPage)
    assert not box.isVisible()
    assert not window.header.isVisible()
    window.undo()
    window.seeking.seek()
    window.tabs.page("organisation")
    assert isinstance(window.stack.currentWidget(), UnlockPage), "nothing shows what is behind"
    window.tabs.page("thought")
    enter(asked(window), "不是这个口令")
    qtbot.waitUntil(asked(window).said.isVisible, timeout=10_000)
    enter(asked(window), PASSWORD)
    qtbot.waitUntil(lambda: not window.locking.covered, timeout=10_000)
    assert window.stack.currentWidget() is page
    assert page.form.editors["title"].core().text() == "学习党章"
    assert box.isVisible()


def test_it_locks_by_itself_and_an_office_without_a_password_does_not(
        blank_window: Window, encrypted: tuple[str, str], tmp_path: Path) -> None:
    window, (place, _) = blank_window, encrypted
    window.take(keys.unlock(place, "王小明", PASSWORD))
    assert window.locking._timer.isActive()
    assert window.locking._timer.interval() == 10 * 60_000
    settings.prefer("lock", "5")
    window.locking.rest()
    assert window.locking._timer.interval() == 5 * 60_000
    window.locking._timer.timeout.emit()
    assert window.locking.covered
    settings.prefer("lock", "")
    window.leave()
    window.take(Office.create(tmp_path / "明.partydesk", "单位"))
    assert not window.locking._timer.isActive()
    window.locking.lock()
    assert not window.locking.covered
    assert "没有设口令" in window.bar.text


def test_a_new_office_begins_with_its_password_and_the_code(blank_window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window = blank_window
    window.start.new.click()
    box = shown(NewBox)
    assert isinstance(box, NewBox)
    typed(box.name, "中共试验县委政法委员会")
    box.place.setText(str(tmp_path / "我们的.partydesk"))
    box.go.click()
    assert "姓名" in box.said.text()
    typed(box.who, "王小明")
    anew(box.password.new.line, "短")
    box.go.click()
    assert box.said.isVisible()
    anew(box.password.new.line, PASSWORD)
    anew(box.password.again.line, PASSWORD + "了")
    box.go.click()
    assert "不一样" in box.said.text()
    anew(box.password.again.line, PASSWORD)
    box.go.click()
    qtbot.waitUntil(lambda: any(isinstance(box, CodeBox) for box in QApplication.topLevelWidgets()), timeout=20_000)
    code = shown(CodeBox)
    assert isinstance(code, CodeBox)
    assert window.office is not None
    assert window.office.key is not None
    QTest.keyClick(code, Qt.Key.Key_Escape)
    assert code.isVisible(), "it is never shown again"
    assert not code.go.isEnabled()
    typed(code.typed, code._code.lower())
    code.go.click()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), GuidePage), timeout=10_000)
    assert keys.names(window.office.place) == ("王小明",)
    assert keys.plain_copies(window.office.place) == [], "nothing plain was ever written"


def test_an_open_office_is_encrypted_and_decrypted(blank_window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window, place = blank_window, tmp_path / "明.partydesk"
    window.take(Office.create(place, "保密单位", who="王小明"))
    box = KeysBox(window.office, window.locking, window)
    box.open()
    box._protect()
    asks = shown(PasswordBox)
    assert isinstance(asks, PasswordBox)
    for field in (asks.fields.new, asks.fields.again):
        anew(field.line, PASSWORD)
    asks.go.click()
    qtbot.waitUntil(lambda: any(isinstance(box, CodeBox) for box in QApplication.topLevelWidgets()), timeout=20_000)
    code = shown(CodeBox)
    assert isinstance(code, CodeBox)
    typed(code.typed, code._code)
    code.go.click()
    assert "保密单位".encode() not in place.read_bytes()
    box = KeysBox(window.office, window.locking, window)
    box.open()
    box._plain()
    sure = shown(SureBox)
    assert isinstance(sure, SureBox)
    anew(sure.typed, "取消")
    QTest.keyClick(sure.typed, Qt.Key.Key_Return)
    assert sure.isVisible()
    anew(sure.typed, "取消加密")
    QTest.keyClick(sure.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.office is not None and window.office.key is None, timeout=20_000)
    assert "保密单位".encode() in place.read_bytes()
    assert keys.names(str(place)) == ()


def test_keys_put_the_lock_off_and_nothing_is_watched_where_there_is_none(
        blank_window: Window, encrypted: tuple[str, str], tmp_path: Path) -> None:
    window, (place, _) = blank_window, encrypted
    window.take(Office.create(tmp_path / "明.partydesk", "单位"))
    assert window.locking._watched is None
    window.activateWindow()
    window.take(keys.unlock(place, "王小明", PASSWORD))
    window.locking._watch(window.windowHandle())
    window.locking._timer.setTimerType(Qt.TimerType.PreciseTimer)
    window.locking._timer.start(60_000)
    QTest.qWait(300)
    before = window.locking._timer.remainingTime()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    assert before < 59_900 < window.locking._timer.remainingTime()
