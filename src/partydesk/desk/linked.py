"""Links on a form: one or several people, organisations or records, found by name or by pinyin."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ..catalogue import fields
from ..errors import Refusal
from .airy import Airy
from .editor import Editor
from .picker import Picker
from .pieces import chevron, line
from .supply import Supply


class LinkEditor(Editor):
    """One person, organisation, activity or item, found by its name or by pinyin."""

    def __init__(self, blank: fields.Link, supply: Supply, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.blank: fields.Link = blank
        self._supply = supply
        self._ids: dict[str, int] = {}
        self.line = self._picker()
        self.line.setPlaceholderText(blank.hint or "名称或拼音首字母")
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.picked.connect(self._picked)
        self.line.editingFinished.connect(self._left)
        self.line.entered.connect(self.entered)
        self.button = chevron(f"{blank.label}：列出可选的")
        self.button.clicked.connect(self._open)
        self.row.setSpacing(2)
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)      # else the line is no higher than the button
        self._settle(self.line)

    def _picker(self) -> Picker:
        return Picker(lambda typed: self._supply.find(self.blank.to, typed))

    def core(self) -> QWidget:
        return self.line

    def value(self) -> Any:
        text = self.line.text().strip()
        return self._id(text) if text else None

    def put(self, value: Any) -> None:
        self.line.setText("" if value is None else self._called(value))
        self.line.setCursorPosition(0)

    def draft(self) -> Any:
        text = self.line.text()
        return [text, {name: id for name, id in self._ids.items() if name in text}]

    def take(self, draft: Any) -> None:
        text, ids = draft if isinstance(draft, list) and len(draft) == 2 else ("", {})
        self._ids |= ids
        self.line.setText(text)

    def _id(self, text: str) -> int:
        """The id of what is named; one clear find by pinyin is good enough."""
        if text in self._ids:
            return self._ids[text]
        if number := re.match(r"#(\d+)(?: |$)", text):
            return int(number[1])
        found = self._supply.find(self.blank.to, text, 2)
        same = [id for id, called in found if called == text]
        if len(same or found) == 1:
            return (same or [found[0][0]])[0]
        if found:
            raise self.blank.wrong(f"：“{text}”不止一个，请从列表里选")
        raise self.blank.wrong(f"：没有“{text}”")

    def _called(self, id: int) -> str:
        from ..office.spelling import called
        words = called(self._supply.office, self.blank, id, self._supply.of(self.blank.to))
        self._ids[words] = id
        return words

    def _picked(self, id: int, words: str, _keys: object) -> None:
        self._ids[words] = id
        self.line.setText(words)
        self.edited.emit()

    def _left(self) -> None:
        try:
            value = self.value()
        except Refusal:
            return
        if value is not None:
            self.line.setText(self._called(value))

    def _open(self) -> None:
        self.line.setFocus()
        self.line.offer(everything=True)


class _Segment(Picker):
    """A line of several names, 、 between them; it looks for the one at the cursor."""

    def word(self) -> str:
        return re.split(r"[、,，;；]", self.text()[:self.cursorPosition()])[-1]


class LinksEditor(LinkEditor):
    """Several of them, typed one after another with 、 between, or ticked on a list."""

    def _picker(self) -> Picker:
        return _Segment(lambda typed: self._supply.find(self.blank.to, typed) if typed.strip() else [])

    def value(self) -> Any:
        return tuple(dict.fromkeys(self._id(name) for name in self._names()))

    def put(self, value: Any) -> None:
        self.line.setText("、".join(self._called(id) for id in value or ()))
        self.line.setCursorPosition(0)

    def _names(self) -> list[str]:
        return [name.strip() for name in re.split(r"[、,，;；]", self.line.text()) if name.strip()]

    def _picked(self, id: int, words: str, _keys: object) -> None:
        self._ids[words] = id
        at = self.line.cursorPosition()
        before = re.sub(r"[^、,，;；]*$", "", self.line.text()[:at])
        after = re.sub(r"^[^、,，;；]*", "", self.line.text()[at:])
        self.line.setText(f"{before}{words}{after or '、'}")
        self.line.setCursorPosition(len(before) + len(words) + 1)
        self.edited.emit()

    def _left(self) -> None:
        try:
            value = self.value()
        except Refusal:
            return
        self.put(value)

    def _open(self) -> None:
        ticked = set()
        for name in self._names():
            try:
                ticked.add(self._id(name))
            except Refusal:
                continue
        Ticks(self.blank.label, self._supply.of(self.blank.to), ticked, self._ticked, self.line).show()

    def _ticked(self, ids: list[int]) -> None:
        self.put(ids)
        self.edited.emit()


class Ticks(QWidget):
    """A list that opens under a blank, to tick several things on."""

    def __init__(self, says: str, among: list[Any], ticked: set[int], then: Callable[[list[int]], None], under: QWidget):
        super().__init__(under, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("ticks")
        self.setAccessibleName(f"选择{says}")
        self._among, self._then = among, then
        self._sought = line("查找", "名称或拼音首字母")
        self._sought.textEdited.connect(self._narrow)
        self._list = QListWidget()
        self._list.setItemDelegate(Airy(self._list))
        self._list.setAccessibleName(says)
        for one in among:
            item = QListWidgetItem(one.called)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            item.setCheckState(Qt.CheckState.Checked if one.id in ticked else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.itemChanged.connect(self._changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._sought)
        column.addWidget(self._list)
        self.resize(max(280, under.width()), 340)
        self.move(under.mapToGlobal(QPoint(0, under.height() + 2)))
        self._sought.setFocus()

    def _narrow(self, typed: str) -> None:
        from ..office.spelling import find
        wanted = {one.id for one in find(self._among, typed, 500)} if typed.strip() else None
        for n in range(self._list.count()):
            item = self._list.item(n)
            item.setHidden(wanted is not None and item.data(Qt.ItemDataRole.UserRole) not in wanted)

    def _changed(self) -> None:
        items = (self._list.item(n) for n in range(self._list.count()))
        self._then([item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked])
