"""Asked before an export: whether citizens' numbers and telephones go out whole."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QVBoxLayout, QWidget

from ..office import Office, operators
from .pieces import button, label, last_row, sized
from .theme import px


class CoveredBox(QDialog):
    """`full` says what was chosen; at first they are covered."""

    def __init__(self, kind: str, labels: Sequence[str], office: Office, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"导出{kind}")
        self.setAccessibleName(f"导出{kind}")
        called = "、".join(labels)
        self.check = QCheckBox(f"含完整的{called}")
        self.check.setAccessibleName(self.check.text())
        refused = operators.lacks(office, operators.GIVEN_OUT)
        self.check.setEnabled(not refused)
        self.check.setToolTip(refused)
        says = refused or "导出完整号码会记进操作记录：谁、什么时候、导出了什么。"
        go = button("选择存放位置…", self.accept, look="primary", default=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(f"“{called}”默认遮住中间几位（如 138****5678）。导出后改好再导入，遮住的号码不会改动原来的。",
                               wrap=True))
        column.addWidget(self.check)
        column.addWidget(label(says, "soft", wrap=True))
        column.addStretch(1)
        column.addLayout(last_row(self, go))
        sized(self, 480, 210)

    @property
    def full(self) -> bool:
        return self.check.isChecked()
