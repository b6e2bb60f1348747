"""What the office is called, and where it signs."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from ..errors import Moved
from ..office import Office
from .pieces import button, label, last_row, line, refusal, sized


class OfficeBox(QDialog):
    """Two settings that are printed on papers."""

    def __init__(self, office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("单位名称与签订地点")
        self.setAccessibleName("单位名称与签订地点")
        self._office = office
        self._seen = {name: office.setting(name) for name in ("office", "place")}
        self.name = line("单位名称", text=self._seen["office"])
        self.place = line("签订地点", text=self._seen["place"])
        self.said = refusal("退回提示")
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
        column.addWidget(self.said)
        column.addWidget(where)
        column.addLayout(last_row(self, go))
        sized(self, 520, 190)

    def _go(self) -> None:
        try:
            with self._office.together("修改单位名称与签订地点"):
                for name, typed in (("office", self.name), ("place", self.place)):
                    if typed.text() != self._seen[name]:
                        self._office.set(name, typed.text(), seen=self._seen[name])
        except Moved as moved:
            self._seen = {name: self._office.setting(name) for name in self._seen}
            self.said.setText(f"您填写的时候，{moved}：现在是“{self._seen['office']}”，签订地点“{self._seen['place']}”。"
                              "仍以您填的为准，再按一次“保存”；要用对方的，按“取消”")
            self.said.show()
            return
        self.accept()
