"""A long import on the screen: it says which row it is at, it can be stopped, and then nothing of it is there."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from partydesk.desk.mapping_box import MappingBox
from partydesk.desk.reading_box import ReadingBox
from partydesk.desk.window import Window
from partydesk.office import exchange, mapping

Idle = Callable[[Window], None]


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [("姓名", "性别"), *((f"新人{n:04}", "男") for n in range(60))]:
        book.active.append(row)                # type: ignore[union-attr]
    book.save(tmp_path / "名册.xlsx")
    return tmp_path / "名册.xlsx"


def held(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, dry: bool = False) -> threading.Event:
    """Whoever calls this waits, telling how far it is, until the event is set or he is stopped."""
    go, real = threading.Event(), getattr(module, name)

    def waiting(*given: Any, **how: Any) -> Any:
        told = how.get("told") or given[-1]
        while (not dry or how.get("dry_run")) and not go.wait(0.02):
            told(7, 60)
        return real(*given, **how)

    monkeypatch.setattr(module, name, waiting)
    return go


def test_reading_a_file_is_seen_and_can_be_stopped(window: Window, roster: Path, monkeypatch: pytest.MonkeyPatch, idle: Idle,
                                                   qtbot: QtBot) -> None:
    held(monkeypatch, mapping, "sources")
    window.going.to_kind("staff")
    page: Any = window.stack.currentWidget()
    page.take(roster)
    qtbot.waitUntil(lambda: any(box.isVisible() for box in page.findChildren(ReadingBox)), timeout=10_000)
    box = next(box for box in page.findChildren(ReadingBox) if box.isVisible())
    qtbot.waitUntil(lambda: box.under_way.doing.text() == "正在读取：第 7 行／共 60 行", timeout=10_000)
    box.under_way.halt.click()
    idle(window)
    assert window.bar.text == "已停下，什么都没有导入"
    assert not page.findChildren(MappingBox)


def test_checking_and_taking_in_can_be_stopped_and_nothing_stays(window: Window, roster: Path, monkeypatch: pytest.MonkeyPatch,
                                                                 idle: Idle, qtbot: QtBot) -> None:
    office = window.office
    assert office is not None
    before = office.count("staff")
    go = held(monkeypatch, mapping, "bring_in", dry=True)
    box = MappingBox(office, office.catalogue.kind("staff"), roster, mapping.sources(office, "staff", roster), window)
    box.open()
    qtbot.waitUntil(lambda: "第 7 行／共 60 行" in box.under_way.doing.text(), timeout=10_000)
    box.under_way.halt.click()
    qtbot.waitUntil(box.go.isEnabled, timeout=10_000)
    assert (box.outcome.text(), box.go.text()) == ("没有核对完，什么都没有导入。", "重新核对")
    go.set()
    box.go.click()
    qtbot.waitUntil(lambda: box.go.text() == "导入 60 条", timeout=10_000)
    real = exchange.take
    monkeypatch.setattr(exchange, "take", lambda *given, **how: _slowly(real, given, how))
    box.go.click()
    qtbot.waitUntil(box.under_way.isVisible, timeout=10_000)
    box.under_way.halt.click()
    qtbot.waitUntil(box.go.isEnabled, timeout=10_000)
    assert office.count("staff") == before
    assert box.go.text() == "重新核对"
    box.close()
    idle(window)


def _slowly(real: Any, given: Any, how: Any) -> Any:
    """Takes in row after row with a pause, so that there is time to stop it."""
    told = how["told"]

    def telling(done: int, of: int) -> None:
        time.sleep(0.05)
        told(done, of)

    return real(*given, **{**how, "told": telling})
