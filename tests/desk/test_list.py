"""The list on the screen, used as a clerk uses it: chosen, narrowed, grouped, changed and copied by keys and clicks."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from partydesk.desk import layouts, saying, work
from partydesk.desk.filters import ColumnMenu
from partydesk.desk.list_pane import ListPane
from partydesk.desk.many_box import ChangeBox
from partydesk.desk.pasted_box import PastedBox
from partydesk.office import Office, attachments, by_blank
from partydesk.office.drafts import Drafts
from partydesk.office.narrowing import Holds, OneOf

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Frame(QMainWindow):
    """As much of a window as a list needs."""

    def __init__(self, office: Office):
        super().__init__()
        self.bar = saying.MessageBar(self)
        self.pane = ListPane(office, Drafts(office.place))
        self.setMenuWidget(self.bar)
        self.setCentralWidget(self.pane)
        self.undo = office.undo


@pytest.fixture
def office(place: Path) -> Iterator[Office]:
    with Office.open(place, who="测试员", desk="desk-one") as made:
        with made.together("更多"):
            for n in range(6):
                made.save("problem", by_blank.read(made, "problem", {"date": f"2025-0{n % 3 + 3}-1{n}", "title": f"问题{n}", "origin": (
                    "问卷调查", "廉政谈话")[n % 2]}))
        yield made


@pytest.fixture
def pane(dressed: QApplication, qtbot: QtBot, office: Office) -> Iterator[ListPane]:
    frame = Frame(office)
    qtbot.addWidget(frame)
    frame.resize(900, 600)
    frame.show()
    frame.pane.show_kind(office.catalogue.kind("problem"))
    frame.pane.list.setFocus()
    yield frame.pane
    work.wait()
    QApplication.processEvents()


def settle() -> None:
    work.wait()
    for _ in range(5):
        QApplication.processEvents()


def titles(pane: ListPane) -> list[str]:
    model = pane.model
    assert model is not None
    at = [column.id for column in model.columns].index("title")
    return [model.index(row, at).data() for row in range(model.rowCount()) if model.group(row) is None]


def menu_of(pane: ListPane, column: str) -> ColumnMenu:
    assert pane.model is not None
    pane.open_column([one.id for one in pane.model.columns].index(column))
    return next(menu for menu in pane.list.findChildren(ColumnMenu) if menu.isVisible())


def press(widget: Any, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    with_ = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        with_ |= one
    QTest.keyClick(widget, key, with_)


CTRL, SHIFT, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def test_columns_are_narrowed_from_their_heads_and_chips_take_it_away(pane: ListPane) -> None:
    pane.list.setCurrentIndex(pane.model.index(0, 2))
    press(pane.list, Qt.Key.Key_Down, ALT)
    assert any(menu.isVisible() for menu in pane.list.findChildren(ColumnMenu))
    next(menu for menu in pane.list.findChildren(ColumnMenu)).close()
    menu = menu_of(pane, "origin")
    assert [menu.list.item(at).text() for at in range(menu.list.count())] == ["问卷调查　4", "廉政谈话　3"]
    menu.list.item(1).setCheckState(Qt.CheckState.Checked)
    menu.go.click()
    assert sorted(titles(pane)) == ["问题1", "问题3", "问题5"]
    assert pane.number.text() == "筛出 3 条"
    assert not pane.chips.isHidden()
    menu = menu_of(pane, "date")
    menu.line.setText("13月")
    QTest.keyClick(menu.line, Qt.Key.Key_Return)
    assert "看不懂" in menu.said.text()
    menu.line.setText("2025-04")
    QTest.keyClick(menu.line, Qt.Key.Key_Return)
    assert titles(pane) == ["问题1"]
    settle()
    chips = [chip for chip in pane.chips.findChildren(QToolButton, "chip") if not chip.isHidden()]
    assert [chip.accessibleName() for chip in chips] == ["去掉筛选：来源：廉政谈话", "去掉筛选：发现日期：2025-04"]
    chips[0].click()
    settle()
    assert len(titles(pane)) == 2


def test_sorting_keeps_the_chosen_record_chosen(pane: ListPane) -> None:
    chosen = pane.model.id(2)
    pane.select(chosen)
    pane.model.sort(1, Qt.SortOrder.DescendingOrder)
    assert titles(pane) == sorted(titles(pane), reverse=True)
    pane.turn(replace(pane.model.view, sort="title", descending=False))
    settle()
    assert titles(pane) == sorted(titles(pane))


def test_groups_fold_and_totals_stand_below(pane: ListPane) -> None:
    pane.turn(replace(pane.model.view, group="origin"))
    model = pane.model
    heads = [row for row in range(model.rowCount()) if model.group(row)]
    assert [model.group(row).label for row in heads] == ["问卷调查", "廉政谈话"]
    assert model.rowCount() == 9
    pane.list.setCurrentIndex(model.index(0, 0))
    press(pane.list, Qt.Key.Key_Left)
    assert model.rowCount() == 5
    pane.list.selectAll()
    assert pane.list.number() == 3                             # what is folded away is not chosen
    press(pane.list, Qt.Key.Key_Right)
    assert model.rowCount() == 9
    assert pane.footer.title == "合计 7 条"
    assert layouts.of("problem").group == "origin"
    pane.turn(replace(model.view, group=""))


def test_columns_are_chosen_ordered_and_remembered(pane: ListPane, office: Office) -> None:
    pane.show_columns(["title", "date", "origin"])
    assert [id for id, _ in pane.model.heads] == ["title", "date", "origin"]
    pane.list.setColumnWidth(1, 155)
    pane.list.heads.moveSection(2, 0)
    pane.list.heads.ordered.emit()
    assert [id for id, _ in pane.model.heads] == ["origin", "title", "date"]
    again = ListPane(office, Drafts(office.place))
    again.show_kind(office.catalogue.kind("problem"))
    assert [id for id, _ in again.model.heads] == ["origin", "title", "date"]
    assert again.list.columnWidth(2) == 155
    pane.show_columns([])
    assert pane.model.heads[0][0] == "date"
    again.deleteLater()


def test_files_are_counted_behind_the_name(pane: ListPane, office: Office) -> None:
    model = pane.model
    assert model is not None
    row = 2
    model.data(model.index(row, 0))
    before = pane.list.grab().toImage()
    assert model.files(row) == 0
    for name in ("签到表.jpg", "照片.jpg"):
        attachments.attach(office, "problem", model.id(row), name, name.encode())
    model.filed()
    assert [model.files(n) for n in range(model.count)] == [2 if n == row else 0 for n in range(model.count)]
    said = model.data(model.index(row, pane.list.named), Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith("，附件 2 个")
    assert pane.list.grab().toImage() != before
    attachments.detach(office, office.record("problem", model.id(row)).uid,
                       attachments.attached(office, office.record("problem", model.id(row)).uid)[0].hash)
    model.filed()
    model.data(model.index(row, 0))
    assert model.files(row) == 1


def test_several_are_chosen_by_keys_and_one_change_goes_to_all(pane: ListPane, office: Office, qtbot: QtBot) -> None:
    pane.list.setCurrentIndex(pane.model.index(0, 0))
    press(pane.list, Qt.Key.Key_Down, SHIFT)
    press(pane.list, Qt.Key.Key_Down, SHIFT)
    assert pane.list.number() == 3
    assert pane.several.how_many.text() == "已选 3 条"
    assert not pane.several.isHidden()
    pane.list.selectionModel().clearSelection()
    press(pane.list, Qt.Key.Key_Space)
    assert pane.list.number() == 1
    press(pane.list, Qt.Key.Key_A, CTRL)
    assert pane.list.number() == 7
    pane.change()
    box = pane.findChild(ChangeBox)
    box.box.setCurrentIndex(box.box.findData("origin"))
    box.editor.put("other")
    box.go.click()
    settle()
    assert "将修改 7 条" in box.preview.text()
    assert {record.values["origin"] for record in office.records("problem")} == {"survey", "talk"}
    assert box.go.text() == "修改这 7 条"
    box.go.click()
    settle()
    assert {record.values["origin"] for record in office.records("problem")} == {"other"}
    office.undo()
    assert {record.values["origin"] for record in office.records("problem")} == {"survey", "talk"}


def test_delete_takes_what_is_chosen_and_undo_brings_it_back(pane: ListPane, office: Office) -> None:
    pane.list.selectAll()
    press(pane.list, Qt.Key.Key_Delete)
    settle()
    assert office.count("problem") == 0
    assert "已删除 7 条" in pane.window().bar.text
    pane.window().bar._acted()
    assert office.count("problem") == 7


def test_refused_deletions_leave_everything_and_say_why(pane: ListPane, office: Office) -> None:
    pane.show_kind(office.catalogue.kind("staff"))
    pane.list.selectAll()
    press(pane.list, Qt.Key.Key_Delete)
    settle()
    assert office.count("staff") == 10
    assert "不能删除" in pane.window().bar.text


def test_the_right_button_offers_what_can_be_done_with_the_rows(pane: ListPane, office: Office) -> None:
    pane.list.selectRow(1)
    opened: list[int] = []
    pane.opened.connect(opened.append)
    pane.list.customContextMenuRequested.emit(pane.list.visualRect(pane.list.model().index(1, 0)).center())
    menu = pane.list.findChild(QMenu)
    acts = {act.text(): act for act in menu.actions()}
    assert list(acts) == ["打开", "修改…", "复制", "导出…", "", "删除"]
    acts["打开"].trigger()
    assert opened == pane.list.chosen()
    acts["删除"].trigger()
    settle()
    assert office.count("problem") == 6
    menu.close()


def test_rows_are_copied_to_excel_and_pasted_from_it(pane: ListPane, office: Office, qtbot: QtBot) -> None:
    pane.list.selectAll()
    press(pane.list, Qt.Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text().splitlines()[0].split("\t")[:2] == ["发现日期", "问题"]
    assert len(data.text().strip().splitlines()) == 8
    assert "<table" in data.html()
    QGuiApplication.clipboard().setText("问题\t发现日期\t来源\n粘贴来的\t2025-06-01\t问卷调查\n错的\t六月\t问卷调查")
    press(pane.list, Qt.Key.Key_V, CTRL)
    settle()
    box = pane.findChild(PastedBox)
    assert box.go.text() == "新增 1 条"
    assert box.table.item(1, 0).text().startswith("第 3 行：")
    assert office.count("problem") == 7
    box.go.click()
    settle()
    assert office.count("problem") == 8
    office.undo()
    assert office.count("problem") == 7


def test_clicks_open_and_clicks_with_ctrl_only_choose(pane: ListPane, qtbot: QtBot) -> None:
    opened: list[int] = []
    pane.opened.connect(opened.append)
    table = pane.list

    def at(row: int) -> QPoint:
        return table.visualRect(pane.model.index(row, 1)).center()

    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(1))
    assert opened == [pane.model.id(1)]
    press(table, Qt.Key.Key_Return)
    assert opened == [pane.model.id(1)] * 2
    edited: list[int] = []
    pane.edited.connect(edited.append)
    press(table, Qt.Key.Key_F2)
    assert edited == [pane.model.id(1)]


def test_an_empty_list_says_how_to_begin_and_a_narrowed_one_how_to_clear(pane: ListPane, office: Office) -> None:
    pane.show_kind(office.catalogue.kind("complaint"))
    assert "受理执法投诉" in pane.nothing.hint.text()
    assert not pane.nothing.first_sheet.isHidden()
    assert not pane.nothing.first_paste.isHidden()
    pane.show_kind(office.catalogue.kind("problem"))
    pane.turn(replace(pane.model.view, filters=(Holds("title", "没有这样的"),)))
    assert pane.below.currentIndex() == 1
    assert pane.nothing.first_paste.isHidden()
    pane.nothing.first.click()
    assert len(titles(pane)) == 7


def test_what_is_chosen_stays_chosen_when_the_list_is_asked_anew(pane: ListPane, office: Office) -> None:
    ids = [pane.model.id(row) for row in (0, 2, 3)]
    pane.list.choose(ids)
    kept = pane.list.chosen()
    office.save("problem", by_blank.read(office, "problem", {"date": "2025-12-01", "title": "更新的", "origin": "问卷调查"}))
    pane.model.refresh(lambda: pane.list.choose(kept))
    assert pane.list.chosen() == ids
    assert pane.list.currentIndex().row() == 1


def test_groups_and_filters_of_a_view_are_kept_apart_by_kind(pane: ListPane, office: Office) -> None:
    pane.turn(replace(pane.model.view, filters=(OneOf("origin", frozenset({"talk"})),)))
    pane.show_kind(office.catalogue.kind("staff"))
    assert not pane.model.view.filters
    assert pane.chips.isHidden()
    pane.show_kind(office.catalogue.kind("problem"))
    assert pane.model.view.filters
    assert not pane.chips.isHidden()


def test_every_control_of_the_list_has_a_name(pane: ListPane) -> None:
    from PySide6.QtWidgets import QAbstractButton
    menu = menu_of(pane, "origin")
    assert [button.text() for button in (*pane.findChildren(QAbstractButton), *menu.findChildren(QAbstractButton))
            if button.text() and not button.accessibleName()] == []
    menu.close()


def test_the_ledger_is_looked_at_and_printed_as_it_is_shown(pane: ListPane, tmp_path: Path, qtbot: QtBot) -> None:
    import pypdfium2

    from partydesk.desk import raster
    from partydesk.desk.ledger_box import LedgerBox
    from partydesk.desk.print_box import PrintBox
    from partydesk.office.print_order import Order, Pass
    press(pane.list, Qt.Key.Key_A, CTRL)
    pane.several.send_button.click()
    settle()
    box = pane.findChild(LedgerBox)
    qtbot.waitUntil(box.print.isEnabled, timeout=20_000)
    assert box.number.text() == "7 条，1 页，A4 横向"
    box.print.click()
    asked = box.findChild(PrintBox)
    assert asked.odd.text() == "A4 横向，纸照常放。"
    asked.close()
    order = Order("", "台账", (1,), 1)
    assert raster.put(box.pane.pdf, order, Pass((1,)), raster.printer(order, str(tmp_path / "印出.pdf")), lambda *_: True) == 1
    page = pypdfium2.PdfDocument(tmp_path / "印出.pdf")[0]
    assert page.get_width() > page.get_height()
    box.close()
