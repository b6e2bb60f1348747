"""A record returned to the branch that sent it, with words: 退回修改."""
from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office, clashes
from . import saying
from .pieces import button, label, last_row, lines, refusal, sized
from .theme import px


class ReturnBox(QDialog):
    """What is to be changed; it goes along with the next package."""

    def __init__(self, office: Office, kind: Kind, id: int, parent: QWidget | None = None):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("退回修改")
        self.setAccessibleName("退回修改")
        self._office, self._kind, self._id = office, kind, id
        self.words = lines("要改什么", "写明要改什么，如：缺签到，请补上请假的人")
        self.said = refusal("退回提示")
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(18), px(22), px(16))
        column.setSpacing(px(12))
        column.addWidget(label("这些话会随下一个下发的数据包带给对方，对方改好后再报来。", "soft", wrap=True))
        column.addWidget(self.words, 1)
        column.addWidget(self.said)
        column.addLayout(last_row(self, button("退回", self._go, look="primary", default=True)))
        sized(self, 480, 240)

    def _go(self) -> None:
        try:
            clashes.give_back(self._office, self._kind.id, self._id, self.words.toPlainText())
        except Refusal as refused:
            self.said.setText(str(refused))
            self.said.show()
            return
        self.accept()
        saying.say(self.parentWidget() or self, "已记下，随下一个下发的数据包带给对方。")
