"""The roll on the form of an activity (签到): everyone present, the exceptions typed into one box."""
from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..office import roll as rolls
from ..office.office import Expected
from .picker import Picker
from .pieces import choices, label, tool
from .theme import colour

KEYS = {Qt.KeyboardModifier.ShiftModifier: rolls.ABSENT, Qt.KeyboardModifier.ControlModifier: rolls.EXCLUDED,
        Qt.KeyboardModifier.AltModifier: rolls.GUEST}
SAYS = {False: "回车请假，加 Shift 缺席，加 Ctrl 不计应到，加 Alt 列席",
        True: "回车到会，加 Shift 缺席，加 Ctrl 不计应到，加 Alt 列席"}
ASKS = {False: "输入不到会的人：zs、zhangsan 或 张三", True: "输入到会的人：zs、zhangsan 或 张三"}
"""What the box says, by whether people are invited one by one."""


class _Box(Picker):
    """Enter marks whoever is offered first, or everyone named in the line."""

    several = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if len(self.text().replace("、", " ").replace("，", " ").replace(",", " ").split()) > 1:
                self.several.emit(event.modifiers())
                return
            if not self.offered and self.text().strip():
                self.offer()
            if not self.offered:
                return
        super().keyPressEvent(event)


class RollPanel(QWidget):
    """Shows a `Roll` and takes the clerk's marks; `edited` is told after each."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.roll = rolls.Roll()
        self._homes: Mapping[int, str] = {}
        self._whole = False
        self.counts = label("", "subheading", "签到合计", wrap=True)
        self.box = _Box(self._offer)
        self.box.setAccessibleName("签到例外")
        self.box.picked.connect(self._picked)
        self.box.several.connect(self._several)
        self.hint = label("", "soft", "签到的按键", wrap=True)
        self.all = tool("看全部名单", "看全部名单", look="plain")
        self.all.setCheckable(True)
        self.all.toggled.connect(self._show_all)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName("签到名单")
        self.table.horizontalHeader().hide()
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(0, 72)
        self.table.setColumnWidth(2, 100)
        self.table.setColumnWidth(3, 30)
        top = QHBoxLayout()
        top.addWidget(self.counts, 1)
        top.addWidget(self.all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.box)
        column.addWidget(self.hint)
        column.addWidget(self.table)
        self._say(False)
        self.refresh()

    def _say(self, invited: bool) -> None:
        self.box.setPlaceholderText(ASKS[invited])
        self.box.setAccessibleDescription(SAYS[invited])
        self.box.setToolTip(SAYS[invited])
        self.hint.setText(SAYS[invited])

    def start(self, everyone: Iterable[Expected], homes: Mapping[int, str], kept: Mapping[int, str] | None = None, *,
              invited: bool = False) -> None:
        """A roll for another record: `kept` is what is stored with it."""
        self.roll = rolls.Roll(everyone, kept, invited=invited)
        self._say(invited)
        self._homes = homes
        self.box.clear()

    def expect(self, expected: Iterable[Expected], *, anew: bool) -> None:
        """Who ought to be there: `anew` makes them present, else the roll that is kept stands."""
        if anew:
            self.roll.expect(expected)
        else:
            self.roll.known(expected)

    def draft(self) -> dict[str, str]:
        return {str(id): status for id, status in self.roll.statuses.items()}

    def _offer(self, typed: str) -> list[tuple[int, str]]:
        found = []
        for one in self.roll.find(typed):
            home = self._homes.get(one.body or 0, "")
            status = self.roll.statuses.get(one.id)
            outside = "" if self.roll.is_expected(one.id) else "　名单外"
            stands = f"　已{rolls.LABELS[status]}" if status and status != rolls.PRESENT else ""
            found.append((one.id, f"{one.name}　{home}{outside}{stands}"))
        return found

    def _picked(self, id: int, _words: str, keys: object) -> None:
        self._mark([id], keys)

    def _several(self, keys: object) -> None:
        sure, unsure = self.roll.read(self.box.text())
        self.box.dismiss()
        self._mark([one.id for one in sure], keys)
        self.box.setText(" ".join(unsure))

    def _mark(self, ids: list[int], keys: object) -> None:
        usual = self.roll.usual
        status = KEYS.get(keys, usual) if isinstance(keys, Qt.KeyboardModifier) else usual
        for id in ids:
            self.roll.mark(id, rolls.GUEST if status == usual and not self.roll.is_expected(id) else status)
        self.box.clear()
        self.refresh()
        if ids:
            self.edited.emit()

    def _show_all(self, whole: bool) -> None:
        self._whole = whole
        self.all.setText("只看例外" if whole else "看全部名单")
        self.refresh()

    def refresh(self) -> None:
        """Show the roll as it stands."""
        self.counts.setText(str(self.roll.counts))
        shown = list(reversed(self.roll.exceptions))
        shown += [(one, rolls.PRESENT) for one in self.roll.here] if self._whole else []
        self.table.setRowCount(0)
        self.table.setRowCount(len(shown))
        for row, (one, status) in enumerate(shown):
            self.table.setItem(row, 0, QTableWidgetItem(one.name))
            home = QTableWidgetItem(self._homes.get(one.body or 0, ""))
            home.setForeground(colour("soft"))
            self.table.setItem(row, 1, home)
            if len(shown) <= 60 or status != rolls.PRESENT:
                self.table.setCellWidget(row, 2, self._status(one, status))
                if self.roll.invited or status != rolls.PRESENT:
                    self.table.setCellWidget(row, 3, self._away(one))
            else:
                self.table.setItem(row, 2, QTableWidgetItem(rolls.LABELS[status]))
            self.table.setRowHeight(row, 34)
        self.table.setVisible(bool(shown))
        self.table.setFixedHeight(34 * min(len(shown), 12 if self._whole else 8) + 2)
        self.all.setVisible(bool(self.roll.statuses))

    def _status(self, one: Expected, status: str) -> QComboBox:
        box = choices(f"{one.name}的签到")
        for code, shown in rolls.LABELS.items():
            box.addItem(shown, code)
        box.setCurrentIndex(box.findData(status))
        box.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box.activated.connect(lambda _, id=one.id, box=box: self._changed(id, box.currentData()))
        return box

    def _away(self, one: Expected) -> QToolButton:
        button = tool("×", "", side=26)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.setAccessibleName(f"取消对{one.name}的标记")
        button.setToolTip("移出签到" if self.roll.invited else "恢复为到会；名单外的人移出签到")
        button.clicked.connect(lambda _=False, id=one.id: self._changed(id, None))
        return button

    def _changed(self, id: int, status: str | None) -> None:
        if status is None:
            self.roll.unmark(id)
        else:
            self.roll.mark(id, status)
        self.refresh()
        self.edited.emit()
