"""Data packages in the window: what waits is decided there, what another desk sent is only looked at, and a branch joins."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from partydesk.desk import files, work
from partydesk.desk.invite_box import InviteBox
from partydesk.desk.join_box import JoinBox
from partydesk.desk.packages_box import PackagesBox
from partydesk.desk.return_box import ReturnBox
from partydesk.desk.take_box import TakeBox
from partydesk.desk.window import Window
from partydesk.office import Office, clashes, heads, joining, packages, taking

Idle = Callable[[Window], None]


@pytest.fixture
def branch(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A branch that joined the office of the window, and has written something down."""
    monkeypatch.setattr(heads, "kept", lambda _: {})
    monkeypatch.setattr(heads, "keep", lambda _uid, _seen: None)
    assert window.office is not None
    made = joining.invite(window.office, "第一党支部", tmp_path)
    with joining.join(made.path, made.code, tmp_path / "支部.partydesk", who="支部", desk="b" * 32) as office:
        office.save("study", {"date": date(2025, 5, 6), "title": "支部学习", "form": "collective", "mode": "fixed"})
        office.save("staff", {"name": "张三峰"}, id=office.names.find("person", "张三"))
        yield office


def done(box: Any) -> None:
    work.wait()
    for _ in range(5):
        QApplication.processEvents()


def test_a_package_is_looked_at_then_taken_and_its_clash_decided(window: Window, branch: Office, tmp_path: Path) -> None:
    office = window.office
    assert office is not None
    office.save("staff", {"name": "张三丰"}, id=office.names.find("person", "张三"))
    path = packages.write(branch, tmp_path).path
    box = PackagesBox(office, window)
    box.open()
    assert "委机关" in box.told.text()
    box.look(path)
    done(box)
    look = box.findChild(TakeBox)
    assert look is not None
    assert "新增 1 条" in taking.look(office, path).says
    assert office.count("study") == 2
    look.accept()
    done(box)
    assert office.count("study") == 3
    assert box.heading.text() == "要处理的事（1）"
    assert "张三丰" in box.says.text()
    assert "张三峰" in box.says.text()
    box.typed.setText("张三风")
    box.third.click()
    assert box.heading.text() == "没有要处理的事"
    assert office.names.find("person", "张三风")
    box.look(path)
    done(box)
    assert "已经收取过" in box.said.text()
    box.close()


def test_what_a_branch_sent_is_read_only_and_can_be_returned_or_taken_over(window: Window, branch: Office, tmp_path: Path,
                                                                           idle: Idle) -> None:
    office = window.office
    assert office is not None
    taking.take(office, packages.write(branch, tmp_path).path)
    id = next(one.id for one in office.records("study") if one.values["title"] == "支部学习")
    window.going.to_record("study", id)
    idle(window)
    page: Any = window.tabs.page("thought")
    assert page.form.owner == "第一党支部"
    assert not page.form.foot.save.isEnabled()
    assert not page.form.editors["title"].isEnabled()
    back = ReturnBox(office, page.kind, id, page.form)
    back.words.setPlainText("缺签到")
    back._go()
    assert [note.says for note in clashes.notes(office)] == ["缺签到"]
    from partydesk.desk.form_menu import _take_over
    _take_over(page.form)
    assert page.form.owner == ""
    assert page.form.editors["title"].isEnabled()


def test_the_code_of_an_invitation_is_shown_once_it_is_written(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "folder", lambda *_: tmp_path)
    box = InviteBox(window.office, [], window)  # type: ignore[arg-type]
    box._go()
    assert "写明" in box.said.text()
    box.name.setText("第二党支部")
    box._go()
    done(box)
    assert len(box.code.text().replace("-", "")) == 16
    join = JoinBox(window)
    joined: list[str] = []
    join.joined.connect(joined.append)
    join.invitation.setText(str(tmp_path / "邀请_第二党支部.partyinvite"))
    join.place.setText(str(tmp_path / "二.partydesk"))
    join.code.setText("1234")
    join._go()
    done(join)
    assert "16 位" in join.said.text()
    join.code.setText(box.code.text())
    join._go()
    done(join)
    assert joined == [str(tmp_path / "二.partydesk")]
    box.close()
