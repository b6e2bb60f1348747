"""The first tab: its boards, what a click on them leads to, and where a new office begins."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk import work
from partydesk.desk.beginning import BeginningCard
from partydesk.desk.charts import PairChart
from partydesk.desk.due_list import DueList, Head, later
from partydesk.desk.home_page import ASLEEP, HomePage
from partydesk.desk.progress import Progress
from partydesk.desk.rhythm_table import NAMED, RhythmTable
from partydesk.desk.window import Window
from partydesk.office import Office
from partydesk.office.board import State

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Idle = Callable[[Window], None]
Went = list[tuple[str, object]]


def counted(window: Window, qtbot: QtBot) -> HomePage:
    """The home page, when all that it asks for has come."""
    first = window.tabs.page("home")
    assert isinstance(first, HomePage)
    qtbot.waitUntil(lambda: first.board is not None and not window.doing.busy, timeout=20_000)
    QApplication.processEvents()
    return first


@pytest.fixture
def first(window: Window, qtbot: QtBot) -> HomePage:
    return counted(window, qtbot)


@pytest.fixture(scope="module")
def drawn(dressed: QApplication, sample: Office) -> Iterator[HomePage]:
    """The home page of the sample by itself, counted once."""
    page = HomePage(sample, sample.catalogue.tabs["home"])
    page.resize(1240, 740)
    page.show()
    until(lambda: page.board is not None and page.rhythms is not None)
    yield page
    page.hide()
    work.wait()
    page.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def sampled(drawn: HomePage) -> HomePage:
    """The same, listing all that is due, and leading nowhere."""
    drawn.sorts.setCurrentIndex(0)
    drawn.due_list._folded.clear()
    drawn.show_due()
    return drawn


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not done() and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    assert done()


@pytest.fixture
def went(sampled: HomePage) -> Iterator[Went]:
    """Where it would lead."""
    found: Went = []
    ways = ((sampled.record_wanted, lambda kind, id: found.append(("record", (kind, id)))),
            (sampled.kind_wanted, lambda kind: found.append(("kind", kind))),
            (sampled.figure_wanted, lambda figure: found.append(("figure", figure))),
            (sampled.place_wanted, lambda place: found.append(("place", place))),
            (sampled.add_wanted, lambda kind, values: found.append(("add", (kind, values)))))
    for signal, note in ways:
        signal.connect(note)
    yield found
    for signal, note in ways:
        signal.disconnect(note)


def click_line(shown: DueList, row: int) -> None:
    index = shown.shown.index(row, 0)
    shown.scrollTo(index)
    at = shown.visualRect(index)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(at.left() + 20, at.top() + 8))


def test_it_is_what_opens_and_stands_before_anything_is_counted(blank_window: Window, place: Path, qtbot: QtBot) -> None:
    assert blank_window.open(str(place))
    first = blank_window.stack.currentWidget()
    assert isinstance(first, HomePage)
    assert first.board is None
    assert first.accessibleName() == blank_window.tabs.tabText(0) == "首页"
    qtbot.waitUntil(lambda: first.stands)
    counted(blank_window, qtbot)


def test_all_that_is_due_or_found_is_one_click_from_its_record(sampled: HomePage, went: Went) -> None:
    office = sampled.office
    late = {(kind.id, record.id) for kind in office.catalogue.kinds.values() if kind.shape == "item"
            for record in office.records(kind.id)
            if record.values.get("due") and record.values["due"] < date.today() and not record.values.get("closed")}
    assert late
    assert sampled.board is not None
    findings = {finding.found for finding in sampled.board.findings}
    assert findings
    shown, records = sampled.due_list, set()
    for row, line in enumerate(list(shown.shown.rows)):
        if isinstance(line, Head):
            continue
        before = len(went)
        click_line(shown, row)
        assert len(went) == before + 1, line
        records.add(went[-1][1])
        findings.discard(line.what)
    assert late <= records
    assert not findings


def test_a_line_leads_there_in_the_window_too(window: Window, first: HomePage, idle: Idle, qtbot: QtBot) -> None:
    window.office.save("problem", {"date": date(2025, 1, 5), "title": "久拖未决", "origin": "survey", "due": date(2025, 2, 1)})
    qtbot.waitUntil(lambda: any(not isinstance(row, Head) and row.what == "久拖未决" for row in first.due_list.shown.rows), timeout=20_000)
    idle(window)
    row = next(n for n, row in enumerate(first.due_list.shown.rows) if not isinstance(row, Head) and row.what == "久拖未决")
    click_line(first.due_list, row)
    page = window.stack.currentWidget()
    assert page is not first
    assert page.form.editors["title"].draft() == "久拖未决"


def test_every_number_opens_its_work_list_and_each_figure_its_trace(sampled: HomePage, went: Went) -> None:
    progress = sampled.findChild(Progress)
    assert isinstance(progress, Progress)
    board = sampled.board
    assert board is not None
    assert progress.total.text().startswith(f"{board.period.label} {board.count()} 项")
    for (pillar, state), pressed in progress.buttons.items():
        if pressed.isEnabled():
            pressed.click()
            of = sampled.due_list.lines
            assert len(of) == len(board.entries(state, pillar)) > 0
            assert sampled.right_count.text() == f"{len(of)} 项"
    progress.buttons["", State.ODD].click()
    row = next(n for n, row in enumerate(sampled.due_list.shown.rows) if not isinstance(row, Head))
    click_line(sampled.due_list, row)
    assert went == [("figure", board.entries(State.ODD)[0].id)]
    wanted: list[str] = []
    sampled.figures_wanted.connect(wanted.append)
    sampled.whole.click()
    assert wanted == ["odd"]
    sampled.back.click()
    assert sampled.right_title.text() == "待办"


def test_a_figure_is_traced_in_its_period(window: Window, first: HomePage, idle: Idle) -> None:
    first.show_period(Period.read("2025-03"))
    idle(window)
    first.figure_wanted.emit("study.group_sessions")
    idle(window)
    summary = window.tabs.page("summary")
    assert (summary.period, summary.scope) == (Period.read("2025-03"), None)
    assert summary.tracing.trace.id == "study.group_sessions"


def cell_of(table: RhythmTable, kind: str, column: int) -> QPoint:
    row = next(n for n, row in enumerate(table.shown.board.rows) if row.kind == kind)
    index = table.shown.index(row, NAMED + column)
    return table.visualRect(index).center()


def test_a_cell_opens_its_record_and_an_empty_one_begins_it(window: Window, first: HomePage, idle: Idle, qtbot: QtBot) -> None:
    first.show_period(Period.half(2025, 1))
    idle(window)
    table = first.findChild(RhythmTable)
    assert isinstance(table, RhythmTable)
    asked = table.shown.board.rows
    march = cell_of(table, "branch_committee", 2)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, march)
    page = window.stack.currentWidget()
    assert page.kind.id == "branch_committee"
    [row] = [row for row in asked if row.kind == "branch_committee"][:1]
    assert page.form.editors["bodies"].value() == (row.body,)
    assert page.form.editors["date"].value() == date(2025, 3, 31)
    assert not page.form.dirty                 # nothing was typed: nothing is kept
    id = window.office.save("branch_committee", {"date": date(2025, 3, 12), "title": "三月支委会", "bodies": (row.body,),
                                                 "host": "张三", "agenda": "议题"})
    window.tabs.page("home")
    qtbot.waitUntil(lambda: any(id in cell.records for row in table.shown.board.rows for cell in row.cells
                                if row.kind == "branch_committee"), timeout=20_000)
    idle(window)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                     cell_of(table, "branch_committee", 2))
    assert window.stack.currentWidget().form.id == id


def test_a_cell_of_several_offers_each_and_one_more(sampled: HomePage, went: Went) -> None:
    table = sampled.findChild(RhythmTable)
    assert isinstance(table, RhythmTable)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cell_of(table, "study", 1))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert len(texts) == 4
    assert all(text.startswith("02-") for text in texts[:3])
    menu.actions()[0].trigger()
    menu.actions()[-1].trigger()
    menu.close()
    assert [sort for sort, _ in went] == ["record", "add"]
    assert went[1][1][1]["date"].month == 2


def test_the_board_is_used_by_keys_alone(sampled: HomePage, went: Went) -> None:
    table = sampled.findChild(RhythmTable)
    assert isinstance(table, RhythmTable)
    table.setFocus()
    table.setCurrentIndex(table.shown.index(0, NAMED))
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert went[-1][0] == "record"
    sampled.due_list.setFocus()
    sampled.due_list.setCurrentIndex(sampled.due_list.shown.index(1, 0))
    QTest.keyClick(sampled.due_list, Qt.Key.Key_Return)
    assert went[-1] == ("record", (sampled.due_list.lines[0].of.kind, sampled.due_list.lines[0].of.record))
    sampled.due_list.setCurrentIndex(sampled.due_list.shown.index(0, 0))
    QTest.keyClick(sampled.due_list, Qt.Key.Key_Space)                    # a heading folds
    assert sampled.due_list.shown.rows[0].folded


def test_what_can_wait_is_put_off_and_comes_back(sampled: HomePage) -> None:
    shown, n = sampled.due_list, len(sampled.due_list.lines)
    first = shown.lines[0]
    index = shown.shown.index(1, 0)
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, shown.later_area(index).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "稍后提醒：过一个月").trigger()
    menu.close()
    assert first.of not in [line.of for line in sampled.due_list.lines]
    assert sampled.right_count.text() == f"{n - 1} 项"
    sampled.sorts.setCurrentIndex(sampled.sorts.findData(ASLEEP))
    sampled.show_due()
    assert [line.of for line in shown.lines] == [first.of]
    assert shown.lines[0].when == f"{date.today() + timedelta(30)} 再提醒"
    sampled.due_list.put_off.emit(first.of, "")
    assert len(sampled.due_list.lines) == n
    assert sampled.due_list.lines[0] == first


def test_it_is_put_off_to_tomorrow_monday_or_a_month() -> None:
    assert [day for _, day in later(date(2025, 7, 10))] == [date(2025, 7, 11), date(2025, 7, 14), date(2025, 8, 9)]


def test_the_list_can_be_narrowed_to_one_sort(sampled: HomePage) -> None:
    everything = len(sampled.due_list.lines)
    for at in range(1, sampled.sorts.count()):
        sampled.sorts.setCurrentIndex(at)
        sampled.show_due()
        assert {line.of.sort.value for line in sampled.due_list.lines} == {sampled.sorts.currentData()}
        assert sampled.sorts.currentText() == f"{sampled.sorts.currentData()} {len(sampled.due_list.lines)}"
    sampled.sorts.setCurrentIndex(0)
    sampled.show_due()
    assert len(sampled.due_list.lines) == everything


def test_one_branch_has_its_own_boards(sampled: HomePage) -> None:
    whole, before = len(sampled.due_list.lines), sampled.board
    table = sampled.findChild(RhythmTable)
    assert isinstance(table, RhythmTable)
    sampled.scope_box.setCurrentIndex(sampled.scope_box.findData("机关第二党支部"))
    sampled.recount()
    until(lambda: sampled.board is not before)
    try:
        assert 0 < len(sampled.due_list.lines) < whole
        assert {row.name for row in table.shown.board.rows} == {"机关第二党支部", "第二党支部党小组"}
    finally:
        sampled.scope_box.setCurrentIndex(0)
        sampled.recount()
        until(lambda: sampled.board == before)


def test_charts_say_their_values_and_are_copied_as_pictures(sampled: HomePage, went: Went) -> None:
    charts = sampled.findChildren(PairChart)
    assert len(charts) == 4
    chart = charts[0]
    for pair in chart.pairs:
        assert f"{pair.label}2025年上半年{pair.now}，2024年上半年{pair.then}" in chart.accessibleDescription()
    QApplication.clipboard().clear()
    chart.corner.click()
    image = QApplication.clipboard().image()
    assert image.width() > 2 * chart.width()
    assert len({image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}) > 3
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, chart.area(1).center())
    QTest.keyClick(chart, Qt.Key.Key_Down)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert went == [("figure", chart.pairs[1].id), ("figure", chart.pairs[2].id)]


def test_what_did_not_change_is_not_drawn_again(window: Window, first: HomePage, idle: Idle) -> None:
    table, progress = first.findChild(RhythmTable), first.findChild(Progress)
    reset: list[str] = []
    table.shown.modelReset.connect(lambda: reset.append("rhythm"))
    first.due_list.shown.modelReset.connect(lambda: reset.append("list"))
    first.refresh(frozenset({"note"}))
    first.recount()
    idle(window)
    assert reset == []
    assert first.findChild(Progress) is progress


def test_it_counts_again_only_when_it_is_seen(window: Window, first: HomePage, idle: Idle, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    recount = first.recount
    monkeypatch.setattr(first, "recount", lambda: (counts.append(1), recount()))
    first._wait.timeout.disconnect()
    first._wait.timeout.connect(first.recount)
    window.tabs.page("base")
    first.refresh(frozenset({"staff"}))
    QTest.qWait(400)
    assert counts == []
    window.tabs.page("home")
    QTest.qWait(200)
    idle(window)
    assert counts == [1]


def test_a_new_office_begins_here(blank_window: Window, tmp_path: Path, qtbot: QtBot, idle: Idle) -> None:
    place = tmp_path / "新.partydesk"
    Office.create(place, "试验单位").close()
    assert blank_window.open(str(place))
    first = blank_window.tabs.page("home")

    def card() -> BeginningCard:
        found = first.stack.currentWidget()
        assert isinstance(found, BeginningCard)
        return found

    qtbot.waitUntil(lambda: isinstance(first.stack.currentWidget(), BeginningCard), timeout=20_000)
    assert first.top.isHidden()
    assert [button.accessibleName() for button in card().findChildren(QPushButton) if button.objectName() == "primary"] == ["新增党支部"]
    blank_window.office.save("branch", {"name": "甲支部"})
    qtbot.waitUntil(lambda: [one.done for one in card().first] == [True, False, False], timeout=20_000)
    idle(blank_window)
    next(button for button in card().findChildren(QPushButton) if button.accessibleName() == "新增干部职工").click()
    assert blank_window.stack.currentWidget().form.title.text() == "新增干部职工"
    with blank_window.office.together("开头"):
        blank_window.office.save("staff", {"name": "张三", "party": "member"})
        blank_window.office.save("study", {"date": date.today(), "title": "第一次", "form": "collective"})
    idle(blank_window)
    assert counted(blank_window, qtbot).stack.currentWidget() is first.split
    assert not first.top.isHidden()


def test_a_period_is_chosen_or_written_and_nonsense_is_refused(window: Window, first: HomePage, idle: Idle) -> None:
    first.period_box.setEditText("2025Q1")
    QTest.keyClick(first.period_box.lineEdit(), Qt.Key.Key_Return)
    assert first.period == Period.read("2025Q1")
    assert first.period_box.currentText() == "2025年第一季度"
    first.period_box.setEditText("去年")
    QTest.keyClick(first.period_box.lineEdit(), Qt.Key.Key_Return)
    assert first.period_box.currentText() == "2025年第一季度"
    assert "不是统计期" in window.bar.text
    idle(window)
    assert first.board.period == Period.read("2025Q1")
