"""Closing a period at the desk: the bar, the box that asks once, what was sent, and a Word file read back."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk import files, theme, work
from partydesk.desk.closing_box import CloseBox, ClosingBar, SentBox
from partydesk.desk.returned_box import ReturnedBox
from partydesk.office import Office, closing, printing
from partydesk.papers.parcel import Parcel

PAPER, H1 = "half_year_summary", Period.read("2025H1")


@pytest.fixture(scope="module")
def sent(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small office, in which the half-year has been closed."""
    folder = tmp_path_factory.mktemp("sent")
    shutil.copy(filled, folder / filled.name)
    with Office.open(folder / filled.name, who="王芳", desk="desk-one") as office:
        closing.close(office, PAPER, H1, because="先报一稿")
    return folder


@pytest.fixture
def office(request: pytest.FixtureRequest, place: Path, tmp_path: Path) -> Iterator[Office]:
    """The small office; closed, for the tests that ask for a bar that is `closed`."""
    if "closed" in request.fixturenames:
        shutil.copytree(request.getfixturevalue("sent"), tmp_path / "办公室")
        place = tmp_path / "办公室" / place.name
    with Office.open(place, who="王芳", desk="desk-one") as office:
        yield office


@pytest.fixture
def bar(dressed: QApplication, qtbot: QtBot, office: Office) -> Iterator[ClosingBar]:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1000, 600)
    made = ClosingBar(office, host)
    QVBoxLayout(host).addWidget(made)
    host.show()
    made.show_period(PAPER, H1, None)
    done(qtbot)
    yield made
    work.wait()
    QApplication.processEvents()


def done(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not work._JOBS, timeout=20_000)
    QApplication.processEvents()


def opened(bar: QWidget, sort: type[Any]) -> Any:
    return bar.findChildren(sort)[-1]


@pytest.fixture
def closed(bar: ClosingBar) -> ClosingBar:
    return bar


def test_closing_asks_for_a_reason_where_something_is_open(bar: ClosingBar, office: Office, qtbot: QtBot) -> None:
    assert bar.state.text() == "还没有定稿"
    assert bar.look.isHidden()
    with qtbot.waitSignal(bar.about_to_close):
        bar.close_period()
    done(qtbot)
    box = opened(bar, CloseBox)
    assert "存在的主要问题" in box.open_matters.toPlainText()
    box.go.click()
    done(qtbot)
    assert "写明原因" in box.said.text()
    assert box.isVisible()
    assert closing.issues(office, PAPER, H1) == []
    box.because.setPlainText("县委要求先报")
    box.go.click()
    done(qtbot)
    done(qtbot)
    assert [issue.because for issue in closing.issues(office, PAPER, H1)] == ["县委要求先报"]
    assert bar.state.text().startswith("已定稿 ")
    assert bar.state.text().endswith("（王芳）· 之后没有变化")
    assert bar.go.text() == "更正定稿…"


def test_changes_are_counted_and_lead_to_figures_and_records(closed: ClosingBar, office: Office, qtbot: QtBot) -> None:
    session = office.records("study", H1)[0].id
    office.remove("study", session)
    closed.refresh()
    done(qtbot)
    n = len(closed._changes)
    assert n
    assert closed.state.text().endswith(f"之后有 {n} 项变化")
    closed.look_at()
    box = opened(closed, SentBox)
    told = box.sheet.toPlainText()
    assert "组织集中学习 2次 → 1次" in told.replace("　", " ")
    assert "已删除 集中学习" in told
    with qtbot.waitSignal(closed.record_wanted) as wanted:
        box.sheet.anchorClicked.emit(QUrl(f"record:study/{session}"))
    assert wanted.args == ["study", session]
    closed.look_at()
    with qtbot.waitSignal(closed.figure_wanted) as wanted:
        opened(closed, SentBox).sheet.anchorClicked.emit(QUrl("figure:study.group_sessions"))
    assert wanted.args == ["study.group_sessions"]


def test_earlier_closings_can_be_looked_at_and_their_files_taken_out(
        closed: ClosingBar, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.remove("study", office.records("study", H1)[0].id)
    closing.close(office, PAPER, H1, because="更正")
    closed.refresh()
    done(qtbot)
    assert "第 2 次" in closed.state.text()
    closed.look_at()
    box = opened(closed, SentBox)
    assert "没有变化" in box.sheet.toPlainText()
    box.which.setCurrentIndex(0)
    box.which.activated.emit(0)
    done(qtbot)
    assert "组织集中学习" in box.sheet.toPlainText()
    target = tmp_path / "发出的.pdf"
    monkeypatch.setattr(files, "to_save", lambda *_: target)
    box._take_out(".pdf")
    first = closing.issues(office, PAPER, H1)[0]
    assert target.read_bytes() == closing.sent(office, first, first.ending(".pdf"))
    box.as_sent.click()
    assert closing.as_sent(office)


def test_a_word_file_is_read_back_and_written_anew(
        closed: ClosingBar, office: Office, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, out = tmp_path / "领导改.docx", tmp_path / "新.docx"
    printing.export(office, PAPER, H1, path)
    parcel = Parcel.open(path.read_bytes())
    path.write_bytes(parcel.with_text(parcel.text.replace("期内组织集中学习".encode(), "共组织集中学习".encode())))
    office.remove("study", office.records("study", H1)[0].id)
    monkeypatch.setattr(files, "to_open", lambda *_: path)
    monkeypatch.setattr(files, "to_save", lambda *_: path)
    closed.read_back()
    done(qtbot)
    box = opened(closed, ReturnedBox)
    told = box.sheet.toPlainText().replace("　", " ")
    assert "组织集中学习 2次 → 1次" in told
    assert "段落改写" in told
    before = path.read_bytes()
    box.go.click()
    assert "原文件" in box.doubt.text()
    assert box.isVisible()
    assert path.read_bytes() == before
    monkeypatch.setattr(files, "to_save", lambda *_: out)
    box.go.click()
    assert "共组织集中学习" in Parcel.open(out.read_bytes()).text.decode()
    assert not box.isVisible()


def test_a_foreign_file_is_refused_in_words(
        closed: ClosingBar, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]) -> None:
    (tmp_path / "坏.docx").write_bytes(b"not a package")
    monkeypatch.setattr(files, "to_open", lambda *_: tmp_path / "坏.docx")
    closed.read_back()
    done(qtbot)
    assert len(told) == 1
    assert "不是完好的 Word 文档" in told[0]


def test_a_paper_for_each_record_shows_no_bar(bar: ClosingBar, office: Office) -> None:
    other = next(paper for paper in office.catalogue.papers.values() if paper.scope != "period")
    bar.show_period(other.id, H1, None)
    assert bar.isHidden()


def test_every_piece_has_a_name(closed: ClosingBar, office: Office, qtbot: QtBot) -> None:
    closed.look_at()
    box = opened(closed, SentBox)
    for widget in (*closed.findChildren(QWidget), *box.findChildren(QWidget)):
        if widget.focusPolicy() and widget.isVisible() and not widget.objectName().startswith("qt_"):
            assert widget.accessibleName(), widget


def test_the_sheet_follows_the_colours(closed: ClosingBar, qtbot: QtBot, office: Office) -> None:
    office.remove("study", office.records("study", H1)[0].id)
    closed.refresh()
    done(qtbot)
    closed.look_at()
    sheet = opened(closed, SentBox).sheet
    light = sheet.toHtml()
    assert theme.COLOURS["accent"] in light
    before = dict(theme.COLOURS)
    theme.COLOURS.update(theme.DARK)
    try:
        theme.turned.emit()
        assert theme.DARK["accent"] in sheet.toHtml()
        assert before["accent"] not in sheet.toHtml()
    finally:
        theme.COLOURS.update(before)
        theme.turned.emit()
