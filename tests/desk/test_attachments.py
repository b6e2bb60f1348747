"""The strip of files on a form: dropped, pasted, waiting for the first save, seen, renamed, taken off."""
from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk import attachments as strips
from partydesk.desk import thumbs, work
from partydesk.desk.attachments import AttachmentStrip, RenameBox
from partydesk.desk.window import Window
from partydesk.office import Office, attachments, programs
from partydesk.office.attachments import Attachment


@pytest.fixture
def office(window: Window) -> Office:
    assert window.office is not None
    return window.office


@pytest.fixture
def strip(window: Window, office: Office, qtbot: QtBot) -> Iterator[AttachmentStrip]:
    made = AttachmentStrip(office, window)
    made.resize(520, 160)
    made.show()
    yield made
    made.deleteLater()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "会场照片.png"
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#3366cc"))
    assert image.save(str(path))
    return path


def uid(office: Office) -> str:
    return office.records("study")[0].uid


def settled() -> None:
    for _ in range(8):
        QApplication.processEvents()


def dropped(widget: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, drop)


def test_files_dropped_on_any_blank_of_a_form_are_attached(strip: AttachmentStrip, office: Office, photo: Path,
                                                           window: Window, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    blank = QLineEdit(form)
    QVBoxLayout(form).addWidget(blank)
    strip.show_record(uid(office))
    strip.catch(form)
    dropped(blank, photo, photo.parent)                   # a folder among them
    assert blank.text() == ""
    assert [one.name for one in attachments.attached(office, uid(office))] == ["会场照片.png"]
    assert "是文件夹" in window.bar.text
    dropped(form, photo)
    assert "已经附过了" in window.bar.text
    assert (strip.number, strip.title.text()) == (1, "附件 1")


def test_a_picture_is_pasted_and_undone(strip: AttachmentStrip, office: Office, window: Window, photo: Path) -> None:
    strip.show_record(uid(office))
    QGuiApplication.clipboard().setImage(QImage(str(photo)))
    strip.paste()
    one, = attachments.attached(office, uid(office))
    assert one.name.startswith("截图 ")
    assert QImage(str(attachments.held(office, one.hash))).pixelColor(5, 5) == QColor("#3366cc")
    window.undo()
    settled()
    assert strip.number == 0
    QGuiApplication.clipboard().setText("不是图片")
    strip.paste()
    assert "剪贴板里没有图片或文件" in window.bar.text


def test_files_wait_for_a_record_that_is_not_saved_yet(strip: AttachmentStrip, office: Office, photo: Path) -> None:
    strip.show_record(None)
    edited: list[int] = []
    strip.edited.connect(lambda: edited.append(1))
    dropped(strip, photo)
    assert (edited, strip.number) == ([1], 1)
    draft = strip.waiting()
    strip.take([])
    assert strip.number == 0
    strip.take(draft)                                     # as the draft of a form has it after a crash
    with office.together("新增集中学习与研讨"):
        id = office.save("study", {"date": office.records("study")[0].values["date"], "title": "新的",
                                   "form": "collective", "mode": "fixed"})
        strip.give("study", id)
    new = office.record("study", id).uid
    strip.show_record(new)
    assert [one.name for one in attachments.attached(office, new)] == ["会场照片.png"]
    assert (strip.number, strip.waiting()) == (1, [])
    office.undo()
    assert attachments.attached(office, new) == []


def test_files_are_opened_as_copies_renamed_and_taken_off_by_keys(
        window: Window, strip: AttachmentStrip, office: Office, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def show(path: Path) -> bool:
        opened.append(path)
        return len(opened) < 2

    monkeypatch.setattr(programs, "show", show)
    strip.show_record(uid(office))
    dropped(strip, photo)
    strip.list.setCurrentRow(0)
    strip.list.setFocus()
    strip.open()
    work.wait()
    assert opened[0].read_bytes() == photo.read_bytes()
    assert attachments.folder(office) not in opened[0].parents
    strip.open()
    work.wait()
    QApplication.processEvents()
    assert "没有能打开“会场照片.png”的程序" in window.bar.text
    QTest.keyClick(strip.list, Qt.Key.Key_F2)
    box = strip.findChild(RenameBox)
    assert isinstance(box, RenameBox)
    box.name.setText("   ")
    box._go()
    assert "不能为空" in box.said.text()
    box.name.setText("主席台")
    box._go()
    assert [one.name for one in attachments.attached(office, uid(office))] == ["主席台.png"]
    strip.list.setCurrentRow(0)
    QTest.keyClick(strip.list, Qt.Key.Key_Delete)
    assert strip.number == 0
    office.undo()
    settled()
    assert strip.number == 1


def test_each_file_is_said_by_name_sort_and_size(strip: AttachmentStrip, office: Office, photo: Path) -> None:
    strip.show_record(uid(office))
    dropped(strip, photo)
    said = strip.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"会场照片.png，图片，{attachments.attached(office, uid(office))[0].weight}"
    settled()
    assert not strip.list.item(0).icon().isNull()
    assert [one.accessibleName() for one in (strip, strip.list, strip.add_button, strip.paste_button)].count("") == 0


def test_a_missing_content_is_said_on_its_picture(strip: AttachmentStrip, office: Office, photo: Path) -> None:
    one = attachments.attach(office, *attachments.whose(office, uid(office)), photo.name, photo)
    attachments.held(office, one.hash).unlink()
    strip.show_record(uid(office))
    settled()
    assert "附件的内容不在了" in strip.list.item(0).toolTip()


PDF = (b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
       b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>endobj "
       b"4 0 obj<</Length 30>>stream\n1 0 0 rg 0 0 100 100 re f     \nendstream endobj\ntrailer<</Root 1 0 R>>")


@pytest.mark.parametrize(("name", "sort", "data", "colour"), [
    ("红.pdf", "application/pdf", PDF, "#ff0000"), ("坏.pdf", "application/pdf", b"%PDF-", ""),
    ("坏.png", "image/png", zlib.compress(b"x"), ""), ("记录.docx", "application/msword", b"x", "")])
def test_thumbnails_show_what_can_be_shown(dressed: Any, name: str, sort: str, data: bytes, colour: str) -> None:
    made = thumbs.thumb(Attachment(name, name, sort, len(data)), data, 64).toImage()
    assert (made.width(), made.height()) == (64, 64)
    middle = made.pixelColor(32, 20)
    assert middle == QColor(colour) if colour else middle.alpha() == 255


def waited(qtbot: QtBot) -> None:
    work.wait()
    settled()


def test_a_large_file_reaches_its_record_though_another_is_shown_by_then(
        strip: AttachmentStrip, office: Office, photo: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strips, "LARGE", 1)
    first, other = office.records("study")[:2]
    strip.show_record(first.uid)
    strip.add([(photo.name, photo)])
    strip.show_record(other.uid)
    waited(qtbot)
    assert [one.name for one in attachments.attached(office, first.uid)] == [photo.name]
    assert not attachments.attached(office, other.uid)


def test_a_large_file_reaches_the_record_that_was_saved_meanwhile(
        strip: AttachmentStrip, office: Office, photo: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strips, "LARGE", 1)
    told: list[str] = []                      # either may come last

    def heard(_: object, text: str, *more: object, **rest: object) -> None:
        told.append(text)

    monkeypatch.setattr(strips.saying, "say", heard)
    saved, other = office.records("study")[:2]
    strip.show_record(None)
    strip.add([(photo.name, photo)])
    strip.give("study", saved.id)
    strip.show_record(saved.uid)
    strip.show_record(None)
    strip.add([(photo.name, photo)])
    strip.show_record(other.uid)
    waited(qtbot)
    assert [one.name for one in attachments.attached(office, saved.uid)] == [photo.name]
    assert not attachments.attached(office, other.uid)
    assert len(told) == 2
    assert any("没有附上" in text for text in told)
    assert any("附件已添加到原先的记录" in text for text in told)
