"""What the office is called, and where it signs."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from ..office import Office
from .pieces import button, label, last_row, line
from .theme import px


class OfficeBox(QDialog):
    """Two settings that are printed on papers."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("单位名称与签订地点")
        self.setAccessibleName("单位名称与签订地点")
        self._office = office
        self.name = line("单位名称", text=office.setting("office"))
        self.place = line("签订地点", text=office.setting("place"))
        form = QFormLayout()
        form.setSpacing(12)
        form.addRow("单位名称", self.name)
        form.addRow("签订地点", self.place)
        where = label(f"数据存放在：{office.place}", "soft", wrap=True)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        go = button("保存", self._go, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(12)
        column.addLayout(form)
        column.addWidget(where)
        column.addLayout(last_row(self, go))
        self.resize(px(520), px(190))

    def _go(self) -> None:
        with self._office.together("修改单位名称与签订地点"):
            self._office.set("office", self.name.text())
            self._office.set("place", self.place.text())
        self.accept()
