"""The whole window, used as a clerk uses it."""
from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk import files, settings
from partydesk.desk.form import Form
from partydesk.desk.panes import KINDS, Panes
from partydesk.desk.pieces import sized
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.start import NewBox
from partydesk.desk.tabs import GUIDE, Tabs
from partydesk.desk.theme import px
from partydesk.desk.window import Window
from partydesk.errors import Trouble
from partydesk.office import Office, by_blank, forms
from partydesk.office.drafts import Drafts

from .keys import typed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Idle = Callable[[Window], None]


def page(window: Window, tab: str, kind: str) -> RecordsPage:
    found = window.tabs.page(tab)
    assert isinstance(found, RecordsPage)
    found.choose(kind)
    return found


def titles(found: RecordsPage) -> list[str]:
    model = found.model
    assert model is not None
    column = [id for id, _ in model.heads].index("title")
    return [model.index(row, column).data() for row in range(model.rowCount())]


# ── where one begins ─────────────────────────────────────────────────────────────────────────────

def test_a_first_start_offers_three_ways(blank_window: Window) -> None:
    assert blank_window.stack.currentWidget() is blank_window.start
    assert [choice.accessibleName() for choice in (blank_window.start.new, blank_window.start.open, blank_window.start.sample)] \
        == ["新建办公室", "打开办公室", "看看示例办公室"]
    assert blank_window.header.isHidden()


def test_a_new_office_is_made_and_its_empty_lists_say_what_belongs_there(blank_window: Window, tmp_path: Path) -> None:
    blank_window.start.new.click()
    box = blank_window.start.findChild(NewBox)
    assert box is not None
    box.go.click()
    assert "单位名称" in box.said.text()
    typed(box.name, "试验单位")
    box.place.setText(str(tmp_path / "新.partydesk"))
    box.later.click()
    box.go.click()
    assert blank_window.called.text() == "试验单位"
    found = page(blank_window, "thought", "study")
    assert found.pane.below.currentIndex() == 1
    assert found.pane.nothing.hint.text() == found.kind.hint
    found.pane.nothing.first.click()
    assert found.form is not None
    assert found.form.title.text() == "新增集中学习与研讨"


def test_what_is_no_office_is_said_and_what_stood_there_stays(blank_window: Window, place: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "照片.partydesk"
    wrong.write_bytes(b"x" * 500)
    assert not blank_window.open(str(wrong))
    assert "不是办公室文件" in blank_window.bar.text
    assert blank_window.stack.currentWidget() is blank_window.start
    assert blank_window.open(str(place))
    assert not blank_window.open(str(wrong))
    assert "不是办公室文件" in blank_window.bar.text
    assert blank_window.office is not None
    assert blank_window.office.place == str(place)


@pytest.mark.parametrize("held", [[1], "半", {"blanks": [1]}, {"blanks": {}, "roll": {"甲": "leave"}}])
@pytest.mark.parametrize("kind", ["study", GUIDE])
def test_a_draft_that_nobody_understands_keeps_no_office_shut(blank_window: Window, place: Path, kind: str, held: object) -> None:
    Drafts(str(place)).put(kind, 0, held)
    assert blank_window.open(str(place))
    if kind == "study":
        assert Drafts(str(place)).of("study") == set()
        found = page(blank_window, "thought", "study")
        found.add()
        assert found.form is not None
        assert found.form.editors["title"].draft() == ""


def test_an_office_that_cannot_be_shown_leaves_the_start_page(
        blank_window: Window, place: Path, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(_: object) -> None:
        raise Trouble("数据文件已损坏")

    monkeypatch.setattr(Tabs, "lay", damaged)
    assert not blank_window.open(str(place))
    assert told == ["数据文件已损坏"]
    assert blank_window.stack.currentWidget() is blank_window.start


def test_what_cannot_be_kept_on_the_disk_is_said_and_holds_up_the_closing_once(
        window: Window, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    form = begun(window)
    monkeypatch.setattr("partydesk.office.drafts.json.dumps", full)
    typed(form.editors["title"].core(), "半截")
    form.keep()
    assert "记不到磁盘上" in window.bar.text
    assert not window.close()
    assert "关闭" in told[0]
    assert window.office is not None
    assert window.close()


def begun(window: Window) -> Form:
    found = page(window, "thought", "study")
    found.add()
    assert found.form is not None
    return found.form


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_the_sample_is_made_once_and_shown(blank_window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, idle: Idle,
                                          place: Path) -> None:
    made: list[str] = []

    def make(where: str | Path) -> None:
        made.append(str(where))
        Path(where).write_bytes(place.read_bytes())

    monkeypatch.setattr("partydesk.office.sample.make", make)
    monkeypatch.setattr(files, "documents", lambda: tmp_path / "文档")
    for _ in range(2):
        blank_window.start.sample.click()
        idle(blank_window)
        assert "都是虚构的" in blank_window.bar.text
        blank_window.leave()
        assert blank_window.stack.currentWidget() is blank_window.start
    assert made == [str(tmp_path / "文档" / "示例办公室.partydesk")]


def test_without_a_screen_it_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    from partydesk.desk import main
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(Trouble, match="没有显示器"):
        main(None)


def test_on_a_computer_without_chinese_the_own_typeface_is_used(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

    from partydesk.desk import theme
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    family = theme.family()
    assert family
    assert QFontMetrics(QFont(family)).inFont("党")


def test_dots_that_call_themselves_chinese_are_not_taken_for_a_typeface(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> None:
    """Windows' "System" does so where the system's own character set is Chinese; it has no such letter, and lines half as high."""
    from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

    from partydesk.desk import theme
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: ["System"])
    monkeypatch.setattr(QFontDatabase, "isSmoothlyScalable", lambda *_: False)
    family = theme.family.__wrapped__()
    assert family not in ("", "System")
    assert QFontMetrics(QFont(family)).inFont("党")


def test_the_last_office_is_remembered(window: Window, place: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settings.recent()[:1] == [str(place.resolve())])


def test_the_tabs_are_those_of_the_catalogue(window: Window) -> None:
    assert window.office is not None
    labels = [window.tabs.tabText(n) for n in range(window.tabs.count())]
    assert labels == [tab.label for tab in window.office.catalogue.tabs.values()]
    for n in range(window.tabs.count()):
        window.tabs.setCurrentIndex(n)
        assert window.stack.currentWidget().accessibleName() == labels[n]


# ── records ──────────────────────────────────────────────────────────────────────────────────────

def test_add_change_delete_and_undo(window: Window, qtbot: QtBot, idle: Idle) -> None:
    found = page(window, "thought", "study")
    assert titles(found) == ["学习条例", "学习党章"]
    QTest.keyClick(found, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = found.form
    assert form is not None
    date_line, title_line = form.editors["date"].core(), form.editors["title"].core()
    date_line.selectAll()
    typed(date_line, "20250508")
    typed(title_line, "学习准则")
    assert form.dirty
    assert not form.state.isHidden()
    QTest.keyClick(title_line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    assert titles(found) == ["学习准则", "学习条例", "学习党章"]
    assert found.pane.number.text() == "3 条"
    assert not form.dirty
    assert "已保存" in window.bar.text
    assert found.list.currentIndex().row() == 0

    title_line.clear()
    typed(title_line, "学习纪律准则")
    form.foot.save.click()
    idle(window)
    assert titles(found)[0] == "学习纪律准则"

    form.foot.remove.click()
    idle(window)
    assert titles(found) == ["学习条例", "学习党章"]
    assert found.form is None
    window.undo()
    idle(window)
    assert "已撤销：删除集中学习与研讨" in window.bar.text
    assert titles(found)[0] == "学习纪律准则"
    window.undo()
    idle(window)
    assert titles(found)[0] == "学习准则"


def test_undo_shows_in_the_form_that_is_open(window: Window, idle: Idle) -> None:
    found = page(window, "thought", "study")
    found.show_record("study", found.model.id(0))
    line = found.form.editors["title"].core()
    line.setText("改过的题目")
    line.textEdited.emit("")
    assert found.form.save()
    idle(window)
    window.undo()
    idle(window)
    assert line.text() == "学习条例"


def test_ctrl_z_takes_back_typing_first(window: Window, idle: Idle, dressed: QApplication) -> None:
    found = page(window, "thought", "study")
    found.show_record("study", found.model.id(0))
    line = found.form.editors["title"].core()
    line.setFocus()
    typed(line, "甲")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    assert line.text() == "学习条例"
    assert window.office.count("study") == 2


def test_a_refusal_stands_beside_its_blank_and_nothing_is_lost(window: Window) -> None:
    found = page(window, "thought", "study")
    found.add()
    form = found.form
    form.editors["date"].core().setText("2025-02-30")
    form.editors["title"].core().setText("")
    form.editors["lecturers"].core().setText("两人")
    form.editors["host"].core().setText("张三")
    assert not form.save()
    assert "不是存在的日期" in form.refusals["date"].text()
    assert not form.refusals["date"].isHidden()
    assert "不能为空" in form.refusals["title"].text()
    assert "应填数字" in form.refusals["lecturers"].text()
    assert form.refusals["host"].isHidden()
    assert form.editors["host"].core().text() == "张三"
    assert "3 处" in form.whole.text()
    assert window.office.count("study") == 2
    line = form.editors["lecturers"].core()
    line.clear()
    typed(line, "2")
    assert form.refusals["lecturers"].isHidden()


def test_what_the_office_refuses_is_said_above_the_blanks(window: Window) -> None:
    found = page(window, "base", "staff")
    found.show_record("staff", found.model.id(0))
    found.form.foot.remove.click()
    assert "不能删除" in found.form.whole.text()


def test_what_is_typed_stays_when_another_record_is_opened(window: Window, place: Path, idle: Idle) -> None:
    found = page(window, "thought", "study")
    first, second = found.model.id(0), found.model.id(1)
    found.show_record("study", first)
    form = found.form
    typed(form.editors["place"].core(), "三楼会")
    typed(form.roll.box, "zs")
    found.show_record("study", second)
    assert form.editors["place"].core().text() == ""
    assert found.model.index(found.model.row(first), 0).data().startswith("●")
    found.show_record("study", first)
    assert form.editors["place"].core().text() == "三楼会"
    assert form.dirty
    window.close()                            # and over a close, without a question
    again = Window()
    again.open(str(place))
    assert "没保存" in again.bar.text
    found = page(again, "thought", "study")
    assert found.form is not None             # it stands there again by itself
    assert found.form.id == first
    assert found.form.editors["place"].core().text() == "三楼会"
    found.form.drop()
    assert found.form.editors["place"].core().text() == ""
    again.close()


def test_lists_narrow_by_words_dates_and_pinyin(window: Window, qtbot: QtBot) -> None:
    found = page(window, "base", "staff")
    typed(found.narrower, "zs")
    qtbot.waitUntil(lambda: found.model.found == "zs")
    names = [found.model.index(row, 0).data() for row in range(found.model.rowCount())]
    assert names == ["张三", "张珊"]
    assert found.pane.number.text() == "筛出 2 条"
    found.narrower.setText("没有这样的人")
    qtbot.waitUntil(lambda: found.model.rowCount() == 0)
    assert "没有符合" in found.pane.nothing.hint.text()
    found.pane.nothing.first.click()
    qtbot.waitUntil(lambda: found.model.rowCount() == 10)


def test_lists_sort_by_a_click_on_the_head(window: Window) -> None:
    found = page(window, "thought", "study")
    found.model.sort(1, Qt.SortOrder.AscendingOrder)
    assert titles(found) == sorted(titles(found))
    found.model.sort(1, Qt.SortOrder.DescendingOrder)
    assert titles(found) == sorted(titles(found), reverse=True)


def test_counts_follow_a_change_from_another_thread(window: Window, idle: Idle) -> None:
    from partydesk.desk import work
    found = page(window, "conduct", "problem")
    values = {"date": "2025-05-01", "title": "另一个问题", "origin": "survey"}
    done: list[int] = []
    work.run(window, lambda: window.office.save("problem", by_blank.read(window.office, "problem", values)), done.append)
    idle(window)
    assert done
    assert titles(found) == ["另一个问题", "会议偏多"]
    row = next(n for n in range(found.kinds.count()) if found.kinds.item(n).text() == "问题台账")
    assert found.kinds.item(row).data(Qt.ItemDataRole.UserRole + 1) == "2"


def test_a_kind_added_by_the_office_gets_list_and_form(window: Window, idle: Idle) -> None:
    form = '''
        [kind]
        id    = "visit"
        label = "走访台账"
        tab   = "conduct"
        shape = "fact"
        hint  = "走访一户记一条。"
        columns = { person = "走访人" }
        [[field]]
        id    = "households"
        type  = "number"
        label = "走访户数"
        unit  = "户"
        required = true
    '''
    page(window, "conduct", "problem")
    forms.add(window.office, "kinds/visit.toml", form)
    idle(window)
    found = page(window, "conduct", "visit")
    assert found.pane.nothing.hint.text() == "走访一户记一条。"
    found.add()
    assert list(found.form.editors) == ["date", "person", "households"]
    typed(found.form.editors["person"].core(), "zym")
    QTest.keyClick(found.form.editors["person"].core(), Qt.Key.Key_Return)
    assert not found.form.save()
    assert "走访户数" in found.form.refusals["households"].text()
    typed(found.form.editors["households"].core(), "12户")
    assert found.form.save()
    idle(window)
    heads = [label for _, label in found.model.heads]
    row = [found.model.index(0, column).data() for column in range(len(heads))]
    assert row[heads.index("走访人")] == "郑一鸣"
    assert row[heads.index("走访户数")] == "12"


def test_ctrl_z_in_a_blank_without_typing_takes_back_the_last_step(window: Window, idle: Idle) -> None:
    found = page(window, "thought", "study")
    found.show_record("study", found.model.id(0))
    line = found.form.editors["title"].core()
    typed(line, "再")
    assert found.form.save()
    idle(window)
    assert window.office.record("study", found.form.id).values["title"] != "学习条例"
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle(window)
    assert line.text() == "学习条例"
    assert "已撤销：修改集中学习与研讨" in window.bar.text


def test_a_long_list_narrows_without_holding_up_the_clerk(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partydesk.desk.list_pane.LONG", 1)
    found = page(window, "thought", "study")
    found.narrower.setText("章")
    qtbot.waitUntil(lambda: found.model.found == "章" and not window.doing.busy)
    assert titles(found) == ["学习党章"]
    found.show_record("study", 2)             # not on the narrowed list: it is widened again
    assert found.model.found == ""
    assert found.form.editors["title"].core().text() == "学习条例"


# ── Excel ────────────────────────────────────────────────────────────────────────────────────────

def test_a_sheet_goes_out_and_comes_back_with_its_faults_listed(
        window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, idle: Idle, qtbot: QtBot) -> None:
    import openpyxl

    from partydesk.desk.mapping_box import MappingBox
    path = tmp_path / "问题.xlsx"
    monkeypatch.setattr(files, "to_save", lambda *_: path)
    found = page(window, "conduct", "problem")
    found.pane.transfer.export_sheet()
    idle(window)
    assert "已导出 1 条" in window.bar.text
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    sheet.delete_rows(2)
    for n, day in enumerate(("2025-05-06", "二月三十")):
        for head, value in (("发现日期", day), ("问题", f"新问题{n}"), ("来源", "问卷调查")):
            sheet.cell(2 + n, heads.index(head) + 1, value)
    book.save(path)
    book.close()
    found.take(path)
    idle(window)
    box = found.findChild(MappingBox)
    assert box is not None
    qtbot.waitUntil(lambda: box.found.item(0, 0) is not None, timeout=10_000)
    assert (box.found.item(0, 0).text(), box.found.item(0, 1).text()) == ("第 3 行", "发现日期")
    assert window.office.count("problem") == 1
    box.go.click()
    idle(window)
    assert window.office.count("problem") == 2
    assert "新增 1 条" in window.bar.text


# ── when things go wrong ─────────────────────────────────────────────────────────────────────────

def test_trouble_is_said_once_with_what_to_try(window: Window, idle: Idle, told: list[str]) -> None:
    from partydesk.desk import work

    def task() -> None:
        raise Trouble("磁盘已满，请清理后再试")

    work.run(window, task, lambda _: None)
    idle(window)
    assert told == ["磁盘已满，请清理后再试"]


def test_our_own_mistakes_are_logged_whole_and_what_is_typed_stays(
        window: Window, told: list[str], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    import threading

    from partydesk.desk import mistakes
    from partydesk.office import mishaps
    for where, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(where, hook, getattr(where, hook))
    mistakes.catch(lambda: window)
    found = page(window, "thought", "study")
    found.add()
    typed(found.form.editors["title"].core(), "打到一半")
    try:
        raise ZeroDivisionError("试一试")
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "程序内部出错" in told[0]
    assert "ZeroDivisionError" in (mishaps.folder() / "partydesk.log").read_text("utf-8")
    thread = threading.Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()
    QApplication.processEvents()
    assert len(told) == 2, "one on another thread is told as well"
    try:
        raise ZeroDivisionError("试一试")
    except ZeroDivisionError as error:
        mistakes._WATCHES[0]._told.add(f"ZeroDivisionError {__file__}:{error.__traceback__.tb_lineno if error.__traceback__ else 0}")
        sys.excepthook(type(error), error, error.__traceback__)
    assert len(told) == 2, "the same again is said on the bar"
    assert "又在同一处出错" in window.bar.text
    assert found.form.editors["title"].core().text() == "打到一半"
    for handler in list(mishaps.log().handlers):
        handler.close()
        mishaps.log().removeHandler(handler)


# ── reach ────────────────────────────────────────────────────────────────────────────────────────

def test_every_widget_that_takes_keys_or_clicks_has_a_name(window: Window, idle: Idle) -> None:
    for n in range(window.tabs.count()):
        window.tabs.setCurrentIndex(n)
        found = window.stack.currentWidget()
        if isinstance(found, RecordsPage):
            for row in range(found.kinds.count()):
                found.kinds.setCurrentRow(row)
                found.add()
                found.form.drop()
    idle(window)
    nameless = [f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
                for widget in (window, *window.findChildren(QWidget)) if _used(widget) and not _named(widget)]
    assert nameless == []


def _used(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not widget.objectName().startswith("qt_")


def _named(widget: QWidget) -> bool:
    return bool(widget.accessibleName() or getattr(widget, "text", str)() or widget.parent() and isinstance(
        widget.parent(), QWidget) and widget.parent().accessibleName() and widget.parent().focusProxy() is widget)


def test_tab_goes_down_the_form(window: Window) -> None:
    found = page(window, "conduct", "problem")
    found.show_record("problem", found.model.id(0))
    form = found.form
    wanted = [editor.core() for editor in form.editors.values()]
    wanted[0].setFocus()
    for before, after in itertools.pairwise(wanted):
        step = before.nextInFocusChain()
        while not (step.isVisible() and step.focusPolicy() & Qt.FocusPolicy.TabFocus) or step.focusProxy() is not None:
            step = step.nextInFocusChain()
        assert step is after, (before.accessibleName(), after.accessibleName())


def test_standard_texts_are_chinese(dressed: QApplication) -> None:
    box = QMessageBox()
    box.setStandardButtons(QMessageBox.StandardButton.Cancel | QMessageBox.StandardButton.Save)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "取消"
    assert "保存" in box.button(QMessageBox.StandardButton.Save).text()


def test_renaming_the_office_shows_at_once(window: Window, idle: Idle) -> None:
    window.menu.rename()
    box = next(widget for widget in window.findChildren(QDialog) if widget.isVisible())
    box.name.setText("新名字")
    box._go()
    idle(window)
    assert window.called.text() == "新名字"
    assert isinstance(window.office, Office)


def test_no_form_is_wider_than_its_place_on_a_small_screen(window: Window) -> None:
    wide = []
    for n in range(window.tabs.count()):
        window.tabs.setCurrentIndex(n)
        found = window.stack.currentWidget()
        if isinstance(found, RecordsPage):
            for row in range(found.kinds.count()):
                found.kinds.setCurrentRow(row)
                found.add()
                room = found.forms.minimumWidth() - 22 - found.form.area.verticalScrollBar().sizeHint().width()
                if (needs := found.form.area.widget().minimumSizeHint().width()) > room:
                    wide.append((found.kind.id, needs, room))
                found.form.drop()
    assert wide == []


def test_a_period_half_deleted_is_put_back(window: Window) -> None:
    box = window.tabs.page("summary").bar.period_box
    line = box.lineEdit()
    was = line.text()
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Home)
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert line.text() == was[1:]
    line.editingFinished.emit()               # the keys go elsewhere
    assert line.text() == was


def test_a_box_is_never_larger_than_the_screen(window: Window) -> None:
    box = QDialog(window)
    sized(box, 9000, 9000)
    room = box.screen().availableGeometry()
    assert box.width() < room.width()
    assert box.height() < room.height()


def test_the_panes_share_the_room_that_there_is_in_the_end(qtbot: QtBot) -> None:
    kinds, listed, form = QWidget(), QWidget(), QWidget()
    panes = Panes(kinds, listed, form)
    qtbot.addWidget(panes)
    panes.resize(480, 400)
    panes.show()
    panes.open()                              # a form that is resumed before the window is as large as it will be
    assert kinds.isHidden()
    panes.resize(1340, 700)
    side, _, mine = panes.sizes()
    assert (side, mine > px(500)) == (px(KINDS), True)
    panes.resize(480, 400)
    panes.resize(1340, 700)
    panes.close_form()
    assert panes.sizes()[0] == px(KINDS)
