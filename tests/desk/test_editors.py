"""Every field type has an editor, and every editor gives back what was put in."""
from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from partydesk.catalogue import fields
from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.fields import FIELD_TYPES, Blank
from partydesk.desk.editors import DateEditor, LinkEditor, LinksEditor, make
from partydesk.desk.supply import Supply
from partydesk.errors import Refusal
from partydesk.office import Office

from .keys import typed

EXAMPLES: dict[type[Blank], list[tuple[Blank, Any]]] = {
    fields.Text: [(fields.Text(id="a", label="文字"), "学习党章"), (fields.Text(id="a", label="长文", lines=4), "一\n二")],
    fields.Number: [(fields.Number(id="a", label="数", unit="次", digits=1), Decimal("2.5"))],
    fields.Date: [(fields.Date(id="a", label="日期"), date(2025, 3, 6))],
    fields.Choice: [(fields.Choice(id="a", label="选项", choices={"x": "甲", "y": "乙"}), "y")],
    fields.Flag: [(fields.Flag(id="a", label="是否"), False), (fields.Flag(id="a", label="是否"), True)],
    fields.Link: [(fields.Link(id="a", label="人", to="person"), 1), (fields.Link(id="a", label="组织", to="body", many=True), (1, 2))],
}


@pytest.fixture
def supply(place: Path) -> Supply:
    return Supply(Office.open(place))


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_every_field_type_has_an_editor(kind: type[Blank], supply: Supply, qtbot: QtBot, dressed: object) -> None:
    for blank, value in EXAMPLES[kind]:
        editor = make(blank, supply)
        qtbot.addWidget(editor)
        assert editor.core().accessibleName() == blank.label
        empty = () if getattr(blank, "many", False) else None
        assert editor.value() == empty
        changes: list[int] = []
        editor.edited.connect(lambda changes=changes: changes.append(1))
        editor.put(value)
        assert editor.value() == value
        assert changes == []                  # filled by the program, not by a clerk
        draft = editor.draft()
        editor.put(None)
        assert editor.value() == empty
        editor.take(draft)
        assert editor.value() == value


def test_every_blank_of_the_shipped_forms_has_an_editor(shipped: Catalogue, supply: Supply, qtbot: QtBot, dressed: object) -> None:
    for kind in shipped.kinds.values():
        for blank in kind.shown(2025):
            editor = make(blank, supply)
            qtbot.addWidget(editor)
            assert editor.core().accessibleName() == blank.label


def test_an_unknown_type_is_no_silent_line(supply: Supply) -> None:
    with pytest.raises(TypeError, match="填写处"):
        make(Blank(id="a", label="不明"), supply)


def test_dates_are_written_out_when_the_blank_is_left(supply: Supply, qtbot: QtBot, dressed: object) -> None:
    editor = make(fields.Date(id="a", label="日期"), supply)
    assert isinstance(editor, DateEditor)
    qtbot.addWidget(editor)
    for text, meant in (("20250306", date(2025, 3, 6)), ("+1", date(2025, 3, 7)), ("-2", date(2025, 3, 5)),
                         ("２０２５年３月１６日", date(2025, 3, 16)), ("t", date.today())):
        editor.line.clear()
        typed(editor.line, text)
        editor.line.editingFinished.emit()
        assert editor.value() == meant, text
        assert editor.line.text() == meant.isoformat()
    editor.line.setText("2025-02-30")
    editor.line.editingFinished.emit()
    assert editor.line.text() == "2025-02-30"
    with pytest.raises(Refusal, match="不是存在的日期"):
        editor.value()


@pytest.mark.parametrize(("letters", "name"), [("zs", "张三"), ("lisi", "李四"), ("郑", "郑一鸣"), ("zym", "郑一鸣")])
def test_people_are_found_by_initials_pinyin_and_characters(letters: str, name: str, supply: Supply, qtbot: QtBot, dressed: object) -> None:
    editor = make(fields.Link(id="a", label="责任人", to="person"), supply)
    assert isinstance(editor, LinkEditor)
    qtbot.addWidget(editor)
    typed(editor.line, letters)
    QTest.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.line.text() == name
    assert editor.value() == supply.office.names.find("person", name)


def test_who_is_not_there_is_refused(supply: Supply, qtbot: QtBot, dressed: object) -> None:
    editor = make(fields.Link(id="a", label="责任人", to="person"), supply)
    qtbot.addWidget(editor)
    typed(editor.core(), "无名氏")
    with pytest.raises(Refusal, match=r"责任人.*没有“无名氏”"):
        editor.value()


def test_several_bodies_are_typed_one_after_another(supply: Supply, qtbot: QtBot, dressed: object) -> None:
    editor = make(fields.Link(id="a", label="组织", to="body", many=True), supply)
    assert isinstance(editor, LinksEditor)
    qtbot.addWidget(editor)
    for text in ("dy", "第二"):
        typed(editor.line, text)
        QTest.keyClick(editor.line, Qt.Key.Key_Return)
    editor.line.editingFinished.emit()
    assert editor.line.text() == "第一党支部、第二党支部"
    assert editor.value() == (1, 2)


def test_namesakes_are_told_apart_by_where_they_are(place: Path, qtbot: QtBot, dressed: object) -> None:
    with Office.open(place) as office:
        second = office.save("staff", {"name": "张三", "body": 2, "party": "member"})
        editor = make(fields.Link(id="a", label="责任人", to="person"), Supply(office))
        assert isinstance(editor, LinkEditor)
        qtbot.addWidget(editor)
        editor.put(second)
        assert editor.line.text() == "张三（第二党支部）"
        assert editor.value() == second
        editor.line.setText("张三")
        with pytest.raises(Refusal, match="不止一个"):
            editor.value()
