"""The boxes for Word files of the office's own: taken in, told what is wrong, copied from, replaced, taken back."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from partydesk.desk import files
from partydesk.desk.own_forms_box import OwnFormsBox
from partydesk.desk.tags_box import TagsBox
from partydesk.desk.template_box import TemplateBox
from partydesk.desk.window import Window
from partydesk.office import own_papers

from ..papers.foreign import letter

FORM = letter("{{编号}}", "乙方：｛｛责任人｝｝（{{责任人.职务}}）甲方：{{签订领导}}", "{{职务}}", "{{责任内容}}", "{{没有这个}}", "{{日期")


def until(said: Any) -> None:
    for _ in range(1500):
        QApplication.processEvents()
        if said():
            return
        QTest.qWait(10)
    raise AssertionError("it did not come")


def test_a_form_is_taken_in_checked_kept_renewed_and_undone(window: Window, tmp_path: Path, monkeypatch: Any) -> None:
    assert window.office is not None
    path = tmp_path / "科室责任书.docx"
    path.write_bytes(FORM)
    window.menu.own_forms()
    box = window.findChild(OwnFormsBox)
    assert isinstance(box, OwnFormsBox)
    assert not any(act.isEnabled() for act in box.acts)
    monkeypatch.setattr(files, "to_open", lambda *_: path)
    box.bring()
    until(lambda: (made := box.findChild(TemplateBox)) and made.checked)
    taken = box.findChild(TemplateBox)
    assert isinstance(taken, TemplateBox)
    assert taken.purpose.currentText().startswith("每条“党风廉政建设责任书”一份")
    assert "2 个不认识" in taken.outcome.text()
    assert "括号不成对" in taken.remarks.text()
    first = taken.tree.topLevelItem(0)
    assert first is not None
    assert (first.text(0), "责任人.职务" in first.text(2)) == ("职务", True)
    taken.name.setText("党风廉政建设责任书")
    taken._keep()
    assert "已有叫" in taken.said.text()
    taken.name.setText("科室责任书")
    taken._keep()
    [paper] = own_papers.papers(window.office)
    assert paper.label == "科室责任书"
    assert all(act.isEnabled() for act in box.acts)
    monkeypatch.setattr(files, "to_save", lambda *_: tmp_path / "取出.docx")
    box._out()
    assert (tmp_path / "取出.docx").read_bytes() == FORM
    box._remove()
    assert own_papers.papers(window.office) == []
    box.undo()
    assert len(own_papers.papers(window.office)) == 1
    box.undo()
    box.undo()
    assert box.said.text() == "在这里做的改动都已撤销。"
    assert own_papers.papers(window.office) == []
    box.close()


def test_a_tag_is_copied_with_its_braces(window: Window) -> None:
    assert window.office is not None
    box = TagsBox(window.office, own_papers.purpose_of(window.office, "responsibility_letter"), window)
    box.open()
    box.sought.setText("签订领导.职务")
    shown = [head.child(at) for n in range(box.tree.topLevelItemCount()) if (head := box.tree.topLevelItem(n)) is not None
             for at in range(head.childCount()) if not head.child(at).isHidden()]
    assert [item.text(0) for item in shown] == ["{{签订领导.职务}}"]
    box.tree.setCurrentItem(shown[0])
    box.copy()
    assert QGuiApplication.clipboard().text() == "{{签订领导.职务}}"
    assert "已复制" in box.copied.text()
    box.close()
