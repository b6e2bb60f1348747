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
    "找到最近一次的备份（U 盘、移动硬盘或另一台电脑上的同名文件），用“打开备份…”打开它，看看记录和附件是否齐全。",
    "齐全的，就用备份接着做，把备份之后的几条补录进去；只是附件不在的，把放附件的文件夹放回办公室文件旁边即可。",
)


class DamageBox(QDialog):
    """Says what was found, and the way back to a sound file, step by step."""

    def __init__(self, place: str, found: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
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
        row.addWidget(button("打开备份…", self._other, tip="选一个办公室文件打开；现在这个会先关上"))
        row.addStretch(1)
        shut = button("知道了", self.accept, look="primary", default=True)
        row.addWidget(shut)
        column.addLayout(row)
        self.resize(px(560), px(400))
        shut.setFocus()

    def _other(self) -> None:
        window: Any = self.parent()
        self.accept()
        if hasattr(window, "start_open"):
            window.start_open()
