"""The summary desk: pages, numbers, traces, chapters, checks and files."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk import files
from partydesk.desk.pages import Spot
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.state_box import StateBox
from partydesk.desk.summary_page import SummaryPage
from partydesk.desk.window import Window

from .keys import typed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Idle = Callable[[Window], None]
SESSIONS = "study.group_sessions"


@pytest.fixture
def summary(window: Window, idle: Idle) -> SummaryPage:
    page = window.page("summary")
    page.show_period(Period.half(2025, 1))
    idle(window)
    assert page.view.count > 0
    return page


def spot_of(page: SummaryPage, figure: str) -> Spot:
    return next(spot for spots in page.view._spots.values() for spot in spots if spot.figure == figure)


def shown(page: SummaryPage) -> dict[str, QTreeWidgetItem]:
    found = {}
    for n in range(page.figures.topLevelItemCount()):
        head = page.figures.topLevelItem(n)
        for at in range(head.childCount()):
            found[head.child(at).data(0, Qt.ItemDataRole.UserRole)] = head.child(at)
    return found


def test_the_pages_are_white_paper_with_the_numbers_on_them(summary: SummaryPage) -> None:
    image = summary.view._image(0)
    assert image.pixelColor(3, 3).name() == "#ffffff"
    dark = sum(image.pixelColor(x, y).lightness() < 100 for x in range(0, image.width(), 3)
               for y in range(0, image.height(), 3))
    assert dark > 50
    assert spot_of(summary, SESSIONS).page >= 1


def test_a_click_on_a_number_opens_its_trace_and_a_record_of_it(summary: SummaryPage, window: Window, idle: Idle) -> None:
    spot = spot_of(summary, SESSIONS)
    summary.view.choose(SESSIONS)
    at = summary.view.place(spot)
    QTest.mouseMove(summary.view.viewport(), at)
    QTest.mouseClick(summary.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    idle(window)
    assert summary.tracing.isVisible()
    assert summary.view.chosen == SESSIONS
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
    QTest.mouseClick(summary.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(3, 3))
    assert summary.tracing.isHidden()


def test_a_change_in_the_records_changes_pages_and_list(summary: SummaryPage, window: Window, idle: Idle, qtbot: QtBot) -> None:
    assert shown(summary)[SESSIONS].text(1) == "2次"
    window.office.save("study", window.office.read("study", {"date": "2025-06-05", "title": "再学一次", "form": "集中学习"}))
    qtbot.waitUntil(lambda: SESSIONS in shown(summary) and shown(summary)[SESSIONS].text(1) == "3次", timeout=15_000)
    idle(window)


def test_the_list_narrows_to_what_is_to_be_filled_in(summary: SummaryPage) -> None:
    everything = len(shown(summary))
    assert everything == len(summary.office.catalogue.figures)
    summary.only.click()
    missing = shown(summary)
    assert 0 < len(missing) < everything
    assert {item.text(1) for item in missing.values()} == {"待补"}
    summary.only.click()
    summary.sought.setText("zzjzxx")          # 组织集中学习
    assert list(shown(summary)) == [SESSIONS]


def test_a_click_in_the_list_traces_and_finds_the_place(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary._figure_clicked(shown(summary)["study.coverage_rate"])
    idle(window)
    assert summary.tracing.label.text() == "学习覆盖率"
    assert summary.tracing.parts.topLevelItemCount() == 2
    assert len(summary.tracing.rows.records) == 10


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
    assert summary.tracing.because.text() == "依据：学习台账纸质本"
    summary.tracing.unstate_button.click()
    qtbot.waitUntil(lambda: not summary.tracing.trace.stated, timeout=15_000)
    idle(window)
    assert summary.tracing.value.text() == "2次"


def test_the_clerks_chapters_are_kept_for_each_period(summary: SummaryPage, window: Window, idle: Idle) -> None:
    text = summary._chapters["problems"]
    typed(text, "学习抓得还不够紧。")
    summary.save_own()
    assert window.office.chapters("half_year_summary", "2025H1")["problems"] == "学习抓得还不够紧。"
    summary.show_period(Period.half(2024, 2))
    assert summary._chapters["problems"].toPlainText() == ""
    typed(summary._chapters["problems"], "只写了一半")
    summary.show_period(Period.half(2025, 1))
    assert summary._chapters["problems"].toPlainText() == "学习抓得还不够紧。"
    assert window.office.chapters("half_year_summary", "2024H2")["problems"] == "只写了一半"
    idle(window)


def test_any_period_can_be_typed_and_a_wrong_one_is_refused(summary: SummaryPage, window: Window, idle: Idle) -> None:
    line = summary.period_box.lineEdit()
    line.setText("2025-03")
    QTest.keyClick(line, Qt.Key.Key_Return)
    idle(window)
    assert summary.period == Period.months_of(2025, 3, 3)
    assert line.text() == "2025年3月"
    assert shown(summary)[SESSIONS].text(1) == "1次"
    line.setText("去年")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "不是统计期" in window.bar.text
    assert line.text() == "2025年3月"


def test_one_branch_can_be_chosen(summary: SummaryPage, window: Window, idle: Idle) -> None:
    at = summary.scope_box.findData("第二党支部")
    assert at > 0
    summary.scope_box.setCurrentIndex(at)
    summary.scope_box.activated.emit(at)
    idle(window)
    assert shown(summary)[SESSIONS].text(1) == "1次"


def test_checks_list_findings_that_lead_somewhere(summary: SummaryPage, window: Window, idle: Idle) -> None:
    summary.check_button.click()
    idle(window)
    assert summary.findings.count() > 0
    one = next(n for n in range(summary.findings.count())
               if summary.findings.item(n).data(Qt.ItemDataRole.UserRole).figures)
    figure = summary.findings.item(one).data(Qt.ItemDataRole.UserRole).figures[0]
    summary._to_finding(summary.findings.item(one))
    idle(window)
    assert summary.tracing.trace.id == figure


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
