"""The paper tray by real events: find a paper, choose whom it is for, issue, mark, print and export, and stop in between."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk import files, printing, saying
from partydesk.desk.papers_page import PapersPage
from partydesk.desk.window import Window
from partydesk.office import Office, attachments, batch, signing

from .keys import typed

Key, Mouse = Qt.Key, Qt.MouseButton.LeftButton
Idle = Callable[[Window], None]
LETTER = "responsibility_letter"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def office_of(window: Window) -> Office:
    assert window.office is not None
    return window.office


@pytest.fixture
def page(window: Window, idle: Idle) -> PapersPage:
    """The tray, at the letters of the first half of 2025: six owe one, one has it."""
    office = office_of(window)
    with office.together("准备"):
        ids = [record.id for record in office.records("staff")]
        tiers = ("chief", "leader", "head", "head", "key", "key", "leader")
        section = office.save("section", {"name": "办公室", "leader": ids[1]})
        for id, tier in zip(ids, tiers, strict=False):
            office.save("staff", {"tier": tier, "signs": tier != "chief", "section": section}, id=id)
        for role in ("leader", "head"):
            office.save("duty_line", {"date": date(2025, 1, 2), "title": f"{role}的事", "role": role})
        office.save(LETTER, {"date": date(2025, 3, 6), "title": "2025年度党风廉政建设责任书", "number": "责字〔2025〕第7号",
                             "person": ids[4], "partner": ids[1], "role": "key", "duties": "守规矩", "copies": 3})
    tabs = window.tabs
    at = next(at for at in range(tabs.count()) if tabs.tabData(at).id == "papers")
    QTest.mouseClick(tabs, Mouse, pos=tabs.tabRect(at).center())
    shown = window.stack.currentWidget()
    assert isinstance(shown, PapersPage)
    shown.show_period(Period.read("2025H1"))
    shown.show_paper(LETTER)
    settled(window, idle)
    return shown


def settled(window: Window, idle: Idle) -> None:
    """Rows asked for, and the pages of the marked one set."""
    idle(window)
    QTest.qWait(260)
    idle(window)


def box(window: Window) -> Any:
    [found] = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    return found


def names(page: PapersPage) -> list[str]:
    return [row.name for row in page.pane.model.rows]


def tick(page: PapersPage, row: int) -> None:
    """A click on the box of a row."""
    area = page.pane.table.visualRect(page.pane.model.index(row, 0))
    QTest.mouseClick(page.pane.table.viewport(), Mouse, pos=QPoint(area.left() + 14, area.center().y()))


def test_papers_are_found_by_name_and_by_letters_and_stand_under_their_tabs(page: PapersPage, window: Window, idle: Idle) -> None:
    papers = page.papers.list
    texts = [papers.item(row).text() for row in range(papers.count())]
    assert "廉政建设" in texts
    assert texts.index("廉政建设") < texts.index("家庭助廉承诺书")
    for said in ("承诺", "jtzl"):
        page.papers.finder.clear()
        typed(page.papers.finder, said)
        seen = [papers.item(row).text() for row in range(papers.count()) if not papers.item(row).isHidden()]
        assert "家庭助廉承诺书" in seen
        assert "签到表" not in seen
    QTest.keyClick(page.papers.finder, Key.Key_Tab)
    QTest.keyClick(papers, Key.Key_Down)
    settled(window, idle)
    assert page.entry is not None
    assert page.title.text() == page.entry.label


def test_the_register_says_who_has_one_and_narrows_to_who_has_not(page: PapersPage, window: Window, idle: Idle) -> None:
    strip = page.pane.strip
    assert [strip.buttons[status].text() for status in ("", "signed", "pending", "none")] == ["应签 6", "已签 0", "待签 1", "未发 5"]
    assert names(page)[0] == "孙七"
    QTest.mouseClick(strip.buttons["none"], Mouse)
    settled(window, idle)
    assert "孙七" not in names(page)
    assert len(names(page)) == 5
    assert page.pages.currentIndex() == 0
    assert "还没有发" in page.nothing.text()
    QTest.mouseClick(strip.buttons["none"], Mouse)
    settled(window, idle)
    assert len(names(page)) == 6
    page.pane.table.setFocus()
    QTest.keyClick(page.pane.table, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    settled(window, idle)
    assert page.pages.currentIndex() == 1
    assert page.view.count >= 1


def test_rows_are_ticked_by_mouse_and_keys_and_stay_ticked_out_of_sight(page: PapersPage, window: Window, idle: Idle) -> None:
    tick(page, 0)
    assert [row.name for row in page.pane.chosen] == ["孙七"]
    page.pane.table.setFocus()
    QTest.keyClick(page.pane.table, Key.Key_Down)
    QTest.keyClick(page.pane.table, Key.Key_Space)
    assert len(page.pane.chosen) == 2
    typed(page.pane.finder, "没有这个人")
    assert page.pane.number.text() == "列出 0，勾选 2（2 未列出）"
    page.pane.finder.clear()
    page.pane.tick_others()
    assert len(page.pane.chosen) == 4
    page.pane.tick_none()
    assert page.pane.chosen == []
    idle(window)


def test_the_missing_are_issued_after_a_look_and_one_undo_takes_them_back(page: PapersPage, window: Window, idle: Idle,
                                                                         qtbot: QtBot) -> None:
    office = office_of(window)
    QTest.mouseClick(page.pane.issue, Mouse)
    shown = box(window)
    rows = [[shown.table.item(row, column).text() for column in range(4)] for row in range(shown.table.rowCount())]
    assert [row[0] for row in rows] == [f"责字〔2025〕第{n}号" for n in range(8, 13)]
    assert [row[1:3] for row in rows if row[1] in ("李四", "王五")] == [["李四", "张三"], ["王五", "李四"]]
    assert all(row[3] == "可以补发" for row in rows)
    before = office.count(LETTER)
    assert before == 1
    shown.date.put(date(2025, 4, 1))
    shown.look()
    QTest.mouseClick(shown.go, Mouse)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog) or not shown.isVisible(), timeout=10_000)
    settled(window, idle)
    assert office.count(LETTER) == 6
    assert {record.values["date"] for record in office.records(LETTER)} == {date(2025, 4, 1), date(2025, 3, 6)}
    assert page.pane.strip.buttons["none"].text() == "未发 0"
    assert not page.pane.issue.isEnabled()
    assert len(page.pane.chosen) == 5                      # those that were just issued
    window.undo()
    settled(window, idle)
    assert office.count(LETTER) == 1
    assert window.stack.currentWidget() is page            # where it is seen that they are gone


def test_what_is_not_seen_here_is_gone_back_to_where_it_is(page: PapersPage, window: Window, idle: Idle) -> None:
    office = office_of(window)
    office.save("staff", {"post": "副主任"}, id=office.records("staff")[0].id)
    window.undo()
    settled(window, idle)
    assert window.stack.currentWidget() is not page


def test_a_message_lies_on_the_pages_and_hides_no_button(page: PapersPage, window: Window, idle: Idle) -> None:
    for words in ("还没有勾选", "已导出" + "本机没有“方正小标宋简体”，用别的代替；" * 6):
        saying.say(window, words, saying.REFUSED, "全选", page.pane.tick_all)
        assert window.bar.isVisible()
        shown = window.bar.geometry()
        for part in (page.bar, page.pane, page.papers):
            assert not shown.intersects(QRect(part.mapTo(window.bar.parentWidget(), QPoint()), part.size())), part
    window.tabs.page("home")
    assert window.bar.x() < page.pane.width()              # elsewhere at the foot on the left, as ever
    idle(window)


def test_those_ticked_are_marked_as_signed_and_the_summary_counts_them(page: PapersPage, window: Window, idle: Idle) -> None:
    office = office_of(window)
    ids = signing.issue(office, LETTER, signing.register(office, LETTER, "2025H1").missing, date(2025, 3, 10))
    settled(window, idle)
    assert office.figures("2025H1")["duty.letters"].text == "0份"
    page.pane.tick_all()
    page.mark("signed")
    shown = box(window)
    QTest.mouseClick(shown.dated, Mouse, pos=QPoint(10, shown.dated.height() // 2))
    shown.date.put(date(2025, 4, 2))
    QTest.keyClick(shown, Key.Key_Return)
    settled(window, idle)
    assert office.figures("2025H1")["duty.letters"].text == "6份"
    assert page.pane.strip.buttons["signed"].text() == "已签 6"
    assert office.record(LETTER, ids[0]).values["date"] == date(2025, 4, 2)
    assert "已标为“已签”" in window.bar.text


def test_nothing_ticked_is_said_and_all_can_be_ticked_from_there(page: PapersPage, window: Window, idle: Idle) -> None:
    page.print()
    assert "还没有勾选" in window.bar.text
    QTest.mouseClick(window.bar._act, Mouse)
    assert len(page.pane.chosen) == 6
    page.pane.tick_none()
    page.mark("signed")
    assert "还没有勾选" in window.bar.text
    idle(window)


def begun(pdf: bytes) -> list[int]:
    """The pages, from 0, on which a letter begins."""
    return [n for n, page in enumerate(pypdfium2.PdfDocument(pdf))
            if "年度党风廉政建设责任书" in page.get_textpage().get_text_bounded()]


def test_what_is_ticked_is_printed_in_one_run_each_on_its_own_leaf(page: PapersPage, window: Window, idle: Idle,
                                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    office = office_of(window)
    signing.issue(office, LETTER, signing.register(office, LETTER, "2025H1").missing, date(2025, 3, 10))
    settled(window, idle)
    runs: list[tuple[bytes, bool]] = []
    monkeypatch.setattr(printing, "ask", lambda _, pdf, _title, leaves: runs.append((pdf, leaves)))
    page.pane.tick_all()
    for duplex in (False, True):
        page.bar.double.setChecked(duplex)
        QTest.mouseClick(page.bar.print, Mouse)
        settled(window, idle)
    single, double = (begun(pdf) for pdf, _ in runs)
    assert len(single) == len(double) == 6
    assert not any(page % 2 for page in double)
    assert [leaves for _, leaves in runs] == [False, True]


@pytest.mark.parametrize("each", ["docx", "pdf"])
def test_a_file_each_is_written_to_a_folder(page: PapersPage, window: Window, idle: Idle, each: str, tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda *_: tmp_path)
    tick(page, 0)
    page.export_each(each)
    settled(window, idle)
    [folder] = [path for path in tmp_path.iterdir() if path.is_dir() and "责任书" in path.name]
    assert sorted(path.name for path in folder.iterdir()) == [f"1-党风廉政建设责任书_孙七.{each}", "目录.xlsx"]
    assert "已导出 1 份和一份目录" in window.bar.text


def test_whoever_is_ticked_and_has_no_copy_is_named(page: PapersPage, window: Window, idle: Idle, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "to_save", lambda *_: tmp_path / "责任书.docx")
    monkeypatch.setattr(printing, "ask", lambda *_, **__: None)
    page.pane.tick_all()
    for act in (lambda: page.export(".docx"), page.print, page.look):
        window.bar.say("")
        act()
        settled(window, idle)
        assert "还没有发，没有印" in window.bar.text


def test_a_batch_is_stopped_by_its_button_and_leaves_nothing(page: PapersPage, window: Window, idle: Idle, qtbot: QtBot,
                                                            tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button is pressed as soon as the first copy is told of, which comes from the working thread."""
    out = tmp_path / "责任书.pdf"
    monkeypatch.setattr(files, "to_save", lambda *_: out)
    copies = batch.copies

    def slow(office: Office, tray: Any, rows: Any, told: Any = None) -> Any:
        made = copies(office, tray, rows)
        for n in range(1, 400):
            QTest.qSleep(10)
            told(n, 400)
        return made

    monkeypatch.setattr(batch, "copies", slow)
    tick(page, 0)
    page._wait.stop()
    tall = page.bar.height()
    page.export(".pdf")
    assert page.bar.currentIndex() == 1
    qtbot.waitUntil(lambda: "%" in page.bar.doing.text(), timeout=10_000)
    assert page.bar.height() <= tall           # the rows stay where they are
    QTest.mouseClick(page.bar.cancel, Mouse)
    idle(window)
    assert not out.exists()
    assert page.bar.currentIndex() == 0
    assert "已取消" in window.bar.text


def test_a_row_leads_to_its_record_where_scans_are_kept(page: PapersPage, window: Window, idle: Idle) -> None:
    page.pane.table.setCurrentIndex(page.pane.model.index(0, 0))
    QTest.mouseClick(page.pane.scan, Mouse)
    settled(window, idle)
    assert window.tabs.tabData(window.tabs.currentIndex()).id == "integrity"
    form = window.tabs.lists["integrity"].form
    assert form is not None
    assert form.id == page.pane.model.rows[0].key


def test_a_scan_that_falls_on_a_row_belongs_to_its_record(page: PapersPage, window: Window, idle: Idle, tmp_path: Path) -> None:
    office, scan = office_of(window), tmp_path / "孙七.pdf"
    scan.write_bytes(b"%PDF-1.4 scan")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan))])
    table = page.pane.table
    moved: list[bool] = []
    for row in (0, 1):
        at = QPointF(table.visualRect(page.pane.model.index(row, 1)).center())
        move = QDragMoveEvent(at.toPoint(), Qt.DropAction.CopyAction, data, Mouse, Qt.KeyboardModifier.NoModifier)
        table.dragMoveEvent(move)
        moved.append(move.isAccepted())
    assert moved == [True, False]              # whoever has none yet has nothing to attach to
    at = QPointF(table.visualRect(page.pane.model.index(0, 1)).center())
    table.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, Mouse, Qt.KeyboardModifier.NoModifier))
    settled(window, idle)
    record = office.record(LETTER, page.pane.model.rows[0].key)
    assert [one.name for one in attachments.attached(office, record.uid)] == ["孙七.pdf"]
    assert page.pane.model.cells(page.pane.model.rows[0])[3] == "待签 · 附 1"
    assert "已给孙七附上 1 个文件" in window.bar.text


def test_the_summary_leads_here_at_its_period(window: Window, idle: Idle) -> None:
    summary: Any = window.tabs.page("summary")
    summary.show_period(Period.read("2025Q1"))
    idle(window)
    QTest.mouseClick(summary.bar.letters, Mouse)
    settled(window, idle)
    shown = window.stack.currentWidget()
    assert isinstance(shown, PapersPage)
    assert shown.period == Period.read("2025Q1")
