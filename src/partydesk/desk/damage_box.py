"""What to do when the office's file, or a file that belongs to it, is damaged or gone."""
from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from . import saying
from .pieces import button, label
from .theme import px

STEPS = (
    "先不要继续录入；已经填好、还没保存的内容都留着草稿，不会丢。",
    "把办公室文件，连同旁边放附件的同名文件夹，一起拷贝一份留底，不要覆盖以前的备份。",
    "点“用备份恢复…”：最近一份核对过的备份排在最前面，先看它会带回什么，再恢复；损坏的文件会原样留在旁边。",
    "恢复后，把备份之后的几条补录进去。只是附件不在的，备份里有就会一起带回来。",
)


class DamageBox(QDialog):
    """Says what was found, and the way back to a sound file, step by step."""

    def __init__(self, place: str, found: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._place = place
        self.setWindowTitle("数据文件有问题怎么办")
        self.setAccessibleName("数据文件有问题怎么办")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(10))
        column.addWidget(label("数据文件或附件有问题，请从备份恢复", "heading", wrap=True))
        column.addWidget(label(found, "refusal", "发现的问题", wrap=True, selectable=True))
        column.addWidget(label(f"办公室文件：{place}", "soft", "办公室文件", wrap=True, selectable=True))
        for number, says in enumerate(STEPS, 1):
            column.addWidget(label(f"{number}. {says}", wrap=True))
        column.addStretch(1)
        folder = Path(place).parent
        row = QHBoxLayout()
        row.addWidget(button("打开所在文件夹", lambda: saying.reveal(folder), tip=str(folder), picture="folder"))
        row.addWidget(button("用备份恢复…", self._back, tip="列出这个办公室的备份", picture="restore"))
        row.addStretch(1)
        shut = button("知道了", self.accept, look="primary", default=True)
        row.addWidget(shut)
        column.addLayout(row)
        self.resize(px(560), px(400))
        shut.setFocus()

    def _back(self) -> None:
        window: Any = self.parent()
        self.accept()
        if hasattr(window, "show_backups_of"):
            window.show_backups_of(self._place)
