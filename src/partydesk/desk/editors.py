"""One editor for each type of field: what a clerk types into, and the way between that and a value."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from .. import places
from ..catalogue import fields
from ..catalogue.fields import Blank
from ..errors import Refusal
from ..office import days
from .picker import Picker, UndoGate
from .pieces import Airy, choices, label, line, tool
from .supply import Supply
from .theme import colour

TALLEST = 7
"""Lines that a long text shows before it scrolls."""


class Editor(QWidget):
    """The blank on the form. `edited` is told whenever a clerk changes it, never when it is filled by the program."""

    edited = Signal()

    def __init__(self, blank: Blank, parent: QWidget | None = None):
        super().__init__(parent)
        self.blank = blank
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def value(self) -> Any:
        """What stands here, as a value; a `Refusal` if it cannot be read."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def draft(self) -> Any:
        """What stands here just as it was typed, as JSON."""
        raise NotImplementedError

    def take(self, draft: Any) -> None:
        """Put back what `draft` gave."""
        raise NotImplementedError

    def core(self) -> QWidget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def refuse(self, refused: bool) -> None:
        """Show in the blank itself that it is wrong."""
        core = self.core()
        core.setProperty("refused", refused)
        core.style().unpolish(core)
        core.style().polish(core)

    def _settle(self, core: QWidget) -> None:
        core.setAccessibleName(self.blank.label)
        core.setAccessibleDescription(self.blank.hint)
        core.setToolTip(self.blank.hint)
        self.setFocusProxy(core)


class LineEditor(Editor):
    """A line of text."""

    def __init__(self, blank: Blank, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.line = self._line()
        self.line.setPlaceholderText(blank.hint)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.row.addWidget(self.line, 1)
        self._settle(self.line)

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.installEventFilter(UndoGate(line))
        return line

    def core(self) -> QWidget:
        return self.line

    def value(self) -> Any:
        return self.blank.read(self.line.text())

    def put(self, value: Any) -> None:
        self.line.setText(self.blank.show(value))
        self.line.setCursorPosition(0)

    def draft(self) -> Any:
        return self.line.text()

    def take(self, draft: Any) -> None:
        self.line.setText(str(draft or ""))


class TextEditor(Editor):
    """Text of several lines."""

    def __init__(self, blank: fields.Text, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(blank.hint)
        lines = min(max(blank.lines, 2), TALLEST)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + 20)
        self.text.textChanged.connect(self._changed)
        self.text.installEventFilter(UndoGate(self.text))
        self.row.addWidget(self.text, 1)
        self._settle(self.text)
        self._filling = False

    def core(self) -> QWidget:
        return self.text

    def value(self) -> Any:
        return self.blank.read(self.text.toPlainText())

    def put(self, value: Any) -> None:
        self.take(self.blank.show(value))

    def draft(self) -> Any:
        return self.text.toPlainText()

    def take(self, draft: Any) -> None:
        self._filling = True
        self.text.setPlainText(str(draft or ""))
        self._filling = False

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit()


class NumberEditor(LineEditor):
    """A number, with its unit behind it."""

    def __init__(self, blank: fields.Number, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.line.setPlaceholderText("")      # the hint stands below: the blank is too short for it
        self.line.setMaximumWidth(150)
        if blank.unit:
            unit = label(blank.unit, "soft")
            unit.setBuddy(self.line)
            self.row.addWidget(unit)
        self.row.addStretch(1)
        self.row.setStretch(0, 3)


class DateEditor(LineEditor):
    """A date, typed in any way (20250306, 3-6, t, +1) or taken from a calendar; the day of the week stands behind it."""

    def __init__(self, blank: fields.Date, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self._standing: date | None = None
        self.line.setMaximumWidth(150)
        if not blank.hint:
            self.line.setToolTip("可写 20250306、3-6、t（今天）、+1（后一天）、-1（前一天）")
        self.line.setPlaceholderText("年-月-日")
        self.button = _chevron(f"{blank.label}：打开日历")
        self.button.clicked.connect(self._open)
        self.day = label("", "soft")
        self.row.addWidget(self.button)
        self.row.addWidget(self.day)
        self.row.addStretch(1)
        self.row.setStretch(0, 3)
        self.line.editingFinished.connect(self._complete)

    def value(self) -> Any:
        return self.blank.read(days.complete(self.line.text(), date.today(), self._standing))

    def put(self, value: Any) -> None:
        super().put(value)
        self._stand(value)

    def take(self, draft: Any) -> None:
        super().take(draft)
        self._complete()

    def _complete(self) -> None:
        """Write out what was meant, as soon as the clerk leaves the blank."""
        try:
            value = self.value()
        except Refusal:
            self.day.setText("")
            return
        if (shown := self.blank.show(value)) != self.line.text():
            self.line.setText(shown)
            self.edited.emit()
        self._stand(value)

    def _stand(self, value: date | None) -> None:
        self._standing = value
        self.day.setText(days.weekday(value) if value else "")

    def _open(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget()
        calendar.setAccessibleName(f"{self.blank.label}日历")
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
        calendar.setGridVisible(False)
        calendar.setMinimumSize(300, 240)
        weekend = QTextCharFormat()
        weekend.setForeground(colour("accent"))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, weekend)
        arrows = {"qt_calendar_prevmonth": ("‹", "上个月"), "qt_calendar_nextmonth": ("›", "下个月")}
        arrow: QToolButton
        for arrow in calendar.findChildren(QToolButton):
            if arrow.objectName() in arrows:
                sign, says = arrows[arrow.objectName()]
                arrow.setIcon(QIcon())
                arrow.setText(sign)
                arrow.setAccessibleName(says)
        if self._standing:
            calendar.setSelectedDate(QDate(self._standing.year, self._standing.month, self._standing.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)

        def taken(day: QDate) -> None:
            self.put(date(day.year(), day.month(), day.day()))
            self.edited.emit()
            menu.close()
            self.line.setFocus()

        calendar.clicked.connect(taken)
        calendar.activated.connect(taken)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height() + 2)))


class _Calm(QObject):
    """A wheel turned over a closed list scrolls the page and does not change the choice."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class ListEditor(Editor):
    """One of a few, from a list that opens; the first line is for nothing chosen yet."""

    def __init__(self, blank: Blank, among: list[tuple[Any, str]], parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.box = choices(blank.label)
        self.box.addItem("", None)
        for code, shown in among:
            self.box.addItem(shown, code)
        self.box.setMaxVisibleItems(16)
        self.box.setMinimumContentsLength(6)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.installEventFilter(_Calm(self.box))
        self.box.activated.connect(lambda _: self.edited.emit())
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        self._settle(self.box)

    def core(self) -> QWidget:
        return self.box

    def value(self) -> Any:
        return self.box.currentData()

    def put(self, value: Any) -> None:
        at = next((n for n in range(self.box.count()) if self.box.itemData(n) == value
                   and type(self.box.itemData(n)) is type(value)), -1)
        if at < 0:                            # a code of an earlier year: kept, and shown as it is
            self.box.addItem(self.blank.show(value), value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)

    def draft(self) -> Any:
        return self.box.currentData()

    def take(self, draft: Any) -> None:
        self.put(draft)


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
        self.button = _chevron(f"{blank.label}：列出可选的")
        self.button.clicked.connect(self._open)
        self.row.setSpacing(2)
        self.row.addWidget(self.line, 1)
        self.row.addWidget(self.button)
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


def make(blank: Blank, supply: Supply, parent: QWidget | None = None) -> Editor:
    """The editor for a blank."""
    kept: Any = blank
    match kept:
        case fields.Text(lines=1):
            return LineEditor(kept, parent)
        case fields.Text():
            return TextEditor(kept, parent)
        case fields.Number():
            return NumberEditor(kept, parent)
        case fields.Date():
            return DateEditor(kept, parent)
        case fields.Choice():
            return ListEditor(kept, list(kept.choices.items()), parent)
        case fields.Flag():
            return ListEditor(kept, [(True, "是"), (False, "否")], parent)
        case fields.Link(many=True):
            return LinksEditor(kept, supply, parent)
        case fields.Link():
            return LinkEditor(kept, supply, parent)
    raise TypeError(f"没有“{blank.id}”类栏目的填写处")


def _chevron(says: str) -> QToolButton:
    button = tool("", says, tip=says.partition("：")[2])
    button.setIcon(QIcon(str(places.shipped("resources") / "chevron.svg")))
    button.setIconSize(QSize(12, 12))
    button.setFixedSize(24, 26)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
