"""The day that stands under a paper."""
from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from ..catalogue.fields import Date
from ..errors import Refusal
from .dated import DateEditor
from .pieces import button, label, last_row, refusal
from .theme import px


class DateBox(QDialog):
    """Typed like any date on a form; left empty it is the last day of the period."""

    chosen = Signal(object)

    def __init__(self, standing: date, last: date, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("落款日期")
        self.setAccessibleName("落款日期")
        self._last = last
        self.box = DateEditor(Date(id="date", label="落款日期"))
        self.box.put(standing)
        self.box.entered.connect(lambda *_: self._go())        # the only blank there is
        self.said = refusal("退回提示")
        form = QFormLayout()
        form.setSpacing(px(10))
        form.addRow("落款日期", self.box)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"平时是统计期的最后一日（{last.year}年{last.month}月{last.day}日）。留空就用这一日；只改这一期的落款，不影响统计。",
                               "soft", wrap=True))
        column.addLayout(form)
        column.addWidget(self.said)
        column.addLayout(last_row(self, button("设定", self._go, look="primary", default=True)))
        self.resize(px(440), px(170))

    def _go(self) -> None:
        try:
            found = self.box.value()
        except Refusal as refusal:
            self.said.setText(str(refusal))
            self.said.show()
            return
        self.chosen.emit(None if found == self._last else found)
        self.accept()
