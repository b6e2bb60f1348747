"""The summary desk: pages, numbers, traces, who is missing, checks and files."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk import files
from partydesk.desk.closing_box import SentBox
from partydesk.desk.damage_box import DamageBox
from partydesk.desk.date_box import DateBox
from partydesk.desk.feeds_box import FeedsBox
from partydesk.desk.pages import Spot
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.state_box import StateBox
from partydesk.desk.summary_page import FINDINGS, NUMBERS, PAPER, SummaryPage
from partydesk.desk.tracing import TRACE
from partydesk.desk.vocabulary_box import VocabularyBox
from partydesk.desk.window import Window
from partydesk.office import by_blank, closing, numbers, stating
from partydesk.office.checking import Place

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Idle = Callable[[Window], None]
SESSIONS = "study.group_sessions"


@pytest.fixture
def summary(window: Window, idle: Idle) -> SummaryPage:
    page = window.tabs.page("summary")
    page.show_period(Period.half(2025, 1))
    idle(window)
    assert page.papers.view.count > 0
    return page


def spot_of(page: SummaryPage, figure: str) -> Spot:
    return next(spot for spots in page.papers.view._spots.values() for spot in spots if spot.figure == figure)


def shown(page: SummaryPage) -> dict[str, Any]:
    return {number.id: number for number in page.numbers.shown()}


def test_the_pages_are_white_paper_with_the_numbers_on_them(summary: SummaryPage) -> None:
    image = summary.papers.view._image(0)
    assert image.pixelColor(3, 3).name() == "#ffffff"
    dark = sum(image.pixelColor(x, y).lightness() < 100 for x in range(0, image.width(), 3)
               for y in range(0, image.height(), 3))
    assert dark > 50
    assert spot_of(summary, SESSIONS).page >= 1


def test_a_click_on_a_number_opens_its_trace_and_a_record_of_it(summary: SummaryPage, window: Window, idle: Idle) -> None:
    spot = spot_of(summary, SESSIONS)
    summary.papers.view.choose(SESSIONS)
    at = summary.papers.view.place(spot)
    QTest.mouseMove(summary.papers.view.viewport(), at)
    QTest.mouseClick(summary.papers.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    idle(window)
    assert summary.tracing.isVisible()
    assert summary.papers.view.chosen == SESSIONS
    assert summary.tracing.label.text() == window.office.catalogue.figures[SESSIONS].label
    assert summary.tracing.value.text() == "2次"
    assert summary.tracing.because.text().startswith("算法：")
    assert [record.title for record in summary.tracing.rows.records] == ["学习党章", "学习条例"]
    summary.tracing._open(summary.tracing.rows.index(1, 0))
    idle(window)
    page = window.stack.currentWidget()
    assert isinstance(page, RecordsPage)
    assert page.form.editors["title"].core().text() == "学习条例"


def test_beside_the_numbers_nothing_opens(summary: SummaryPage) -> None:
    QTest.mouseClick(summary.papers.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
    assert summary.tracing.isHidden()


def test_a_change_in_the_records_changes_pages_and_list(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    assert shown(summary)[SESSIONS].text == "2次"
    window.office.save("study", by_blank.read(window.office, "study", {"date": "2025-06-05", "title": "再学一次", "form": "集中学习"}))
    qtbot.waitUntil(lambda: shown(summary)[SESSIONS].text == "3次", timeout=15_000)
    idle(window)
    assert "期内组织集中学习3次" in summary.papers.text.text.toPlainText()


def test_the_list_narrows_and_sorts(summary: SummaryPage) -> None:
    summary.figures_list()
    everything = shown(summary)
    assert list(everything) == list(summary.office.catalogue.figures)
    summary.numbers.filters["missing"].click()
    missing = shown(summary)
    assert 0 < len(missing) < len(everything)
    assert all(number.missing for number in missing.values())
    summary.figures_list("廉政建设")
    assert {number.chapter for number in shown(summary).values()} == {"廉政建设"}
    summary.figures_list("odd")
    assert shown(summary)
    assert all(number.odd for number in shown(summary).values())
    summary.figures_list()
    summary.numbers.sought.setText("zzjzxx")          # 组织集中学习
    assert next(iter(shown(summary))) == SESSIONS
    summary.numbers.sought.clear()
    summary.numbers._sort(1)
    amounts = [number.amount for number in summary.numbers.shown() if number.amount is not None]
    assert amounts == sorted(amounts, reverse=True)
    assert not any(isinstance(row, str) for row in summary.numbers.model.rows)
    summary.numbers._sort(1)
    summary.numbers._sort(1)
    assert list(shown(summary)) == list(everything)


def test_the_list_is_copied_and_exported(summary: SummaryPage, window: Window, idle: Idle, tmp_path: Path,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    summary.figures_list()
    summary.numbers.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["数据项", "本期", "上年同期"]
    assert len(lines) == len(shown(summary)) + 1
    assert "<table" in QGuiApplication.clipboard().mimeData().html()
    for sort, suffix, head in ((files.EXCEL, ".xlsx", b"PK"), (files.WORD, ".docx", b"PK"), (files.PDF, ".pdf", b"%PDF")):
        monkeypatch.setattr(files, "to_save", lambda *_, suffix=suffix: tmp_path / f"数据项{suffix}")
        summary.numbers.export(sort)
        idle(window)
        assert (tmp_path / f"数据项{suffix}").read_bytes().startswith(head)


def test_a_number_taken_from_what_was_sent_leads_to_those_files(summary: SummaryPage, window: Window, idle: Idle) -> None:
    office = window.office
    stating.state(office, "study.notes_avg", "2024H1", "5", "台账")
    closing.close(office, "half_year_summary", "2024H1", because="先报一稿")
    closing.compare(office, as_sent=True)
    stating.unstate(office, "study.notes_avg", "2024H1")
    idle(window)
    figure = next(number for number in numbers.numbers(office, "2025H1") if number.id == "study.notes_avg")
    assert figure.before.startswith("5")
    growth = next(id for id, one in office.catalogue.figures.items() if one.definition == "change(study.notes_avg)")
    summary.trace(growth)
    idle(window)
    panel = summary.tracing
    assert panel.sent_button.isHidden()
    panel.parts.setCurrentItem(next(panel.parts.topLevelItem(n) for n in range(panel.parts.topLevelItemCount())
                                    if panel.parts.topLevelItem(n).data(0, TRACE).sent))
    assert "取自定稿：2024年上半年" in panel.count.text()
    assert panel.table.isHidden()
    panel.sent_button.click()
    idle(window)
    box = summary.findChild(SentBox)
    assert box.issue.period == Period.read("2024H1")
    box._figure(SESSIONS)
    idle(window)
    assert summary.period == Period.read("2024H1")
    assert panel.trace.id == SESSIONS
    assert panel.sent_button.isHidden()


def test_a_finding_about_file_or_forms_leads_somewhere_real(summary: SummaryPage, window: Window) -> None:
    summary.go_to(Place("file", "看怎么办…", says="第 3 页读不出来"))
    box = window.findChild(DamageBox)
    assert any("第 3 页读不出来" in said.text() for said in box.findChildren(QLabel))
    box.accept()
    summary.go_to(Place("form", "看写法…", kind="study"))
    words = window.findChild(VocabularyBox)
    assert words.tree.currentItem().text(0) == window.office.catalogue.kinds["study"].label
    words.reject()


def test_a_click_in_the_list_traces_and_finds_the_place(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary.figures_list()
    idle(window)
    summary.numbers._clicked(summary.numbers.model.index(summary.numbers.model.find("study.coverage_rate"), 0))
    idle(window)
    assert summary.tracing.label.text() == "学习覆盖率"
    assert summary.tracing.parts.topLevelItemCount() == 2
    assert len(summary.tracing.rows.records) == 10


def test_who_is_missing_in_a_share_has_a_name_and_a_card(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    window.office.save("staff", {"name": "迟到的人", "since": date(2025, 6, 20)})
    qtbot.waitUntil(lambda: not summary._wait.isActive(), timeout=5_000)
    idle(window)
    summary.trace("study.coverage_rate")
    idle(window)
    assert summary.tracing.tabs.isVisible()
    assert summary.tracing.tabs.tabText(1) == "缺谁缺什么 1"
    summary.tracing.show_missing()
    assert [one.title for one in summary.tracing.rows.records] == ["迟到的人"]
    assert "还有 1 人没有计入" in summary.tracing.count.text()
    summary.tracing.copy()
    assert "迟到的人" in QGuiApplication.clipboard().text()
    summary.tracing._open(summary.tracing.rows.index(0, 1))
    idle(window)
    page = window.stack.currentWidget()
    assert isinstance(page, RecordsPage)
    assert page.form.editors["name"].core().text() == "迟到的人"


def test_what_was_due_and_not_held_is_begun_from_there(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary.trace(SESSIONS)
    idle(window)
    summary.tracing.show_missing()
    one = summary.tracing.rows.records[0]
    summary.tracing._open(summary.tracing.rows.index(0, 1))
    idle(window)
    page = window.stack.currentWidget()
    assert isinstance(page, RecordsPage)
    assert page.kind.id == "study"
    assert page.form.editors["date"].value() == one.add["date"]


def test_a_number_is_stated_with_a_reason_and_taken_back(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    summary.trace(SESSIONS)
    idle(window)
    summary.tracing.state_button.click()
    box = summary.findChild(StateBox)
    assert box is not None
    box.amount.setText("16次")
    box._go()
    assert "依据" in box.said.text()
    box.because.setPlainText("学习台账纸质本")
    box._go()
    qtbot.waitUntil(lambda: summary.tracing.trace.stated, timeout=15_000)
    idle(window)
    assert summary.tracing.value.text() == "16次"
    assert summary.tracing.because.text().startswith("依据：学习台账纸质本\n算法：")
    assert summary.tracing.counted.text() == "记录数出来是 2次"
    assert len(summary.tracing.rows.records) == 2
    summary.tracing.unstate_button.click()
    qtbot.waitUntil(lambda: not summary.tracing.trace.stated, timeout=15_000)
    idle(window)
    assert summary.tracing.value.text() == "2次"


def test_any_period_can_be_typed_and_a_wrong_one_is_refused(summary: SummaryPage, window: Window, idle: Idle) -> None:
    line = summary.bar.period_box.lineEdit()
    line.setText("2025-03")
    QTest.keyClick(line, Qt.Key.Key_Return)
    idle(window)
    assert summary.period == Period.months_of(2025, 3, 3)
    assert line.text() == "2025年3月"
    assert shown(summary)[SESSIONS].text == "1次"
    line.setText("去年")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "不是统计期" in window.bar.text
    assert line.text() == "2025年3月"


def test_one_branch_can_be_chosen(summary: SummaryPage, window: Window, idle: Idle) -> None:
    at = summary.bar.scope_box.findData("第二党支部")
    assert at > 0
    summary.bar.scope_box.setCurrentIndex(at)
    summary.bar.scope_box.activated.emit(at)
    idle(window)
    assert shown(summary)[SESSIONS].text == "1次"


def test_each_finding_leads_by_one_click_to_where_it_is_mended(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary.check()
    idle(window)
    assert summary.side.currentIndex() == FINDINGS
    assert summary.findings.findings
    places = [place for _, places in summary.findings.findings for place in places]
    assert all(places for _, places in summary.findings.findings)
    figure = next(place for place in places if place.sort == "figure")
    summary.go_to(figure)
    idle(window)
    assert summary.tracing.trace.id == figure.figure
    kind = next(place for place in places if place.sort == "list")
    summary.go_to(kind)
    idle(window)
    page = window.stack.currentWidget()
    assert isinstance(page, RecordsPage)
    assert page.kind.id == kind.kind


def test_the_records_of_a_finding_are_listed(summary: SummaryPage, window: Window, idle: Idle) -> None:
    people = [record.id for record in window.office.records("staff")][:2]
    with window.office.together("评议"):
        for person in people:
            for grade in ("excellent", "pass"):
                window.office.save("grade", {"date": date(2025, 3, 1), "person": person, "grade": grade})
            window.office.save("honour", {"date": date(2025, 3, 1), "title": "先进", "person": person, "award": "advanced",
                                          "level": "county"})
        for person in window.office.records("staff")[2:]:
            window.office.save("grade", {"date": date(2025, 3, 1), "person": person.id, "grade": "pass"})
    idle(window)
    summary.check()
    idle(window)
    place = next(place for _, places in summary.findings.findings for place in places if place.sort == "records")
    summary.go_to(place)
    assert {record.id for record in summary.tracing.rows.records} == set(people)
    summary.trace(SESSIONS)
    idle(window)
    assert summary.tracing.value.isVisible()
    assert summary.tracing.value.text() == "2次"


def test_from_a_record_to_the_figures_it_moves(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    study = next(record for record in window.office.records("study") if record.values["title"] == "学习党章")
    box = FeedsBox(window.office, "study", study.id, window)
    box.show()
    qtbot.waitUntil(lambda: box.fed is not None, timeout=15_000)
    assert "计入 3 个数据项" in box.told.text()
    item = box.tree.topLevelItem(0).child(0)
    assert (item.text(0), item.text(1), item.text(2)) == ("组织集中学习", "2次", "计入 1 次")
    box._go(item)
    idle(window)
    assert window.stack.currentWidget() is summary
    assert summary.tracing.trace.id == SESSIONS
    assert summary.side.currentIndex() == PAPER


def test_the_day_under_the_paper_is_set(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    summary.date_it()
    box = summary.findChild(DateBox)
    box.box.line.selectAll()
    QTest.keyClicks(box.box.line, "0703")     # of the year that the paper is of, whatever year it is now
    QTest.keyClick(box.box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "7月3日" in summary.papers.date_button.text(), timeout=15_000)
    idle(window)
    assert "2025年7月3日" in summary.papers.text.text.toPlainText()


def test_panes_fold_and_one_always_stays(summary: SummaryPage) -> None:
    view = summary.papers
    for name in ("目录", "正文"):
        view.folds[name].click()
        assert view._pane(name).isHidden()
    view.folds["版面"].click()
    assert view.pages.isVisible()
    assert view.folds["版面"].isChecked()
    view.folds["目录"].click()
    view.folds["正文"].click()
    assert view.outline.isVisible()
    assert view.text.isVisible()


def test_the_page_stands_as_it_was_left_when_it_is_made_anew(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary.show_period(Period.months_of(2025, 3, 3))
    summary.figures_list()
    idle(window)
    summary.trace(SESSIONS)
    idle(window)
    window.tabs.lay("summary")                   # as when the office's own words are changed
    idle(window)
    page = window.tabs.page("summary")
    assert page is not summary
    assert (page.period, page.side.currentIndex()) == (Period.months_of(2025, 3, 3), NUMBERS)


@pytest.mark.parametrize(("suffix", "head"), [(".docx", b"PK"), (".pdf", b"%PDF")])
def test_both_files_are_written(suffix: str, head: bytes, summary: SummaryPage, window: Window, idle: Idle, tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"总结{suffix}"
    monkeypatch.setattr(files, "to_save", lambda *_: path)
    summary.export(suffix)
    idle(window)
    assert path.read_bytes().startswith(head)
    assert "已导出" in window.bar.text


def test_letters_without_signers_are_refused_clearly(summary: SummaryPage, window: Window, idle: Idle, tmp_path: Path) -> None:
    summary.write(window.office.catalogue.papers["responsibility_letter"], tmp_path / "责任书.pdf")
    idle(window)
    assert window.bar.text
    assert not list(tmp_path.glob("责任书*"))


def test_what_stands_behind_a_number_goes_into_a_folder(summary: SummaryPage, window: Window, idle: Idle, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda *_: tmp_path)
    summary.trace(SESSIONS)
    idle(window)
    assert summary.tracing.packed.text() == "导出佐证材料…"
    summary.tracing.packed.trigger()
    idle(window)
    made = tmp_path / "佐证材料-2025年上半年-组织集中学习"
    assert {path.name for path in made.iterdir()} == {"00-佐证材料目录.docx", "00-佐证材料目录.pdf", "记录"}
    summary.tracing.show_records([], "校核")
    assert not summary.tracing.packed.isEnabled()              # there is no one number there
