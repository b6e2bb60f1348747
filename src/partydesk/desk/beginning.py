"""What the home page of a new office shows: three steps, each with the button that takes it."""
from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from ..office.beginning import Beginning
from .pieces import button, label
from .theme import px


class BeginningCard(QWidget):
    """The first steps, what is done ticked off, and the next one standing out."""

    add_wanted = Signal(str)
    kind_wanted = Signal(str)
    guide_wanted = Signal()

    def __init__(self, first: list[Beginning], parent: QWidget | None = None):
        super().__init__(parent)
        self.first = first
        self.setAccessibleName("从这里开始")
        card = QFrame()
        card.setObjectName("card")
        card.setMaximumWidth(px(760))
        column = QVBoxLayout(card)
        column.setContentsMargins(px(28), px(22), px(28), px(24))
        column.setSpacing(px(10))
        column.addWidget(label("从这里开始", "heading"))
        column.addWidget(label("登记好组织和人员，再记下第一次活动，这里就会列出本期进度、应办已办和待办。", "soft", wrap=True))
        column.addSpacing(px(6))
        following = next((one for one in first if not one.done), None)
        steps = QGridLayout()
        steps.setHorizontalSpacing(px(16))
        steps.setVerticalSpacing(px(18))
        steps.setColumnStretch(1, 1)
        for n, one in enumerate(first):
            mark = label("✓" if one.done else str(n + 1), "big", f"第 {n + 1} 步{'，已做' if one.done else ''}")
            words = QVBoxLayout()
            words.setSpacing(px(2))
            words.addWidget(label(f"{one.what}：{one.label}", "subheading"))
            words.addWidget(label(one.why, "soft", wrap=True))
            listed = button("看列表", partial(self.kind_wanted.emit, one.kind), "plain",
                            f"看{one.label}的列表")
            added = button("记第一条" if n == len(first) - 1 else f"{'再' if one.done else ''}登记{one.label}",
                           partial(self.add_wanted.emit, one.kind), "primary" if one is following else "", f"新增{one.label}")
            steps.addWidget(mark, n, 0, Qt.AlignmentFlag.AlignTop)
            steps.addLayout(words, n, 1)
            steps.addWidget(listed, n, 2, Qt.AlignmentFlag.AlignVCenter)
            steps.addWidget(added, n, 3, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(steps)
        column.addSpacing(px(4))
        column.addWidget(button("跟着向导一步一步做", self.guide_wanted.emit), 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout(self)
        grid.addWidget(card, 1, 1)
        grid.setRowStretch(0, 2)
        grid.setRowStretch(2, 3)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 6)
        grid.setColumnStretch(2, 1)
