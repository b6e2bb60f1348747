"""A small office with people, branches and a few meetings, and the window on it."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk.desk import keeping, saying, work
from partydesk.desk.application import prepare
from partydesk.desk.window import Window
from partydesk.office import Office

PEOPLE = ("张三", "李四", "王五", "赵六", "孙七", "周八", "吴九", "郑一鸣", "张珊", "钱多福")
TODAY = date(2025, 3, 6)


def fill(office: Office) -> None:
    """Two branches of five, one study session with two missing, and a problem."""
    with office.together("准备"):
        branches = [office.save("branch", {"name": name}) for name in ("第一党支部", "第二党支部")]
        people = [office.save("staff", {"name": name, "body": branches[n // 5], "party": "member",
                                        "since": date(2020, 1, 1)}) for n, name in enumerate(PEOPLE)]
        roll = dict.fromkeys(people, "present") | {people[1]: "leave", people[2]: "absent"}
        office.save("study", {"date": TODAY, "title": "学习党章", "form": "collective", "mode": "fixed",
                              "bodies": tuple(branches)}, roll=roll)
        office.save("study", {"date": date(2025, 4, 3), "title": "学习条例", "form": "collective", "mode": "fixed",
                              "bodies": (branches[0],)}, roll=dict.fromkeys(people[:5], "present"))
        office.save("problem", {"date": TODAY, "title": "会议偏多", "origin": "survey", "owner": people[0]})


@pytest.fixture(scope="session")
def filled(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small office, made once."""
    place = tmp_path_factory.mktemp("filled") / "小办公室.partydesk"
    with Office.create(place, "中共试验县委政法委员会", who="测试员", desk="desk-one") as office:
        fill(office)
    return place


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Path:
    """A copy of it to work on."""
    copy = tmp_path / filled.name
    copy.write_bytes(filled.read_bytes())
    return copy


@pytest.fixture(scope="session")
def dressed(home: Path, qapp: QApplication) -> QApplication:
    return prepare()


@pytest.fixture
def blank_window(dressed: QApplication, qtbot: QtBot) -> Iterator[Window]:
    """The window before any office is open."""
    window = Window()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    yield window
    window.close()
    work.wait()
    QApplication.processEvents()


@pytest.fixture
def window(blank_window: Window, place: Path) -> Window:
    """The window on the small office."""
    assert blank_window.open(str(place))
    return blank_window


@pytest.fixture
def idle(qtbot: QtBot) -> Callable[[Window], None]:
    """Waits until the window has no work under way."""
    def wait(window: Window) -> None:
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not window.doing.busy, timeout=20_000)
        QApplication.processEvents()
    return wait


@pytest.fixture(autouse=True)
def gone() -> Iterator[None]:
    """What a test showed is gone after it: without a running event loop, Qt keeps what is to be deleted later."""
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def unkept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No backups but those of the tests of backups."""
    monkeypatch.setattr(keeping, "AUTOMATIC", False)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What boxes would say; none may open unseen."""
    said: list[str] = []
    monkeypatch.setattr(saying, "box", lambda _widget, text, _icon, details="", **_act: said.append(f"{text}{details}"))
    return said
